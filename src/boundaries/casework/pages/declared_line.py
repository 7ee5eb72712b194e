"""One line of a register with all that it was before: corrected or withdrawn, each with a reason."""

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from boundaries.casework.accounts.attendance import UnitRequest
from boundaries.casework.asked import Asked
from boundaries.casework.audit import Act, record
from boundaries.casework.guard import guarded
from boundaries.casework.models import RegisterLine
from boundaries.casework.pages.declared import in_words, to_register
from boundaries.casework.pages.once import came_before
from boundaries.casework.permissions import Action
from boundaries.casework.registers.columns import COLUMNS, TITLES, Holds, Register, checked
from boundaries.casework.registers.keeping import correct, lines_for, opened, visible, with_corrections, withdraw

_LONGEST_WHY = 2_000


@guarded(Action.READ_REGISTERS)
def line(request: UnitRequest, line_id: str) -> HttpResponse:
    """A line, whether it stands or not, with its corrections."""
    found = lines_for(request.signed_in).filter(pk=line_id).first()
    if found is None:
        raise Http404
    with transaction.atomic():
        record(request.signed_in, Act.LISTED, found.pk, {"what": found.register, "count": "1"})
    return _show(request, found, Asked())


@guarded(Action.CHANGE_REGISTERS, "GET", "POST")
def correct_line(request: UnitRequest, line_id: str) -> HttpResponse:
    """Ask what a line should say, beginning with what it says, and put that in its place."""
    with transaction.atomic():
        if request.method == "POST" and came_before(request):
            return _to_line(line_id)
        found = _standing_or_404(request, line_id)
        columns = COLUMNS[Register(found.register)]
        asked = Asked.of(request, *(column.name for column in columns), "why")
        if request.method == "POST":
            row, faults = checked(Register(found.register), asked.values)
            asked.faults = in_words(faults)
            why = asked.need("why", "Say why it is corrected", _LONGEST_WHY)
            if asked.is_good:
                asked.faults = in_words(
                    {"member_id": refused} if (refused := correct(found, row, request.signed_in, why)) else {}
                )
            if asked.is_good:
                return to_register(Register(found.register))
            transaction.set_rollback(True)
        else:
            asked.values |= _as_asked(found)
            record(request.signed_in, Act.LISTED, found.pk, {"what": found.register, "count": "1"})
    shown = {"line": found, "chosen": Register(found.register), "titles": TITLES, "columns": columns, "asked": asked}
    return render(request, "register_line.html", shown)


@guarded(Action.CHANGE_REGISTERS, "POST")
def withdraw_line(request: UnitRequest, line_id: str) -> HttpResponse:
    """Take one line out, with a reason."""
    asked = Asked.of(request, "withdrawn_why")
    why = asked.need("withdrawn_why", "Say why it is withdrawn", _LONGEST_WHY)
    with transaction.atomic():
        if asked.is_good and came_before(request):
            return _to_line(line_id)
        found = _standing_or_404(request, line_id)
        if not asked.is_good:
            return _show(request, found, asked)
        withdraw(found, request.signed_in, why)
    return _to_line(line_id)


def _to_line(line_id: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("register_line", kwargs={"line_id": line_id}))


def _standing_or_404(request: UnitRequest, line_id: str) -> RegisterLine:
    """A line that stands and that this account sees, held until the transaction ends."""
    found = visible(request.signed_in).select_for_update().filter(pk=line_id).first()
    if found is None:
        raise Http404
    return found


def _show(request: UnitRequest, found: RegisterLine, asked: Asked) -> HttpResponse:
    chosen = Register(found.register)
    shown = {
        "line": found, "chosen": chosen, "titles": TITLES, "columns": COLUMNS[chosen], "asked": asked,
        "lines": with_corrections(found, request.signed_in),
    }  # fmt: skip
    return render(request, "register_history.html", shown)


def _as_asked(found: RegisterLine) -> dict[str, str]:
    """What a line says, as the fields of a form take it: a browser's moment has no seconds where there are none."""
    (held,) = opened([found])
    times = {column.name for column in COLUMNS[Register(found.register)] if column.holds is Holds.TIME}
    return {name: text.removesuffix(":00") if name in times and text.count(":") == 2 else text for name, text in held.row.items()}
