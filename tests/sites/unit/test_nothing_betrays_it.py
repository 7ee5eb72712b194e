"""What someone is kept out of leaves no trace for them: in no way of asking, no form that would do, no list, no choice, no export.

And whoever may look leaves a trace: every page that shows something of the unit's work is a line of the trail.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boundaries.casework import urls
from boundaries.casework.cases.kinds import Kind
from boundaries.casework.collecting.collect import collect
from boundaries.casework.content.source import ask, grant_source
from boundaries.casework.models import Account, DisposalReason, Pair, RegisterLine, Reviewed, Sealed, TrailLine
from boundaries.casework.permissions import may
from boundaries.casework.register.entering import enter
from boundaries.casework.retention.disposing import propose
from boundaries.casework.roles import Role
from boundaries.handover.ids import new_id
from boundaries.handover.people import NamedMember
from tests.scans import finding, scan
from tests.sites.unit.test_routes import patterns
from tests.sites.unit.unit_cases import answers
from tests.sites.unit.unit_pages import without_tokens
from tests.sites.unit.unit_people import person
from tests.sites.unit.unit_reports import CONTACT, report
from tests.sites.unit.unit_scans import send

pytestmark = pytest.mark.django_db(transaction=True)

NOTHING = "nobody must learn of this pale boat"
FORMS: dict[str, dict[str, object]] = {
    "grade": {"source": "2", "information": "C", "handling": "P", "categories": ["other"], "urgent": "no"},
    "link_entries": {"other": "", "relation": "related", "why": "the same", "confirmed": "yes"},
    "merge_entries": {"merged": "", "merge_why": "one", "merge_confirmed": "yes"},
    "export": {"purpose": "referral", "extent": "whole", "why": "for the office"},
    "note": {"note": "a note"},
    "close_entry": {"close_reason": "nothing follows"},
    "allocate_case": {"to_account": ""},
    "reply": {"reply": "thank you"},
    "settle_answer": {"how": "cannot", "answer_reason": "no way back"},
    "name_member": {"member_name": "Carl Quist", "member_confirmed": "yes"},
    "recuse_self": {"own_reason": "close"},
    "ask_for_source": {"purpose": "to reach her"},
    "decide_grant": {"answer": "grant"},
    "make_case": {"reason": "serious"},
    "write_case": answers(Kind.TASK),
    "move_case": {"to": "assessed", "reason": "it is time"},
    "agree": {"answer": "agree"},
    "take_pack": {"form": "json"},
    "show_names": {"purpose": "to see whose line it is"},
    "give_verdict": {"verdict": "concern", "reason": "seven visits"},
    "decide_retention": {"answer": "keep"},
    "disposal": {"answer": "dispose"},
}
"""For every form about one thing what would be taken from who may send it."""


class Hidden:
    """A report that leads to a case and a finding, both with everything that can happen to them, which Ada Thorne is kept out of."""

    def __init__(self) -> None:
        self.ann, self.ian = person(Role.SUPERVISOR, "ann supple"), person(Role.INVESTIGATOR, "ian vesey")
        self.eve, self.ada = person(Role.HEAD, "eve else"), person(Role.SUPERVISOR, "ada thorne", member_id="M-Thorne")
        self.seen = enter(report(story="A plain matter", members=(NamedMember(name="Carl Quist"),)))
        for one in (self.ann, self.ian, self.eve, self.ada):
            one.sign_in()
        send(scan(finding(rank=2, bits=3.0, member="M-Thorne", person="P-Other")))
        collect()  # that scans are made is no secret
        self.ids: dict[str, str] = {}

    def happen(self) -> None:
        """Let it all happen."""
        told = report(story=NOTHING, members=(NamedMember(name="Carl Quist"),), exclude="anyone called Thorne", contact=CONTACT)
        entry = enter(told)
        path, browser = f"/entries/{entry.pk}/", self.ian.browser
        for name in ("grade", "note", "make_case", "name_member"):
            self._post(browser, path + {"make_case": "case"}.get(name, name.replace("_", "-")) + "/", FORMS[name])
        for kind in (Kind.SAFEGUARDING, Kind.ASSESSMENT, Kind.PRIORITY, Kind.REFERRAL_DECISION, Kind.REFERRAL, Kind.OUTCOME):
            self._post(browser, f"/cases/{entry.pk}/write/{kind.value}/", answers(kind))
        grant = ask(entry.safe, self.ian.holder, "to reach her")
        grant_source(grant, self.ann.holder)
        waiting = ask(entry.safe, self.ian.holder, "once more")
        proposal = propose(Reviewed.objects.get(pk=entry.pk), DisposalReason.ORDERED, self.ian.account)
        send(scan(finding(rank=2, bits=3.0, member="M-Thorne", person="P-Other"), finding(member="M-Thorne")))
        collect()
        pair = Pair.objects.get(bits__gt=5)
        self._post(self.ann.browser, f"/review/{pair.pk}/verdict/", FORMS["give_verdict"])
        self._post(self.ann.browser, f"/entries/{pair.pk}/export/", FORMS["export"], 200)
        gone = enter(report(exclude="anyone called Thorne"))
        done = propose(Reviewed.objects.get(pk=gone.pk), DisposalReason.ORDERED, self.ian.account)
        self._post(self.ann.browser, f"/disposals/{done.pk}/", {"answer": "dispose"})
        self.ids = {
            "entry_id": entry.pk, "case_id": entry.pk, "pair_id": pair.pk, "grant_id": waiting.pk, "disposal_id": proposal.pk,
            "sealed_id": Sealed.objects.filter(safe=entry.safe).latest("made_at").pk, "link_id": new_id(),
        }  # fmt: skip

    @staticmethod
    def _post(browser: Client, path: str, told: dict[str, object], status: int = 302) -> None:
        assert browser.post(path, told).status_code == status, path


def routes() -> Iterator[tuple[str, set[str]]]:
    """Every route with what it names."""
    for route in patterns(urls.urlpatterns):
        yield str(route.name), set(route.pattern.converters)


def asked(browser: Client, method: str, path: str, told: dict[str, object]) -> tuple[int, bytes, dict[str, str]]:
    """What one request is answered with."""
    found = browser.generic(method, path) if method not in ("GET", "POST") else getattr(browser, method.lower())(path, told)
    return (
        found.status_code,
        without_tokens(found.content),
        {name: text for name, text in found.headers.items() if name != "Location"},
    )


def test_no_way_of_asking_and_no_form_that_would_do_betrays_it() -> None:
    hidden = Hidden()
    hidden.happen()
    about = [(name, names) for name, names in routes() if names & {"entry_id", "case_id", "pair_id", "grant_id", "disposal_id"}]
    assert {name for name, _ in about} >= FORMS.keys()
    before = TrailLine.objects.count()
    for name, names in about:
        real = {one: hidden.ids.get(one, "task") for one in names}
        imagined = {one: "task" if one == "kind" else new_id() for one in names}
        paths = [reverse(name, kwargs=kwargs) for kwargs in (real, imagined)]
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            for change in ("{}", "{}?page=2&next=/inbox/"):
                told = FORMS.get(name, {}) if method == "POST" else {}
                one, other = (asked(hidden.ada.browser, method, change.format(path), told) for path in paths)
                assert one == other, (name, method, change)
        odd = [[change(path) for change in ODD] for path in paths]
        for one, other in zip(*odd, strict=True):
            assert asked(hidden.ada.browser, "GET", one, {})[0] == asked(hidden.ada.browser, "GET", other, {})[0], one
    assert TrailLine.objects.count() == before, "nor does the trail tell that somebody asked"


ODD = (
    lambda path: path.rstrip("/"),
    lambda path: path + "/",
    lambda path: path.upper(),
    lambda path: path.replace("/", "//", 1),
    lambda path: path + "%00",
    lambda path: path.rstrip("/") + quote("\u200b") + "/",
)
"""Ways of writing an address that lead nowhere, or to the same."""


def snapshot(hidden: Hidden) -> dict[str, bytes]:
    """Everything that Ada can look at or take out: all lists and figures, the entry that she sees, and every export."""
    browser, seen = hidden.ada.browser, hidden.seen.pk
    role = hidden.ada.account.as_role
    plain = [name for name, names in routes() if not names and not name.startswith(("oidc", "sign", "unlock", "add_passkey"))]
    pages = [reverse(name) for name in plain]
    pages += [
        f"/entries/{seen}/",
        f"/entries/{seen}/looks/",
        f"/entries/{seen}/grade/",
        f"/entries/{seen}/export/",
        f"/retention/{seen}/",
    ]
    pages += [f"/people/{one.pk}/" for one in Account.objects.all()] + ["/registers/gifts/", "/registers/endpoints/"]
    found = {page: browser.get(page).content for page in pages}
    for words in ("boat", "pale boat", "Quist", "plain", "M-Thorne"):
        found[f"search {words}"] = browser.post("/search/", {"words": words}).content
    found["return"] = browser.post("/yearly-return/", {"year": str(date.today().year)}).content
    found["link"] = browser.post(f"/entries/{seen}/link/", {**FORMS["link_entries"], "other": "a" * 26}).content
    with zipfile.ZipFile(io.BytesIO(browser.post(f"/entries/{seen}/export/", FORMS["export"]).content)) as bundle:
        found["bundle"] = b"".join(
            bundle.read(name) for name in bundle.namelist() if name.endswith(".txt") and name != "notes.txt"
        )
    assert may(role, urls.entry.reply.action) and len(pages) > 25  # type: ignore[attr-defined]
    return {name: without_tokens(content) for name, content in found.items()}


def test_no_list_count_search_choice_or_export_changes_when_it_happens() -> None:
    hidden = Hidden()
    snapshot(hidden)  # what her own looks leave on the pages is there before and after alike
    before = snapshot(hidden)
    hidden.happen()
    after = snapshot(hidden)
    assert before.keys() == after.keys()
    told = [name for name in before if own_marks_left_out(before[name]) != own_marks_left_out(after[name])]
    assert told == []
    hidden_id = hidden.ids["entry_id"].encode()
    assert not any(hidden_id[:8] in page for page in after.values())


def own_marks_left_out(page: bytes) -> bytes:
    """A page without what her own looking and exporting in between adds to it, and without times of the day."""
    page = re.sub(rb"<tr.*?</tr>", b"", page, flags=re.DOTALL) if b"Who looked" in page else page
    page = re.sub(rb'<section class="boundaries-message">\s*<h3[^>]*>Export.*?</section>', b"", page, flags=re.DOTALL)
    return b" ".join(re.sub(rb"\d\d:\d\d", b"", page).split())


def test_the_entry_that_is_linked_by_the_id_of_a_hidden_one_is_as_unknown_as_any() -> None:
    hidden = Hidden()
    hidden.happen()
    path = f"/entries/{hidden.seen.pk}/link/"
    for other in (hidden.ids["entry_id"], hidden.ids["entry_id"][:10], hidden.ids["pair_id"]):
        told = {**FORMS["link_entries"], "other": other}
        real = without_tokens(hidden.ada.browser.post(path, told).content).replace(other.encode(), b"")
        imagined = "q" * len(other)
        unknown = without_tokens(hidden.ada.browser.post(path, {**told, "other": imagined}).content).replace(
            imagined.encode(), b""
        )
        assert real == unknown and b"There is no such entry" in real


SILENT = {
    "home", "sign_in", "oidc_begin", "oidc_return", "unlock", "invitation", "account", "add_passkey", "change_passphrase", "change_password",
    "invite", "intelligence", "search", "add_line", "import_register", "trail_check", "write_case", "export", "grade",
    "unsent",
}  # fmt: skip
"""Pages that ask something and show nothing of anyone, or only what one typed oneself."""


def test_every_look_is_recorded_and_nothing_that_is_shown_may_be_kept_by_the_browser() -> None:
    hidden = Hidden()
    hidden.happen()
    auditor = person(Role.AUDITOR)
    auditor.sign_in()
    line = {"member_id": "M1", "person_id": "P1", "declared_at": "2026-03-01T10:00", "relation": "friend"}
    hidden.ann.browser.post("/registers/declarations/add/", line)
    ids = {
        **hidden.ids,
        "register": "declarations",
        "account_id": hidden.ian.account.pk,
        "line_id": RegisterLine.objects.get().pk,
    }
    looked, silent = set(), set()
    for name, names in routes():
        if name in SILENT or not names <= ids.keys() | {"kind"}:
            continue
        path = reverse(name, kwargs={one: ids.get(one, "task") for one in names})
        for someone in (hidden.ann, hidden.ian, hidden.eve, auditor):
            before = TrailLine.objects.count()
            answer = someone.browser.get(path)
            if answer.status_code == 200:
                looked.add(name)
                "".join(map(str, answer)) if answer.streaming else None
                if TrailLine.objects.count() == before:
                    silent.add(name)
                assert answer["Cache-Control"] == "no-store" and "ETag" not in answer and "Last-Modified" not in answer, name
    assert silent == set()
    assert looked >= {
        "entry",
        "case",
        "case_timeline",
        "pair",
        "source",
        "grants",
        "disposal",
        "retention_of",
        "person",
        "held",
        "looks",
        "meeting",
    }


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    odd=st.text(min_size=1, max_size=40), name=st.sampled_from(["entries", "cases", "review", "retention", "disposals", "people"])
)
def test_no_odd_id_is_a_fault_or_told_apart(odd: str, name: str) -> None:
    someone = _SOMEONE or _SOMEONE.append(_visitor()) or _SOMEONE
    answer = someone[0].get(f"/{name}/{quote(odd, safe='')}/")
    assert answer.status_code in (200, 404), odd


_SOMEONE: list[Client] = []


def _visitor() -> Client:
    for one in Account.objects.all():
        one.delete()
    return person(Role.SUPERVISOR, "odd one").sign_in()
