"""Every form of the unit's site that adds or changes something, filled in as somebody would, for tests."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.test import Client

from boundaries.casework.cases.kinds import Kind
from boundaries.casework.cases.workflow import State
from boundaries.casework.content.source import ask
from boundaries.casework.models import Case, Decided, DisposalReason, Entry, Reviewed
from boundaries.casework.register.entering import enter
from boundaries.casework.registers.keeping import visible
from boundaries.casework.retention.disposing import propose
from boundaries.casework.roles import Role
from boundaries.handover.people import NamedMember
from tests.scans import finding, scan
from tests.sites.unit.test_register import GRADED
from tests.sites.unit.unit_cases import answers, open_case, write
from tests.sites.unit.unit_people import PASSPHRASE, PASSWORD, Person, person
from tests.sites.unit.unit_reports import CONTACT, report
from tests.sites.unit.unit_scans import bring

GIFT = {"gift_id": "G1", "member_id": "1234", "at": "2026-03-01T10:00", "direction": "received", "description": "flowers"}


@dataclass(frozen=True)
class Form:
    """The page that a form stands on, what its address has in it, where it is sent and what is typed."""

    page: str
    told: Mapping[str, str]
    to: str = ""
    of: str = ""

    def filled(self, browser: Client) -> dict[str, str]:
        """What is sent: what the page fills in by itself, and what is typed."""
        return {**hidden(browser, self.page, self.of), **self.told}


def hidden(browser: Client, path: str, before: str = "") -> dict[str, str]:
    """What the form of a page fills in by itself; `before` tells forms of a page apart: it stands in the address of the one that is meant."""
    page = browser.get(path).content.decode()
    form = next(one for one in re.findall(r"<form.*?</form>", page, re.DOTALL) if before in one and 'name="once"' in one)
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))


@dataclass
class Unit:
    """A supervisor who sends, a colleague, and what there is to send about, made when first asked for."""

    role: Role = Role.SUPERVISOR
    ann: Person = field(init=False)
    ian: Person = field(init=False)

    def __post_init__(self) -> None:
        self.ann, self.ian = person(self.role, "ann vesey"), person(Role.INVESTIGATOR, "ian brook")
        self.ann.sign_in()

    @property
    def browser(self) -> Client:
        """The supervisor's."""
        return self.ann.browser

    @cached_property
    def entry(self) -> Entry:
        """A report with a way back and a source."""
        return enter(report(contact=CONTACT, members=(NamedMember(name="Ed Elmer", number="4444"),)))

    @cached_property
    def other(self) -> Entry:
        """Another report."""
        return enter(report())

    @cached_property
    def case(self) -> Case:
        """A case of the first report."""
        return open_case(self.browser, self.entry)

    @cached_property
    def here(self) -> str:
        """The page of the first report."""
        return f"/entries/{self.entry.pk}/"

    @cached_property
    def there(self) -> str:
        """The page of the case."""
        return f"/cases/{self.case.pk}/"

    @cached_property
    def pair(self) -> str:
        """The page of a pair."""
        bring(scan(finding()))
        return f"/review/{re.findall(r'/review/([a-z2-7]{26})/', self.browser.get('/review/').content.decode())[0]}/"

    def linked(self, by: str, told: Mapping[str, str]) -> str:
        """The address that undoes a link of the two entries once it was made."""
        assert self.browser.post(f"{self.here}{by}/", told).status_code == 302
        return re.findall(r'action="(/entries/\w+/(?:links|merges)/\w+/undo/)"', self.browser.get(self.here).content.decode())[0]


LINKED = {"relation": "related", "why": "the same house", "confirmed": "yes"}
MERGED = {"merge_why": "they are one", "merge_confirmed": "yes"}


def _entry(name: str, told: Mapping[str, str], made: Callable[[Unit], Any] = lambda unit: None) -> Callable[[Unit], Form]:
    """A form on the page of an entry."""

    def form(unit: Unit) -> Form:
        made(unit)
        return Form(unit.here, told, f"{unit.here}{name}/", f"/{name}/")

    return form


def _case(name: str, told: Mapping[str, str], made: Callable[[Unit], Any] = lambda unit: None) -> Callable[[Unit], Form]:
    """A form on the page of a case."""

    def form(unit: Unit) -> Form:
        made(unit)
        return Form(unit.there, told, f"{unit.there}{name}/", f"/{name}/")

    return form


