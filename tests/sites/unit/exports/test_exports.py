"""Exports: signed, sanitised, recorded with a purpose, checked by a program that needs nothing of Boundaries."""

import io
import json
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boundaries.casework.audit import Act
from boundaries.casework.audit.keys import public_key
from boundaries.casework.cases.kinds import Kind
from boundaries.casework.exports.sanitising import Sanitiser
from boundaries.casework.exports.verify_bundle import BundleFault, check_bundle, is_signed
from boundaries.casework.models import Pair, TrailLine
from boundaries.casework.register.entering import enter
from boundaries.casework.roles import Role
from boundaries.handover.ids import new_id
from boundaries.handover.people import NamedMember, NamedPerson
from boundaries.handover.report import Attachment
from boundaries.handover.signing import check_key_text
from tests.scans import finding, scan
from tests.sites.unit.unit_cases import answers
from tests.sites.unit.unit_people import person
from tests.sites.unit.unit_reports import CONTACT, report
from tests.sites.unit.unit_scans import bring

pytestmark = pytest.mark.django_db(transaction=True)

STORY = "He wrote to Maria  Gill on 07700 900123 and maria.g@example.com, @mariag, near SW1A 1AA, about the car"


def exported(extent: str, why: str = "for the duty prosecutor") -> tuple[bytes, str]:
    """A bundle of an entry and the entry's id, as a browser gets it."""
    browser = person(Role.INVESTIGATOR).sign_in()
    told = report(story=STORY, people=(NamedPerson(name="Maria Gill"),), members=(NamedMember(name="PC Dale"),), contact=CONTACT)
    entry = enter(told)
    answer = browser.post(f"/entries/{entry.pk}/export/", {"purpose": "referral", "extent": extent, "why": why})
    assert answer.status_code == 200 and answer["Content-Type"] == "application/zip", answer.content.decode()
    return answer.content, entry.pk


