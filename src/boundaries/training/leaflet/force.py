"""Whose leaflet it is: the force's name and the ways to reach its counter-corruption unit."""

from dataclasses import dataclass

from boundaries.errors import BoundariesError, Fault

_NEEDED = {
    "name": ("BOUNDARIES_FORCE_NAME", "the name of the force is not set"),
    "phone": ("BOUNDARIES_FORCE_PHONE", "the telephone number of the counter-corruption unit is not set"),
    "mailbox": ("BOUNDARIES_FORCE_MAILBOX", "the unit's mailbox is not set"),
}


@dataclass(frozen=True)
class Force:
    """The force's own facts on everything that is printed; `web` is the address of the public site, empty where there is none."""

    name: str
    phone: str
    mailbox: str
    web: str = ""

    def check(self, needs_web: bool = False) -> None:
        """Refuse to print for a force whose contact lines are not set; another force's must never be shown."""
        faults = [Fault(setting, what) for field, (setting, what) in _NEEDED.items() if not getattr(self, field)]
        if needs_web and not self.web:
            faults.append(Fault("BOUNDARIES_FORCE_WEB", "the web address is not set, and this layout shows it as a code to scan"))
        if faults:
            raise BoundariesError(
                "the leaflet cannot be made yet", "settings", "Set each of these, then try again.", tuple(faults)
            )
