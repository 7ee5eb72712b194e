"""What is written stays true: the reference is what the programs read, the glossary holds every word of the contract."""

import ast
import re
from typing import Any

import pytest
import typer

from boundaries.catalogue import load_catalogue
from boundaries.cli import app
from boundaries.records.contract import TABLES
from boundaries.settings import SETTINGS
from docs.build import REFERENCE, detector_files, pages
from tests.architecture.tree import ROOT, name_of, tracked, tree_of

SHORTEST_ALT, LARGEST_PICTURE = 40, 150_000
COMMANDS: dict[str, Any] = {**getattr(typer.main.get_command(app), "commands", {})}
EVERY_COMMAND: dict[str, Any] = COMMANDS | {
    f"{name} {inner}": one for name, group in COMMANDS.items() for inner, one in getattr(group, "commands", {}).items()
}


@pytest.mark.parametrize("name", ["signs.md", "detectors.md", "tables.md", "settings.md", "commands.md"])
def test_the_reference_is_up_to_date(name: str) -> None:
    path = REFERENCE / name
    assert path.is_file(), "run make docs"
    assert path.read_text(encoding="utf-8") == pages()[name], "run make docs"


def test_everything_has_its_place_in_the_reference() -> None:
    made = pages()
    expected = {
        "signs.md": [f"\n`{sign}`" for sign in load_catalogue().signs],
        "detectors.md": [f"\n## {detector['id']}\n" for _, detector in detector_files()],
        "tables.md": [f"\n## {table}" for table in TABLES],
        "settings.md": [f"`{setting.name}`" for setting in SETTINGS],
        "commands.md": [f"# boundaries {command}\n" for command in EVERY_COMMAND],
    }
    missing = {(page, heading) for page, headings in expected.items() for heading in headings if heading not in made[page]}
    assert missing == set()
    assert set(expected) == set(made)


def test_every_command_and_option_says_what_it_is_for() -> None:
    silent = {name for name, command in EVERY_COMMAND.items() if not (command.help or "").strip()}
    silent |= {
        f"{name} {one.name}"
        for name, command in EVERY_COMMAND.items()
        for one in command.params
        if not (getattr(one, "help", "") or "").strip()
    }
    assert silent == set()


def test_detectors_look_for_signs_of_the_catalogue() -> None:
    signs = load_catalogue().signs
    found = [(detector["id"], detector["sign"]) for _, detector in detector_files()]
    assert {sign for _, sign in found} <= set(signs)
    assert len({name for name, _ in found}) == len(found)


def test_the_glossary_holds_every_table_and_each_word_once() -> None:
    words = re.findall(r"^\*\*(.+?)\*\*", (ROOT / "GLOSSARY.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(words) == len(set(words))
    assert words == sorted(words, key=str.casefold)
    assert {f"`{table}`" for table in TABLES} <= set(re.findall(r"`\w+`", (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")))


def test_no_word_of_the_glossary_is_out_of_use() -> None:
    text = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    written = "\n".join(
        path.read_text(encoding="utf-8").casefold()
        for path in tracked()
        if path.suffix in (".py", ".toml", ".html") and not name_of(path).startswith("tests/")
    )
    words = re.findall(r"^\*\*(.+?)\*\*", text, re.MULTILINE)
    unused = {
        word
        for word in words
        if word.casefold() not in written and word.casefold().replace(" ", "_").replace("-", "_") not in written
    }
    assert unused == set()


def test_what_the_public_reads_names_nobody_a_victim() -> None:
    said = {}
    for sign in load_catalogue().signs.values():
        question = sign.question
        said[sign.id] = " ".join((sign.title, sign.plain, question.behaviour, question.about_me, question.about_someone))
    assert len(said) == 17
    assert {name for name, text in said.items() if re.search(r"\bvictims?\b", text, re.IGNORECASE)} == set()


def test_links_between_documents_lead_somewhere() -> None:
    broken = set()
    for path in tracked():
        if path.suffix == ".md":
            text = path.read_text(encoding="utf-8")
            for link in re.findall(r"\]\(([^)#\s]+)", text):
                if "://" not in link and not (path.parent / link).exists():
                    broken.add(f"{name_of(path)}: {link}")
    assert broken == set()


def test_every_picture_is_shown_said_in_words_and_small() -> None:
    shown = [
        (path, " ".join(said.split()), (path.parent / link).resolve())
        for path in tracked()
        if path.suffix == ".md"
        for said, link in re.findall(r"!\[([^\]]*)\]\(([^)#\s]+)\)", path.read_text(encoding="utf-8"))
    ]
    assert len(shown) > 10
    assert {
        f"{name_of(path)}: {picture.name}" for path, said, picture in shown if not picture.is_file() or len(said) < SHORTEST_ALT
    } == set()
    kept = {path for path in tracked() if name_of(path).startswith("docs/pictures/") and path.suffix == ".png"}
    assert {name_of(path) for path in kept ^ {picture for _, _, picture in shown}} == set()
    taken = [path for path in kept if path.parent.name == "unit"]
    assert len(taken) == 10 and max(path.stat().st_size for path in taken) < LARGEST_PICTURE


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 8


def test_every_line_of_the_threat_model_names_tests_that_exist() -> None:
    known = {
        f"{path.name}::{node.name}"
        for path in tracked()
        if path.suffix == ".py" and name_of(path).startswith("tests/")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef)
    }
    rows = re.findall(
        r"^\| (.+) \| (.+) \| (.+) \|$", (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    lines = [row for row in rows if row[2] != "shown by" and set(row[0]) != {"-"}]
    assert len(lines) > 30
    named = {what: set(re.findall(r"`(test_\w+\.py::test_\w+)`", tests)) for what, _, tests in lines}
    assert {what for what, tests in named.items() if not tests} == set()
    assert {test for tests in named.values() for test in tests} - known == set()
