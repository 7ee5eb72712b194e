"""Attachments come back whole; a change, a cut, a swap or a piece of another blob is noticed."""

import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.handover.blobs import HEADER, OVERHEAD, PIECE, Blob, BlobWriter, read_blob
from boundaries.handover.padding import SealError

SEALED_PIECE = PIECE + OVERHEAD
EDGES = (0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE - 1, 2 * PIECE)


def written(path: Path, plain: bytes, chunk: int = 50_000) -> Blob:
    with BlobWriter(path) as writer:
        for start in range(0, len(plain), chunk):
            writer.write(plain[start : start + chunk])
        return writer.finish()


def patterned(length: int) -> bytes:
    """Bytes that differ from place to place, with the fill byte among them."""
    return (hashlib.sha256(str(length).encode()).digest() + b"\x80\x00") * (length // 34 + 1)


@pytest.mark.parametrize("length", EDGES)
def test_a_blob_of_any_length_comes_back(tmp_path: Path, length: int) -> None:
    plain = patterned(length)[:length]
    blob = written(tmp_path / "b", plain)
    assert b"".join(read_blob(tmp_path / "b", blob.key)) == plain
    assert (blob.size, blob.sha256, blob.blob_id) == (length, hashlib.sha256(plain).hexdigest(), "b")
    assert ((tmp_path / "b").stat().st_size - HEADER) % SEALED_PIECE == 0


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=3 * PIECE), st.integers(1, 2 * PIECE), st.booleans())
def test_a_blob_comes_back_however_it_was_cut(plain: bytes, chunk: int, fill: bool) -> None:
    plain = plain + b"\x80\x00" * 3 if fill else plain
    with tempfile.TemporaryDirectory() as folder:
        blob = written(Path(folder) / "b", plain, chunk)
        assert b"".join(read_blob(Path(folder) / "b", blob.key)) == plain


def pieces(whole: bytes) -> list[bytes]:
    return [whole[start : start + SEALED_PIECE] for start in range(HEADER, len(whole), SEALED_PIECE)]


TAMPERED: dict[str, Callable[[bytes, bytes], bytes]] = {
    "first piece gone": lambda whole, _: whole[:HEADER] + b"".join(pieces(whole)[1:]),
    "middle piece gone": lambda whole, _: whole[:HEADER] + pieces(whole)[0] + pieces(whole)[2],
    "last piece gone": lambda whole, _: whole[:HEADER] + b"".join(pieces(whole)[:-1]),
    "two swapped": lambda whole, _: whole[:HEADER] + b"".join((pieces(whole)[1], pieces(whole)[0], pieces(whole)[2])),
    "one twice": lambda whole, _: whole[:HEADER] + b"".join((pieces(whole)[0], *pieces(whole))),
    "last one twice": lambda whole, _: whole + pieces(whole)[-1],
    "cut inside": lambda whole, _: whole[:-1],
    "something behind": lambda whole, _: whole + b"x",
    "only the header": lambda whole, _: whole[:HEADER],
    "nothing": lambda whole, _: b"",
    "a piece of another": lambda whole, other: whole[:HEADER] + b"".join((pieces(other)[0], *pieces(whole)[1:])),
    "the header of another": lambda whole, other: other[:HEADER] + whole[HEADER:],
}


@pytest.mark.parametrize("how", TAMPERED)
def test_a_blob_that_was_tampered_with_does_not_open(tmp_path: Path, how: str) -> None:
    plain = patterned(2 * PIECE + 10)[: 2 * PIECE + 10]
    blob, _ = written(tmp_path / "b", plain), written(tmp_path / "c", plain)
    whole = (tmp_path / "b").read_bytes()
    (tmp_path / "d").write_bytes(TAMPERED[how](whole, (tmp_path / "c").read_bytes()))
    with pytest.raises(SealError):
        list(read_blob(tmp_path / "d", blob.key))


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_flipped_bit_is_noticed(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "b"
        blob = written(path, b"x" * (PIECE + 5))
        changed = bytearray(path.read_bytes())
        bit = data.draw(st.integers(0, 8 * len(changed) - 1))
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        with pytest.raises(SealError):
            list(read_blob(path, blob.key))


def test_another_key_does_not_open_it(tmp_path: Path) -> None:
    one, other = written(tmp_path / "b", b"one"), written(tmp_path / "c", b"other")
    with pytest.raises(SealError):
        list(read_blob(tmp_path / "b", other.key))
    assert one.key.hex() not in repr(one)


def test_what_is_unfinished_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(SealError, match="unfinished"), BlobWriter(tmp_path / "b") as writer:
        writer.write(b"half")
    with pytest.raises(ZeroDivisionError), BlobWriter(tmp_path / "b") as writer:
        writer.write(b"x" * PIECE)
        _ = 1 / 0
    assert list(tmp_path.iterdir()) == []


def test_a_blob_is_never_written_over(tmp_path: Path) -> None:
    blob = written(tmp_path / "b", b"first")
    with pytest.raises(FileExistsError):
        written(tmp_path / "b", b"second")
    assert b"".join(read_blob(tmp_path / "b", blob.key)) == b"first"
    assert [path.name for path in tmp_path.iterdir()] == ["b"]
