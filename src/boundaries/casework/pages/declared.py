"""The registers of declared relationships, gifts and devices: looked at, added to by hand or from a file, and withdrawn from."""

from django.core.files.base import File
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.audit import Act, record
from boundaries.casework.guard import guarded
from boundaries.casework.pages.asked import Asked
from boundaries.casework.pages.walking import walked
from boundaries.casework.permissions import Action
from boundaries.casework.registers.columns import COLUMNS, TITLES, Register, checked
from boundaries.casework.registers.keeping import CLOSE, add_rows, opened, visible, withdraw
from boundaries.casework.registers.reading import read_register
from boundaries.errors import Fault

_ON_A_PAGE = 50


@guarded(Action.READ_REGISTERS)
def registers(request: UnitRequest, register: str = Register.DECLARATIONS) -> HttpResponse:
    """One register's lines that this account may see, the newest first."""
    chosen = _register_or_404(register)
    page = walked(request, visible(request.signed_in).filter(register=chosen), _ON_A_PAGE)
    with transaction.atomic():
        record(request.signed_in, Act.LISTED, detail={"what": chosen.value, "count": str(len(page))})
    shown = {"chosen": chosen, "titles": TITLES, "columns": COLUMNS[chosen], "page": page, "lines": opened(page)}
    return render(request, "registers.html", shown)


@guarded(Action.CHANGE_REGISTERS, "GET", "POST")
def add_line(request: UnitRequest, register: str) -> HttpResponse:
    """Enter one line by hand; it takes the place of the line that it is a correction of."""
    chosen = _register_or_404(register)
    asked = Asked.of(request, *(column.name for column in COLUMNS[chosen]))
    if request.method == "POST":
        row, faults = checked(chosen, asked.values)
        asked.faults = {name: why[:1].upper() + why[1:] for name, why in faults.items()}
        if asked.is_good:
            with transaction.atomic():
                added = add_rows(chosen, [(1, row)], request.signed_in)
            if not added.close:
                return _to(chosen)
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


@guarded(Action.CHANGE_REGISTERS, "POST")
def withdraw_line(request: UnitRequest, line_id: str) -> HttpResponse:
    """Take one line out."""
    with transaction.atomic():
        line = visible(request.signed_in).select_for_update().filter(pk=line_id).first()
        if line is None:
            raise Http404
        withdraw(line, request.signed_in)
    return _to(Register(line.register))


def _register_or_404(name: str) -> Register:
    if name not in set(Register):
        raise Http404
    return Register(name)


def _to(register: Register) -> HttpResponse:
    return HttpResponseRedirect(reverse("register", kwargs={"register": register.value}))