def _own(path: Callable[[Unit], str], told: Mapping[str, str]) -> Callable[[Unit], Form]:
    """A form that is a page of its own."""
    return lambda unit: Form(path(unit), told, path(unit))


def _ready(unit: Unit) -> None:
    for kind in (Kind.SAFEGUARDING, Kind.ASSESSMENT, Kind.PRIORITY):
        write(unit.browser, unit.case, kind)


def _link(unit: Unit) -> Form:
    return Form(unit.here, {**LINKED, "other": unit.other.pk}, f"{unit.here}link/", "/link/")


def _merge(unit: Unit) -> Form:
    return Form(unit.here, {**MERGED, "merged": unit.other.pk}, f"{unit.here}merge/", "/merge/")


def _unlink(unit: Unit) -> Form:
    to = unit.linked("link", {**LINKED, "other": unit.other.pk})
    return Form(unit.here, {f"undo_{to.split('/')[-3]}": "another house"}, to, to)


def _unmerge(unit: Unit) -> Form:
    to = unit.linked("merge", {**MERGED, "merged": unit.other.pk})
    return Form(unit.here, {f"undo_{to.split('/')[-3]}": "two after all"}, to, to)


def _agree(unit: Unit) -> Form:
    unit.ian.sign_in()
    write(unit.ian.browser, unit.case, Kind.REFERRAL_DECISION)
    assert not Decided.objects.exists()
    to = re.findall(r'action="(/cases/\w+/agree/\w+/)"', unit.browser.get(unit.there).content.decode())[0]
    return Form(unit.there, {"second_word": "So it is", "answer": "agree"}, to, to)


def _grant(unit: Unit) -> Form:
    to = f"/source-requests/{ask(unit.entry.safe, unit.ian.holder, 'to see whether she is safe').pk}/"
    return Form("/source-requests/", {"answer": "refuse"}, to, to)


def _dispose(answer: str) -> Callable[[Unit], Form]:
    def form(unit: Unit) -> Form:
        made = propose(Reviewed.objects.get(pk=unit.entry.pk), DisposalReason.ORDERED, unit.ian.account)
        return Form(f"/disposals/{made.pk}/", {"answer": answer}, f"/disposals/{made.pk}/")

    return form


def _keep(told: Mapping[str, str], made: Callable[[Unit], Any] = lambda unit: None) -> Callable[[Unit], Form]:
    def form(unit: Unit) -> Form:
        made(unit)
        return Form(f"/retention/{unit.entry.pk}/", told, f"/retention/{unit.entry.pk}/decide/", "/decide/")

    return form


def _held(unit: Unit) -> None:
    assert unit.browser.post(f"/retention/{unit.entry.pk}/decide/", {"answer": "hold", "hold": "inquiry"}).status_code == 302


def _line(unit: Unit) -> str:
    assert unit.browser.post("/registers/gifts/add/", GIFT).status_code == 302
    return f"/register-lines/{visible(unit.ann.account).get().pk}/"


def _correct(unit: Unit) -> Form:
    to = f"{_line(unit)}correct/"
    return Form(to, {**GIFT, "description": "wine", "why": "misread"}, to)


def _withdraw(unit: Unit) -> Form:
    line = _line(unit)
    return Form(line, {"withdrawn_why": "another's"}, f"{line}withdraw/", "/withdraw/")


def _meeting(unit: Unit) -> Form:
    write(unit.browser, unit.case, Kind.OVERSIGHT)
    return Form("/meeting/", {"purpose": "to prepare it"}, "/meeting/names/", "/names/")


def _person(name: str, told: Mapping[str, str], of: str = "") -> Callable[[Unit], Form]:
    def form(unit: Unit) -> Form:
        page = f"/people/{unit.ian.account.pk}/"
        return Form(page, told, f"{page}{name}/", of or f"/{name}/")

    return form


def _give(unit: Unit) -> Form:
    assert unit.entry
    new = person(Role.INVESTIGATOR, "una new", admitted=False)
    page = f"/people/{new.account.pk}/"
    return Form(page, {}, f"{page}give-access/", "/give-access/")


