"""The worked example, made once: a small invented force and a scan written by hand."""

from pathlib import Path

import pytest

from boundaries.catalogue import Catalogue, load_catalogue
from tests.journeys.worked_example import Example, worked_example


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Example:
    return worked_example(tmp_path_factory.mktemp("example") / "records")


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def scan_folder(example: Example, tmp_path: Path) -> Path:
    """The example's scan written the way a scan writes it."""
    return example.scan_folder(tmp_path / "scan")
