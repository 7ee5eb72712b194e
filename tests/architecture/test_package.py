"""What is shipped: every data file goes with the package, pins agree, and nothing tells of the machine it was made on."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, SOURCE, modules, name_of, tracked, tree_of

REQUIREMENTS = ROOT / "requirements"

# Put together from pieces, so that this file does not hold what it looks for.
PRIVATE = re.compile(
    "|".join(
        (
            r"\.\./" + "shared",
            r"(?<![\w.-])/" + "work/",
            "/tmp/" + r"(?:venv|brief)",
            "/opt/" + r"(?:wheels|pypi)",
            "/ro" + "ot/",
            r"\bpypi\." + "org|pythonhosted" + r"\.",
            r"registry\." + r"(?:npmjs|yarnpkg)|deb\." + r"debian\.",
            "Co-Authored" + "-By",
        )
    )
)


def pins(name: str) -> dict[str, str]:
    """Each pinned package of a compiled file with its version."""
    text = (REQUIREMENTS / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", text, re.MULTILINE))


def asked(name: str) -> set[str]:
    """Each package that a source file asks for, without its bounds."""
    lines = (REQUIREMENTS / name).read_text(encoding="utf-8").splitlines()
    return {re.split(r"[<>=~;\[\s]", line)[0] for line in lines if line and line[0] not in "#-"}


@pytest.mark.parametrize("name", ["run", "test"])
def test_everything_asked_for_is_pinned_with_hashes(name: str) -> None:
    assert asked(f"{name}.in") <= set(pins(f"{name}.txt"))
    entries = re.split(r"\n(?=[A-Za-z0-9])", (REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8").strip())
    assert [entry.partition("\n")[0] for entry in entries if "--hash=sha256:" not in entry and not entry.startswith("#")] == []


def test_tests_run_on_what_is_shipped() -> None:
    run, test = pins("run.txt"), pins("test.txt")
    assert {name: version for name, version in run.items() if test.get(name) != version} == {}


def test_every_dependency_of_the_package_is_asked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {*project["dependencies"], *(name for extra in project.get("optional-dependencies", {}).values() for name in extra)}
    assert {re.split(r"[<>=;\s]", name)[0] for name in needed} <= asked("run.in")


def test_every_import_is_declared_and_every_dependency_imported() -> None:
    modules_of = {
        "google-re2": "re2",
        "scikit-learn": "sklearn",
        "tzdata": "zoneinfo",
        "django-csp": "csp",
        "pynacl": "nacl",
        "argon2-cffi": "argon2",
        "imap-tools": "imap_tools",
        "pillow": "PIL",
        "python-dateutil": "dateutil",
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = (name for extra in project["optional-dependencies"].values() for name in extra)
    declared = {modules_of.get(name, name.replace("-", "_")) for name in (*project["dependencies"], *extras)}
    imported = {
        name.partition(".")[0]
        for path in modules()
        for node in ast.walk(tree_of(path))
        for name in (
            [one.name for one in node.names]
            if isinstance(node, ast.Import)
            else [node.module]
            if isinstance(node, ast.ImportFrom)
            else []
        )
        if name
    }
    # Django is told of some packages by name, and they are started by name.
    named = {
        node.value.partition(".")[0]
        for path in modules()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert imported - set(sys.stdlib_module_names) - declared - {"boundaries"} == set()
    assert declared - imported - named == set()


def test_no_tracked_file_tells_of_a_machine() -> None:
    told = set()
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        told |= {f"{name_of(path)}: {found}" for found in PRIVATE.findall(text)}
    assert told == set()


def test_all_data_goes_with_the_package(tmp_path: Path) -> None:
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", "wheels", "."]
    done = subprocess.run(build, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = (tmp_path / "wheels").glob("*.whl")
    shipped = set(zipfile.ZipFile(wheel).namelist())
    expected = {path.relative_to(SOURCE.parent).as_posix() for path in tracked() if SOURCE in path.parents}
    assert expected - shipped == set()
    assert any(name.endswith("licenses/LICENSE") for name in shipped)


def test_migrations_stand_in_one_line() -> None:
    """Two that follow the same one would keep every site from starting."""
    followed: dict[tuple[Path, str], list[str]] = {}
    for path in modules():
        if path.parent.name == "migrations" and path.name[0].isdigit():
            for before in re.findall(rf'\("{path.parent.parent.name}", "(\w+)"\)', path.read_text(encoding="utf-8")):
                followed.setdefault((path.parent, before), []).append(path.stem)
    assert len(followed) > 4
    assert {before: after for (_, before), after in followed.items() if len(after) > 1} == {}
