"""The page on adding a sign names every key that a sign file may hold."""

from dataclasses import fields
from pathlib import Path

import pytest

from boundaries.catalogue.model import Question, Scenario, Sign

PAGE = (Path(__file__).parents[3] / "docs" / "how-to" / "add-a-sign.md").read_text(encoding="utf-8")
KEYS = [field.name for kind in (Sign, Question, Scenario) for field in fields(kind) if field.name not in ("question", "scenario")]


@pytest.mark.parametrize("key", KEYS)
def test_the_page_names_the_key(key: str) -> None:
    assert f"`{key}`" in PAGE or f".{key}`" in PAGE
