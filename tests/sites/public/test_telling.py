"""A report from the first page to the unit's key."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from boundaries.handover.blobs import read_blob
from boundaries.handover.people import NamedMember, NamedPerson, SafeContact
from boundaries.handover.places import Places
from boundaries.handover.report import Report, Route, Teller
from tests.sites.collecting import collected
from tests.sites.public.walking import heading, told

ANSWERS = {
    "teller": {"teller": "about_someone"},
    "knows": {"knows": "no"},
    "signs": {"signs": ["gifts", "unexpected_visits"]},
    "story": {"story": "He came\r\nthree times."},
    "when": {"period": "last_year", "details": "in spring"},
    "member": {"name": "PC 1234 Smith", "station": "Durham"},
    "person": {"name": "Ann", "age_group": "18_to_24", "circumstances": "a burglary"},
    "contact": {"how": "phone", "address": "07700 900123", "when": "mornings", "never": "leave a message"},
    "exclude": {"name": "Sgt Jones", "why": "his friend"},
    "files": {"files": SimpleUploadedFile("a.jpg", b"\xff\xd8picture", "image/jpeg")},
}


def test_a_whole_report_reaches_the_unit(browser: Client, places: Places) -> None:
    words, page = told(browser, ANSWERS)
    assert heading(page) == "Your report has been sent"
    assert len(words) == 8
    ((report, envelope),) = collected(places)
    assert isinstance(report, Report)
    assert report.route is Route.WEB
    assert report.received_on == date.today()
    assert report.teller is Teller.ABOUT_SOMEONE
    assert report.signs == ("gifts", "unexpected_visits")
    assert report.story == "He came\nthree times."
    assert report.when == "last_year\nin spring"
    assert report.members == (NamedMember(name="PC 1234 Smith", station="Durham"),)
    assert report.people == (NamedPerson("Ann", "18_to_24", "a burglary"),)
    assert report.contact == SafeContact("phone", "07700 900123", "mornings", "leave a message")
    assert (report.exclude, report.exclude_members) == ("his friend", (NamedMember(name="Sgt Jones"),))
    assert report.notes["person_knows"] == "no"
    assert {share.tag for share in report.shares}
    (file,) = report.attachments
    assert (file.name, file.media_type) == ("a.jpg", "image/jpeg")
    assert b"".join(read_blob(envelope.blobs[file.blob_id], file.key)) == b"\xff\xd8picture"
    assert list(places.blobs.iterdir()) == []
