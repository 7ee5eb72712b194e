"""Adding and removing operators, and trying a name, a password and a code."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from boundaries.credentials.choosing import PASSWORD_LENGTH, fault_of
from boundaries.credentials.codes import address_of, new_secret, step_of
from boundaries.credentials.deriving import derive, new_salt
from boundaries.errors import BoundariesError
from boundaries.handover.ids import new_id
from boundaries.handover.padding import SealError
from boundaries.handover.symmetric import lock, new_key, unlock
from boundaries.intake.counter.delays import failed, forget, wait_until
from boundaries.intake.counter.models import Operator

LONGEST_NAME = 60
_NOBODYS_SALT, _NOBODYS_BOX = new_salt(), lock(b"", new_key(), "nobody")


@dataclass(frozen=True)
class Tried:
    """How a try to sign in went: the operator, or None; and when the next one is allowed, where it is not now."""

    operator: Operator | None
    wait_until: datetime | None = None


def add(name: str, password: str) -> str:
    """Add an operator; gives the address that an authenticator app reads, which is never shown again."""
    plain = plain_name(name)
    if not plain or len(plain) > LONGEST_NAME or not plain.isprintable():
        raise BoundariesError(f"a name has 1 to {LONGEST_NAME} letters", "operator")
    if fault := fault_of(password, password, PASSWORD_LENGTH):
        raise BoundariesError("this password will not do", "operator", fault)
    operator_id, secret, salt = new_id(), new_secret(), new_salt()
    box = lock(secret.encode("ascii"), derive(password, salt), _place(operator_id))
    try:
        with transaction.atomic():
            Operator.objects.create(operator_id=operator_id, name=plain, salt=salt, box=box, added_on=date.today())
    except IntegrityError as error:
        raise BoundariesError("there is an operator of this name", plain, "Remove it first, or choose another.") from error
    return address_of(secret, plain)


def remove(name: str) -> None:
    """Remove an operator; whoever is signed in as them is signed out with the next page."""
    gone, _ = Operator.objects.filter(name=plain_name(name)).delete()
    if not gone:
        raise BoundariesError("there is no such operator", name, "`boundaries operator list` shows all.")


def plain_name(name: str) -> str:
    """A name as it is kept: without the difference of capitals and spaces."""
    return " ".join(name.casefold().split())


def tried(name: str, password: str, code: str, device: str, now: datetime) -> Tried:
    """Try to sign in; what was wrong is not told, and an unknown name takes as long. `device` is what a known browser brings."""
    operator = Operator.objects.filter(name=plain_name(name)).first()
    bucket = f"device/{device}" if device and operator else f"name/{plain_name(name)}"
    until = wait_until(bucket, now)
    if until:
        return Tried(None, until)
    secret = _secret_of(operator, password)
    step = step_of(code, secret, now) if secret else None
    if operator is None or step is None or not _spend(operator, step):
        failed(bucket, now)
        return Tried(None)
    forget(bucket)
    return Tried(operator)


def end_sessions(operator: Operator) -> None:
    """End every session of an operator."""
    Operator.objects.filter(pk=operator.pk).update(epoch=operator.epoch + 1)


def _secret_of(operator: Operator | None, password: str) -> str | None:
    salt, box = (bytes(operator.salt), bytes(operator.box)) if operator else (_NOBODYS_SALT, _NOBODYS_BOX)
    try:
        key = derive(password, salt)
        return unlock(box, key, _place(operator.operator_id if operator else "")).decode("ascii")
    except SealError:
        return None


def _spend(operator: Operator, step: int) -> bool:
    """Use a code up: of two that come at the same time, one wins."""
    return Operator.objects.filter(pk=operator.pk, last_code_step__lt=step).update(last_code_step=step) == 1


def _place(operator_id: str) -> str:
    return f"operator:{operator_id}"
