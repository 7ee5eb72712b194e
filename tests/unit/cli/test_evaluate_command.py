"""`boundaries evaluate` refuses what it cannot use before the work, not after it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from boundaries.cli import evaluate as module


def test_a_folder_without_real_input_is_told_before_any_world_is_made(
    failing: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(*_args: object, **_given: object) -> None:
        raise AssertionError("the work has begun")

    monkeypatch.setattr(module, "run", work)
    said = failing("evaluate", "--real", str(tmp_path))
    assert "no real input found" in said and "sms/nus_en_dated.csv.gz" in said
