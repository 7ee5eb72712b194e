"""What is made of a file."""

from dataclasses import dataclass, field

LONGEST_FACT = 300


@dataclass(frozen=True)
class Seen:
    """The facts that a file tells of itself, and a clean copy where one could be made (`media_type` is empty where not)."""

    facts: dict[str, str]
    media_type: str = ""
    copy: bytes = field(default=b"", repr=False)


def told(**facts: object) -> dict[str, str]:
    """Facts as short lines of text, without those that say nothing."""
    lines = {name.replace("_", " ").capitalize(): " ".join(str(fact).split())[:LONGEST_FACT] for name, fact in facts.items()}
    return {name: line for name, line in lines.items() if line and line != "None"}
