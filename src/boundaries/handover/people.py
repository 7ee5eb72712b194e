"""The people a report tells of, as little or as much as the reporter knows; every field may be empty."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class NamedMember:
    """Someone from the police, as a reporter names them."""

    name: str = ""
    number: str = ""
    handle: str = ""
    station: str = ""
    description: str = ""


@dataclass(frozen=True)
class NamedPerson:
    """Someone affected, as a reporter names them."""

    name: str = ""
    age_group: str = ""
    circumstances: str = ""


@dataclass(frozen=True)
class SafeContact:
    """How the reporter may be reached safely: by what, where, when, and what must never be done. `how` "no" means never."""

    how: str = ""
    address: str = field(default="", repr=False)
    when: str = ""
    never: str = ""
