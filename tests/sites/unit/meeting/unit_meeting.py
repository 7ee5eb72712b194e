"""What the tests of the meeting share: a case about a member, the meeting's page, and what a pack says."""

import io
from datetime import date, datetime, timedelta

import pypdf
from django.test import Client

from boundaries.casework.models import Case
from boundaries.casework.register.entering import enter
from boundaries.handover.people import NamedMember
from tests.sites.unit.unit_cases import open_case
from tests.sites.unit.unit_pages import without_tokens
from tests.sites.unit.unit_reports import report

NOW = datetime(2026, 11, 25, 9, 30)
QUIST = NamedMember(name="Olaf Quist", number="4471")


def since() -> date:
    """Four weeks ago, where a meeting of today goes back to."""
    return date.today() - timedelta(28)


def case_about(browser: Client, member: NamedMember, **told: object) -> Case:
    """A case of a report that names a member."""
    return open_case(browser, enter(report(members=(member,), **told)))


def page_of(browser: Client, **days: str) -> str:
    """The meeting's page, without what is random in it."""
    return without_tokens(browser.get("/meeting/", days).content).decode()


def text_of(held: bytes) -> str:
    """What a PDF says: its glyphs brought back to letters by its own tables, without the spaces."""
    reader = pypdf.PdfReader(io.BytesIO(held))
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)