def texts(held: bytes) -> dict[str, str]:
    """The files of a bundle."""
    with zipfile.ZipFile(io.BytesIO(held)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def readable(within: dict[str, str]) -> str:
    """What a bundle says, without what is random in it: any few letters turn up by chance in a signature, a key or an id."""
    manifest = json.loads(within["manifest.json"])
    said = "\n".join(within.values())
    for random in (within["manifest.sig"], manifest["key"], manifest["about"], *manifest["files"].values()):
        assert random in said
        said = said.replace(random, "")
    return said


def test_a_sanitised_bundle_leads_to_nobody_and_says_how_much_was_taken_out() -> None:
    held, _ = exported("sanitised")
    within = texts(held)
    everything = readable(within).casefold()
    for secret in ("maria", "gill", "900123", "example.com", "sw1a", CONTACT.address):
        assert secret.casefold() not in everything, secret
    assert "about the car" in within["report.txt"] and "PC Dale" in within["report.txt"]
    assert "notes.txt" not in within
    assert json.loads(within["manifest.json"])["removed"] == {
        "name": 1, "phone number": 1, "e-mail address": 1, "handle": 1, "postcode": 1,
    }  # fmt: skip


def test_a_whole_bundle_still_holds_no_source() -> None:
    held, _ = exported("whole")
    within = texts(held)
    assert "Maria" in within["report.txt"]
    assert CONTACT.never not in " ".join(within.values())


def test_the_purpose_stands_in_the_trail_and_the_reason_does_not() -> None:
    held, entry_id = exported("sanitised", "for the duty prosecutor")
    line = TrailLine.objects.get(act=Act.EXPORTED)
    detail = json.loads(line.detail)
    assert (line.about, detail["purpose"], detail["form"]) == (entry_id, "referral", "sanitised")
    assert not TrailLine.objects.filter(detail__contains="prosecutor").exists()
    assert json.loads(texts(held)["manifest.json"])["why"] == "for the duty prosecutor"


def test_without_a_purpose_nothing_goes_out() -> None:
    browser = person(Role.INVESTIGATOR).sign_in()
    entry = enter(report())
    page = browser.post(f"/entries/{entry.pk}/export/", {"purpose": "curiosity", "extent": "", "why": ""}).content.decode()
    for fault in ("Choose a purpose", "Choose a form", "Say for whom and why"):
        assert fault in page
    assert not TrailLine.objects.filter(act=Act.EXPORTED).exists()


def test_the_program_in_the_bundle_checks_it_without_boundaries(tmp_path: Path) -> None:
    held, _ = exported("sanitised")
    bundle, program, key = tmp_path / "a.zip", tmp_path / "verify_bundle.py", tmp_path / "sign.pub"
    bundle.write_bytes(held)
    program.write_text(texts(held)["verify_bundle.py"], encoding="utf-8")
    key.write_text(check_key_text(public_key()) + "\n", encoding="ascii")
    assert "boundaries." not in program.read_text(encoding="utf-8").split('"""', 2)[2]
    for words in ((), (str(key),)):
        # -S: without whatever was installed, `cryptography` too.
        done = subprocess.run([sys.executable, "-I", "-S", program, bundle, *words], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout.splitlines()[0]) == (0, "The bundle is whole."), done.stderr
    bundle.write_bytes(held[:-200])
    done = subprocess.run([sys.executable, "-I", "-S", program, bundle], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "NOT what was exported" in done.stderr


def _by_the_library(key: bytes, signature: bytes, text: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, text)
    except InvalidSignature:
        return False
    return True


@settings(max_examples=60, deadline=None)
@given(seed=st.binary(min_size=32, max_size=32), text=st.binary(max_size=300), data=st.data())
def test_what_the_program_reckons_itself_is_what_a_library_says(seed: bytes, text: bytes, data: st.DataObject) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    key, signature = private.public_key().public_bytes_raw(), private.sign(text)
    assert is_signed(key, signature, text) and _by_the_library(key, signature, text)
    place, byte = data.draw(st.integers(0, 63)), data.draw(st.integers(1, 255))
    changed = signature[:place] + bytes([signature[place] ^ byte]) + signature[place + 1 :]
    larger = (int.from_bytes(signature[32:], "little") + 2**252 + 27742317777372353535851937790883648493).to_bytes(32, "little")
    for other, told in (
        (changed, text),
        (signature, text + b" "),
        (signature[:32] + larger, text),
        (signature[:-1], text),
        (bytes(64), text),
    ):
        assert is_signed(key, other, told) is False is _by_the_library(key, other, told)


@pytest.mark.parametrize("no_key", [b"\xff" * 32, b"\x02" + bytes(31), b"\x01" + bytes(30) + b"\x80"])
def test_what_is_no_point_of_the_curve_is_no_key(no_key: bytes) -> None:
    with pytest.raises(ValueError, match="no public key"):
        is_signed(no_key, bytes(64), b"")


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_change_to_a_file_of_the_bundle_is_found(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    held = data.draw(st.just(_bundle()))
    within = {name: text.encode() for name, text in texts(held).items()}
    kind = data.draw(st.sampled_from(["change", "drop", "add", "swap"]))
    name = data.draw(st.sampled_from(sorted(within)))
    if kind == "change":
        place = data.draw(st.integers(0, len(within[name]) - 1))
        byte = data.draw(st.integers(1, 255))
        within[name] = within[name][:place] + bytes([within[name][place] ^ byte]) + within[name][place + 1 :]
    elif kind == "drop":
        del within[name]
    elif kind == "add":
        within[data.draw(st.sampled_from(["note.txt", "../evil", "sub/report.txt"]))] = b"more"
    else:
        other = data.draw(st.sampled_from(sorted(set(within) - {name})))
        within[name], within[other] = within[other], within[name]
    file = tmp_path_factory.mktemp("bundle") / "b.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for one, text in within.items():
            archive.writestr(one, text)
    with pytest.raises(BundleFault):
        check_bundle(file)


def test_every_change_to_the_signature_is_found_also_in_bits_that_say_nothing(tmp_path: Path) -> None:
    within = texts(_bundle())
    signature = within["manifest.sig"].encode()
    for place in range(len(signature)):
        for other in range(256):
            changed = signature[:place] + bytes([other]) + signature[place + 1 :]
            with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
                for name, text in within.items():
                    archive.writestr(name, changed if name == "manifest.sig" else text)
            if changed == signature:
                check_bundle(tmp_path / "b.zip")
            else:
                with pytest.raises(BundleFault):
                    check_bundle(tmp_path / "b.zip")


_MADE: list[bytes] = []


def _bundle() -> bytes:
    """One bundle for all examples."""
    if not _MADE:
        _MADE.append(exported("sanitised")[0])
    return _MADE[0]


def test_a_bundle_that_another_key_signed_is_refused_where_the_units_key_is_given(tmp_path: Path) -> None:
    held, _ = exported("sanitised")
    (tmp_path / "a.zip").write_bytes(held)
    other = "boundaries-check-key-1:" + "A" * 43 + "="
    with pytest.raises(BundleFault, match="another key signed it"):
        check_bundle(tmp_path / "a.zip", other)
    assert check_bundle(tmp_path / "a.zip", check_key_text(public_key()))[0]["purpose"] == "referral"


def test_an_ordinary_sentence_is_left_as_it_is() -> None:
    cleaner = Sanitiser(["Al", "Ann Lee"])
    text = "On 12 May 2026 at 10:30 he also called annually, 3 times in 2 weeks"
    assert cleaner.clean(text) == text
    assert sum(cleaner.removed.values()) == 0
    assert cleaner.clean("ann  LEE told Lee") == "[name] told [name]"


def test_a_whole_bundle_is_for_people_to_read_with_the_same_for_a_program_beside_it() -> None:
    someone = person(Role.INVESTIGATOR)
    browser = someone.sign_in()
    file = Attachment(blob_id=new_id(), key=bytes(32), size=11, sha256="ab" * 32, name="letter.txt")
    entry = enter(report(story=STORY, attachments=(file,)))
    graded = {"source": "2", "information": "C", "handling": "P", "categories": ["association"], "urgent": "no"}
    assert browser.post(f"/entries/{entry.pk}/grade/", graded).status_code == 302
    assert browser.post(f"/entries/{entry.pk}/note/", {"note": "Rang the duty officer"}).status_code == 302
    assert browser.post(f"/entries/{entry.pk}/case/", {"reason": "Two people told the same"}).status_code == 302
    assert browser.post(f"/cases/{entry.pk}/write/decision/", answers(Kind.DECISION, decision="Keep the car")).status_code == 302
    asked = {"purpose": "investigation", "extent": "whole", "why": "for the senior investigator"}
    within = texts(browser.post(f"/entries/{entry.pk}/export/", asked).content)
    assert not any("{" in text for name, text in within.items() if name.endswith(".txt")), "no JSON among the texts"
    assert within["notes.txt"].count("Rang the duty officer") == 1 and "Keep the car" not in within["notes.txt"]
    assert within["gradings.txt"].startswith("2CP, ") and "Inappropriate association" in within["gradings.txt"]
    assert f"Decision, {date.today()}" in within["case.txt"] and "What was decided?\nKeep the car" in within["case.txt"]
    assert "received: Two people told the same" in within["case.txt"]
    (one,) = json.loads(within["case.json"])["records"]
    assert (one["kind"], one["values"]["decision"], one["by"]) == ("decision", "Keep the car", someone.account.display_name)
    assert within["files.txt"] == f"letter.txt, 11 bytes, SHA-256 {'ab' * 32}\n"


def test_a_bundle_of_a_finding_holds_what_the_scan_said() -> None:
    browser = person(Role.INVESTIGATOR).sign_in()
    bring(scan(finding()))
    pair = Pair.objects.get()
    assert browser.post(f"/review/{pair.pk}/verdict/", {"verdict": "concern", "reason": "Seven visits"}).status_code == 302
    asked = {"purpose": "investigation", "extent": "whole", "why": "for the senior investigator"}
    within = texts(browser.post(f"/entries/{pair.pk}/export/", asked).content)
    assert "Member M-Quist, person P-Lund: 9.5 bits" in within["finding.txt"]
    assert "visit_volume: 7 visits; 0.4 would be usual." in within["finding.txt"] and "Seven visits" in within["notes.txt"]
    assert json.loads(within["finding.json"])[0]["value"]["member_id"] == "M-Quist"
    within = texts(browser.post(f"/entries/{pair.pk}/export/", asked | {"extent": "sanitised"}).content)
    said = readable(within)
    assert "Quist" not in said and "Lund" not in said


@pytest.mark.parametrize("extent", ["sanitised", "whole"])
def test_what_is_merged_goes_out_with_it_for_who_can_open_it_and_hides_whom_the_other_affects(extent: str) -> None:
    ian, ada = person(Role.INVESTIGATOR, "ian vesey"), person(Role.SUPERVISOR, "ada thorne")
    person(Role.SUPERVISOR, "sue good")
    into = enter(report(story="He wrote to Rhona Ashe", people=(NamedPerson(name="Maria Gill"),)))
    one = enter(report(story="Maria Gill told me", people=(NamedPerson(name="Rhona Ashe"),), exclude="anyone called Thorne"))
    browser, said = ian.sign_in(), {"purpose": "referral", "extent": extent, "why": "for the office"}
    browser.post(f"/entries/{one.pk}/note/", {"note": "Seen by the barmaid"})
    told = {"merged": one.pk, "merge_why": "The same", "merge_confirmed": "yes"}
    assert browser.post(f"/entries/{into.pk}/merge/", told).status_code == 302
    within = texts(browser.post(f"/entries/{into.pk}/export/", said).content)
    folder = f"merged-{one.pk[:8]}/"
    assert "told me" in within[folder + "report.txt"] and "He wrote to" in within["report.txt"]
    if extent == "sanitised":
        for secret in ("Maria", "Gill", "Rhona", "Ashe", "barmaid"):
            assert secret not in readable(within), secret
    else:
        assert "barmaid" in within[folder + "notes.txt"]
    assert folder + "report.txt" in json.loads(within["manifest.json"])["files"]
    assert TrailLine.objects.filter(act=Act.EXPORTED, about=one.pk, actor=ian.account.pk).count() == 1
    within = texts(ada.sign_in().post(f"/entries/{into.pk}/export/", said).content)
    assert not any(name.startswith("merged-") for name in within)
    assert not TrailLine.objects.filter(about=one.pk, actor=ada.account.pk).exists()
