"""The certificate reads in its own order on whichever day it is made out, however its lines break."""

from datetime import date
from pathlib import Path

import pytest

from boundaries.training.certificate import certificate
from boundaries.training.courses import load_courses
from boundaries.training.ledger.entries import Completed
from tests.unit.training.pdfua import faults

COURSE = load_courses().by_id["everyone"]


@pytest.mark.parametrize("month", range(1, 13))
def test_an_independent_checker_finds_nothing_on_any_day(month: int, tmp_path: Path) -> None:
    """A line that broke just before what is printed bold was painted out of order: in the first nine days of December, say."""
    for day in (1, 22):
        done = Completed("W1", date(2026, month, day), "everyone", COURSE.version, True, 100, COURSE.attest, "boundaries:1")
        assert faults(certificate(done, COURSE, "Zoë Example-Jones", "3 abcdef0123"), tmp_path) == [], day
