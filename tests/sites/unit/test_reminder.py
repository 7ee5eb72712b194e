"""The daily reminder: through a real mail server, always the same bytes, once a day, whatever there is and whoever may see it."""

import datetime as dt
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.core.mail.utils import DNS_NAME

from boundaries.casework.models import Entry, Reminder, TrailLine
from boundaries.casework.register.entering import enter
from boundaries.casework.reminding.post_office import PostOffice
from boundaries.casework.reminding.sending import send_reminders
from boundaries.casework.roles import Role
from boundaries.casework.staffing.leaving import disable
from boundaries.errors import BoundariesError
from boundaries.settings import read_settings
from boundaries.sites.mail import post_office
from tests.ports import free_port
from tests.sites.unit.unit_people import Person, person
from tests.sites.unit.unit_reports import report

pytestmark = pytest.mark.django_db(transaction=True)
SEVEN = datetime(2026, 11, 25, 7, 0)


@dataclass
class Postman:
    """What a mail server was given: to whom, and the bytes; `refuses` an address at the door."""

    got: list[tuple[str, bytes]] = field(default_factory=list)
    refuses: str = ""

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: Any) -> str:
        if address == self.refuses:
            return "451 not now"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.got += [(address, envelope.content) for address in envelope.rcpt_tos]
        return "250 OK"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine with its key, in one file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = (
        built.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(2))
    )
    built = built.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
    built = built.add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
    pem = built.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    plain = serialization.NoEncryption()
    path = tmp_path_factory.mktemp("mail") / "server.pem"
    path.write_bytes(pem + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return path


@pytest.fixture
def postman(certificate: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Postman]:
    """A mail server that takes nothing before STARTTLS, and the site set to it."""
    monkeypatch.setattr(DNS_NAME, "_fqdn", "localhost", raising=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    made = Postman()
    port = free_port()
    controller = Controller(made, hostname="127.0.0.1", port=port, tls_context=context, require_starttls=True)
    controller.start()
    settings.POST_OFFICE = PostOffice("localhost", port, False, "", None, "boundaries@force.example", 7)
    yield made
    controller.stop()


def choose(someone: Person, email: str) -> None:
    """Give an address on one's account page."""
    assert someone.sign_in(unlock=False).post("/account/reminder/", {"email": email}).status_code == 302


def plain(mail: bytes) -> list[bytes]:
    """The lines of a mail without what is random in it and its moment."""
    return [line for line in mail.splitlines() if not line.startswith((b"Message-ID: <", b"Date: "))]


def test_it_says_the_same_in_as_many_bytes_to_everyone_every_day(postman: Postman) -> None:
    ann, ada, bea = person(Role.SUPERVISOR), person(Role.HEAD, "ada thorne"), person(Role.AUDITOR, "bea b")
    for someone, email in ((ann, "a@force.example"), (ada, "a.much.longer.name@sub.force.example"), (bea, "b@force.example")):
        choose(someone, email)
    assert send_reminders(SEVEN) == 3
    told = report(exclude="anyone called Thorne", received_on=dt.date(2026, 11, 1))
    entry = enter(told)
    assert send_reminders(SEVEN + timedelta(1)) == 3
    Entry.objects.filter(pk=entry.pk).update(answer_by_on=dt.date(2026, 11, 2))
    assert send_reminders(datetime(2026, 12, 1, 23, 59)) == 3
    assert [to for to, _ in postman.got] == sorted(
        [to for to, _ in postman.got[:3]], key=[t for t, _ in postman.got[:3]].index
    ) * 3
    assert {to for to, _ in postman.got} == {"a@force.example", "a.much.longer.name@sub.force.example", "b@force.example"}
    assert len({len(mail) for _, mail in postman.got}) == 1
    assert len({tuple(plain(mail)) for _, mail in postman.got}) == 1
    whole = b"\n".join(line for _, mail in postman.got for line in plain(mail))
    for betrays in (entry.pk[:8], told.report_id, "Thorne", "Ada", "force.example>", "a@force", "localhost", "http"):
        assert betrays.encode() not in whole, betrays


def test_it_comes_once_a_day_from_its_hour_on_also_after_a_restart(postman: Postman) -> None:
    choose(person(Role.SUPERVISOR), "a@force.example")
    assert send_reminders(SEVEN - timedelta(minutes=1)) == 0 == len(postman.got)
    assert [send_reminders(SEVEN + timedelta(hours=hours)) for hours in (0, 0, 1, 16)] == [1, 0, 0, 0]
    assert send_reminders(SEVEN + timedelta(1)) == 1 and len(postman.got) == 2
    lines = TrailLine.objects.filter(act="reminded").order_by("sequence")
    assert [line.detail for line in lines] == ['{"count":"1"}'] * 2


def test_what_could_not_be_sent_is_tried_again_and_the_others_have_theirs(postman: Postman) -> None:
    for number, role in enumerate((Role.SUPERVISOR, Role.ANALYST, Role.AUDITOR)):
        choose(person(role), f"{number}@force.example")
    postman.refuses = "1@force.example"
    assert (send_reminders(SEVEN), send_reminders(SEVEN)) == (2, 0)
    postman.refuses = ""
    assert send_reminders(SEVEN) == 1
    assert sorted(to for to, _ in postman.got) == [f"{number}@force.example" for number in range(3)]


def test_nothing_goes_out_in_the_clear_or_to_whoever_left(
    postman: Postman, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bea = person(Role.SUPERVISOR), person(Role.ANALYST)
    choose(ann, "a@force.example")
    choose(bea, "b@force.example")
    disable(bea.account, None)
    assert not Reminder.objects.filter(account=bea.account).exists()
    monkeypatch.setenv("SSL_CERT_FILE", "/dev/null")
    with pytest.raises(ssl.SSLCertVerificationError):
        send_reminders(SEVEN)
    assert postman.got == [] and Reminder.objects.get().sent_on is None
    settings.POST_OFFICE = None
    assert send_reminders(SEVEN) == 0
    assert "No reminder is sent" in ann.browser.get("/account/").content.decode()


def test_an_address_is_ones_own_and_can_be_taken_back(postman: Postman) -> None:
    ann, ada = person(Role.SUPERVISOR), person(Role.ADMINISTRATOR)
    choose(ann, "a.supple@force.example")
    assert "a.supple@force.example" in ann.browser.get("/account/").content.decode()
    for bad in ("ann", "a@b\r\nBcc: other@x.example", "ä@force.example", "a@" + "b" * 260 + ".example"):
        answer = ann.browser.post("/account/reminder/", {"email": bad})
        assert answer.status_code == 200 and "There is a problem" in answer.content.decode()
    assert Reminder.objects.get().email == "a.supple@force.example"
    seen = ada.sign_in().get(f"/people/{ann.account.pk}/").content.decode() + ada.browser.get("/account/").content.decode()
    assert "supple@" not in seen
    choose(ann, " ")
    assert not Reminder.objects.exists() and send_reminders(SEVEN) == 0 and postman.got == []
    assert not TrailLine.objects.filter(detail__contains="supple").exists()


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({"SERVER": "mail.force.example"}, "no address of a mail server"),
        ({"SERVER": "smtp://a:secret@mail.force.example"}, "no address of a mail server"),
        ({"SERVER": "smtp://mail.force.example:many"}, "no address of a mail server"),
        ({"SERVER": "smtps://mail.force.example"}, "needs a sender's address"),
        ({"SERVER": "smtps://a@mail.force.example", "SENDER": "b@force.example"}, "needs a password"),
    ],
)
def test_settings_that_could_not_work_are_told(told: dict[str, str], fault: str) -> None:
    with pytest.raises(BoundariesError, match=fault):
        post_office(read_settings({f"BOUNDARIES_REMINDER_{name}": text for name, text in told.items()}))


def test_settings_name_a_server_with_or_without_a_user(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("three random words\n", encoding="ascii")
    told = {
        "SERVER": "smtp://unit%40force.example@mail.force.example",
        "SENDER": "b@force.example",
        "SECRET": str(secret),
        "HOUR": "6",
    }
    office = post_office(read_settings({f"BOUNDARIES_REMINDER_{name}": text for name, text in told.items()}))
    assert office == PostOffice("mail.force.example", 587, False, "unit@force.example", secret, "b@force.example", 6)
    assert post_office(read_settings({})) is None