def _whose(unit: Unit) -> Form:
    other, page = person(Role.ANALYST, "ian wed", member_id="88"), f"/people/{unit.ian.account.pk}/"
    told = {"whose": "same", "other": other.account.pk, "whose_reason": "compared"}
    return Form(page, told, f"{page}whose/", "/whose/")


def _colleague(unit: Unit) -> Form:
    told = {"colleague": unit.ian.account.pk, "reason": "a friend"}
    return Form(unit.here, told, f"{unit.here}recuse-colleague/", "/recuse-colleague/")


def _allocate(unit: Unit) -> Form:
    return Form(unit.there, {"to_account": unit.ian.account.pk}, f"{unit.there}allocate/", "/allocate/")


INTELLIGENCE = {"story": "Seen by the lighthouse", "members": "", "exclude": "", "identity": ""}
NAMED = {"member_name": "Olive Oddly", "member_number": "5678", "member_confirmed": "yes"}
NEW = {"name": "n.new", "display_name": "Nia New", "role": "analyst", "member_id": ""}
OTHER_WORDS = {"new": "willow tram copper lamp seven", "again": "willow tram copper lamp seven"}
FORMS: Mapping[str, Callable[[Unit], Form]] = {
    "intelligence": _own(lambda unit: "/intelligence/", INTELLIGENCE),
    "grade": _own(lambda unit: f"{unit.here}grade/", GRADED),
    "link_entries": _link,
    "unlink_entries": _unlink,
    "merge_entries": _merge,
    "unmerge_entries": _unmerge,
    "note": _entry("note", {"note": "Rang back"}),
    "reply": _entry("reply", {"reply": "Thank you"}),
    "close_entry": _entry("close", {"close_reason": "A wrong number"}),
    "settle_answer": _entry("answered", {"how": "elsewhere", "answer_reason": "by phone"}),
    "name_member": _entry("name-member", NAMED),
    "recuse_self": _entry("recuse-self", {"own_reason": "a neighbour"}),
    "recuse_colleague": _colleague,
    "ask_for_source": _entry("ask-for-source", {"purpose": "to see whether she is safe"}),
    "decide_grant": _grant,
    "make_case": _entry("case", {}),
    "write_case": _own(lambda unit: f"{unit.there}write/task/", answers(Kind.TASK)),
    "allocate_case": _allocate,
    "move_case": _case("move", {"to": State.ASSESSED.value, "reason": "Ready"}, _ready),
    "agree": _agree,
    "meeting_names": _meeting,
    "add_line": _own(lambda unit: "/registers/gifts/add/", GIFT),
    "correct_line": _correct,
    "withdraw_line": _withdraw,
    "show_names": lambda unit: Form(unit.pair, {"purpose": "to ask"}, f"{unit.pair}names/", "/names/"),
    "give_verdict": lambda unit: Form(
        unit.pair, {"verdict": "explained", "reason": "A sister"}, f"{unit.pair}verdict/", "/verdict/"
    ),
    "change": _person("change", {"what": "role", "role": "analyst"}, 'name="role"'),
    "change, whose number": _person("change", {"what": "member_id", "member_id": "77"}, 'name="member_id"'),
    "change, who leaves": _person("change", {"what": "disable"}, 'name="role"'),
    "whose": _whose,
    "give_access": _give,
    "invite": _own(lambda unit: "/people/invite/", NEW),
    "decide_retention": _keep({"answer": "keep"}),
    "decide_retention, hold": _keep({"answer": "hold", "hold": "inquiry"}),
    "decide_retention, lift": _keep({"answer": "lift"}, _held),
    "decide_retention, propose": _keep({"answer": "propose", "reason": "ordered"}),
    "disposal": _dispose("dispose"),
    "disposal, refuse": _dispose("refuse"),
    "choose_reminder": lambda unit: Form("/account/", {"email": "ann@force.example"}, "/account/reminder/", "/reminder/"),
    "change_passphrase": _own(lambda unit: "/account/passphrase/", {"old": PASSPHRASE, **OTHER_WORDS}),
    "change_password": lambda unit: Form(
        "/account/password/", {"old": PASSWORD, "code": unit.ann.code(), **OTHER_WORDS}, "/account/password/"
    ),
}  # fmt: skip
