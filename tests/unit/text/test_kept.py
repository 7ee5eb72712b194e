"""Compiled word lists that are kept: read back whole, and only where nobody else could have written them."""

import os
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from boundaries.text import candidates
from boundaries.text.candidates import Prefilter
from boundaries.text.kept import keep, read_kept
from boundaries.text.loading import includes, load_lexicons
from boundaries.text.wording import matched_lines

pytest.importorskip("hyperscan")
pytestmark = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="this system does not tell whose a file is")
PATTERNS = [[r"\bhun\b", r"x+$"], ["delete (?:this|it)"]]
NAME = "wordlists-1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that holds something kept."""
    folder = tmp_path / "cache" / "boundaries"
    assert keep(folder, NAME, b"lists")
    return folder


def test_what_is_kept_is_read_back(folder: Path) -> None:
    assert read_kept(folder, NAME) == b"lists"
    assert read_kept(folder, "wordlists-2") is None
    assert [path.stat().st_mode & 0o777 for path in (folder, folder / NAME)] == [0o700, 0o600]


def test_what_is_kept_takes_the_place_of_other_versions(folder: Path) -> None:
    (folder / ".wordlists-3.half").write_bytes(b"half")
    (folder / "else").write_bytes(b"mine")
    assert keep(folder, "wordlists-2", b"newer")
    assert sorted(path.name for path in folder.iterdir()) == ["else", "wordlists-2"]


def _link(folder: Path, path: Path) -> None:
    real = path.rename(folder.parent / "real")
    path.symlink_to(real)


OPENED: dict[str, Callable[[Path], object]] = {
    "folder others read": lambda folder: folder.chmod(0o755),
    "folder others write": lambda folder: folder.chmod(0o770),
    "file others read": lambda folder: (folder / NAME).chmod(0o644),
    "file others write": lambda folder: (folder / NAME).chmod(0o620),
    "folder is a link": lambda folder: _link(folder, folder),
    "file is a link": lambda folder: _link(folder, folder / NAME),
    "file is a folder": lambda folder: ((folder / NAME).unlink(), (folder / NAME).mkdir(mode=0o700)),
    "file is a pipe": lambda folder: ((folder / NAME).unlink(), os.mkfifo(folder / NAME, 0o600)),
    "cut short": lambda folder: (folder / NAME).write_bytes((folder / NAME).read_bytes()[:-1]),
    "a letter changed": lambda folder: (folder / NAME).write_bytes((folder / NAME).read_bytes()[:-1] + b"S"),
    "empty": lambda folder: (folder / NAME).write_bytes(b""),
}


@pytest.mark.parametrize("change", OPENED.values(), ids=OPENED.keys())
def test_what_is_not_just_so_is_not_read(folder: Path, change: Callable[[Path], object]) -> None:
    change(folder)
    assert read_kept(folder, NAME) is None


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
@pytest.mark.parametrize("place", ["", NAME])
def test_what_belongs_to_somebody_else_is_not_read(folder: Path, place: str) -> None:
    os.chown(folder / place, 65_534, 65_534)
    assert read_kept(folder, NAME) is None


def test_nothing_is_kept_where_others_could_write(folder: Path) -> None:
    folder.chmod(0o777)
    assert not keep(folder, NAME, b"newer")
    folder.chmod(0o700)
    assert read_kept(folder, NAME) == b"lists"


def test_nothing_is_kept_where_no_folder_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert not keep(tmp_path / "file" / "boundaries", NAME, b"lists")


def test_lists_read_back_find_what_those_compiled_do(tmp_path: Path) -> None:
    lexicons = load_lexicons()
    texts = [text for lexicon in lexicons.lexicons for text in (*lexicon.hits, *lexicon.misses)]
    wanted = [includes(lexicons, lexicon) for lexicon in lexicons.lexicons]
    compiled, read_back = (Prefilter(wanted, tmp_path / "boundaries") for _ in range(2))
    assert (compiled.was_kept, read_back.was_kept) == (False, True)
    lines, ends = matched_lines(pa.array(texts))
    assert compiled.masks(lines, ends).any()
    assert compiled.masks(lines, ends).tolist() == read_back.masks(lines, ends).tolist()


def test_other_patterns_are_compiled(tmp_path: Path) -> None:
    assert not Prefilter(PATTERNS, tmp_path / "kept").was_kept
    assert Prefilter(PATTERNS, tmp_path / "kept").was_kept
    assert not Prefilter(PATTERNS[:1], tmp_path / "kept").was_kept


def test_lists_of_another_making_are_compiled_afresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not Prefilter(PATTERNS, tmp_path / "kept").was_kept
    (name,) = [path.name for path in (tmp_path / "kept").iterdir()]
    assert keep(tmp_path / "kept", name, b"of no version of the library")
    assert not Prefilter(PATTERNS, tmp_path / "kept").was_kept
    assert Prefilter(PATTERNS, tmp_path / "kept").was_kept
    monkeypatch.setattr(candidates, "_processor", lambda: "another")
    assert not Prefilter(PATTERNS, tmp_path / "kept").was_kept
