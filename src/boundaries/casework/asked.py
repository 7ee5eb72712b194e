"""What a form was filled in with, and what is wrong with it."""

from dataclasses import dataclass, field

from django.http import HttpRequest


@dataclass
class Asked:
    """The answers of a form by field, and faults by field; `whole` is a fault of all of it."""

    values: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, request: HttpRequest, *names: str) -> "Asked":
        """Read these fields of a form that was sent."""
        return cls({name: request.POST.get(name, "") for name in names})

    def need(self, name: str, fault: str, longest: int = 10_000) -> str:
        """The answer of a field without the space around it, with a fault where there is none or too much of it."""
        answer = self.values.get(name, "").strip()
        if not answer:
            self.faults[name] = fault
        elif len(answer) > longest:
            self.faults[name] = f"Use at most {longest:,} characters."
        return answer

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.faults

    def wrong(self, name: str, fault: str) -> None:
        """Say what is wrong with a field."""
        if fault:
            self.faults[name] = fault
