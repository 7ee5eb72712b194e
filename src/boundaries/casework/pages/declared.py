"""The registers of declared relationships, gifts and devices: looked at, added to by hand or from a file, and withdrawn from."""

from collections.abc import Mapping

from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.asked import Asked
from boundaries.casework.audit import Act, record
from boundaries.casework.content.marks import member_mark
from boundaries.casework.guard import guarded
from boundaries.casework.models import RegisterLine
from boundaries.casework.pages.once import came_before
from boundaries.casework.pages.walking import Walk, Walked
from boundaries.casework.permissions import Action
from boundaries.casework.registers.columns import COLUMNS, LONGEST, TITLES, Register, checked
from boundaries.casework.registers.keeping import CLOSE, add_rows, close_to, lines_but, opened
from boundaries.casework.registers.reading import read_register
from boundaries.errors import Fault

_ON_A_PAGE, _MOST = 50, 200


def _standing(close: list[str], register: str) -> QuerySet[RegisterLine]:
    """The lines of a register that stand, but for those of members of these marks, the newest first."""
    return lines_but(close).filter(is_current=True, register=register)


_LINES = Walk(_standing, _ON_A_PAGE)


@guarded(Action.READ_REGISTERS, "GET", "POST")
def registers(request: UnitRequest, register: str = Register.DECLARATIONS) -> HttpResponse:
    """One register's lines that this account may see, the newest first; or those of one member, whose id is in no address."""
    chosen, asked = _register_or_404(register), Asked.of(request, "member")
    close = list(close_to(request.signed_in))
    page: Walked[RegisterLine] | None = None
    if request.method == "POST" and (member := asked.need("member", "Write the id of a member", LONGEST)):
        rows = list(_standing(close, chosen.value).filter(member_mark=member_mark(member))[:_MOST])
    else:
        page = _LINES.page(request, close=close, register=chosen.value)
        rows = list(page)
    with transaction.atomic():
        of_one = {"of": "one_member"} if page is None else {}
        record(request.signed_in, Act.LISTED, detail={"what": chosen.value, "count": str(len(rows)), **of_one})
    shown = {"chosen": chosen, "titles": TITLES, "columns": COLUMNS[chosen], "page": page, "lines": opened(rows), "asked": asked}
    return render(request, "registers.html", shown)


@guarded(Action.CHANGE_REGISTERS, "GET", "POST")
def add_line(request: UnitRequest, register: str) -> HttpResponse:
    """Enter one line by hand; one that is the same as another takes its place."""
    chosen = _register_or_404(register)
    asked = Asked.of(request, *(column.name for column in COLUMNS[chosen]))
    if request.method == "POST":
        row, faults = checked(chosen, asked.values)
        asked.faults = in_words(faults)
        if asked.is_good:
            with transaction.atomic():
                is_close = not came_before(request) and bool(add_rows(chosen, [(1, row)], request.signed_in).close)
                transaction.set_rollback(is_close)
            if not is_close:
                return to_register(chosen)
            asked.wrong("member_id", CLOSE.capitalize())
    return render(request, "register_line.html", {"chosen": chosen, "titles": TITLES, "columns": COLUMNS[chosen], "asked": asked})


@guarded(Action.CHANGE_REGISTERS, "GET", "POST")
def import_register(request: UnitRequest, register: str) -> HttpResponse:
    """Take a file in: what can be used is added, and every line that cannot is told with its reason."""
    chosen = _register_or_404(register)
    asked, shown = Asked(), {"chosen": chosen, "titles": TITLES, "columns": COLUMNS[chosen]}
    if request.method == "POST":
        file = request.FILES.get("file")
        if not isinstance(file, File):
            asked.wrong("file", "Choose a CSV file")
            return render(request, "register_file.html", {**shown, "asked": asked})
        rows, faults = read_register(chosen, file.read())
        with transaction.atomic():
            added = add_rows(chosen, rows, request.signed_in)
        faults += [Fault(f"line {number}", f"member_id: {CLOSE}") for number in added.close]
        return render(request, "register_file.html", {**shown, "asked": asked, "added": added, "bad": faults})
    return render(request, "register_file.html", {**shown, "asked": asked})


def _register_or_404(name: str) -> Register:
    if name not in set(Register):
        raise Http404
    return Register(name)


def to_register(register: Register) -> HttpResponse:
    """Back to a register."""
    return HttpResponseRedirect(reverse("register", kwargs={"register": register.value}))


def in_words(faults: Mapping[str, str]) -> dict[str, str]:
    """Faults by column as a page tells them."""
    return {name: why[:1].upper() + why[1:] for name, why in faults.items()}
