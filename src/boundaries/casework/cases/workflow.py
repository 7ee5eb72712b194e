"""Where a case can stand and where it can go from there, as data; the diagram in the documents is drawn from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from boundaries.casework.cases.kinds import Kind


class State(StrEnum):
    """Where a case stands."""

    RECEIVED = "received"
    ASSESSED = "assessed"
    DEVELOPING = "developing"
    REFERRED = "referred"
    INVESTIGATED = "investigated"
    OUTCOME = "outcome"
    CLOSED = "closed"
    REVIEWED = "reviewed"


@dataclass(frozen=True)
class Step:
    """What must stand in the case before it may go there; `agreed` must have been agreed by a second person too.

    `by_another` where nobody may make this step who made the one before, assessed, decided, wrote the outcome or holds the case.
    """

    needs: frozenset[Kind] = field(default=frozenset())
    agreed: frozenset[Kind] = field(default=frozenset())
    by_another: bool = False


_REFERRAL = Step(needs=frozenset({Kind.REFERRAL}), agreed=frozenset({Kind.REFERRAL_DECISION}))
_CLOSING = Step(needs=frozenset({Kind.OUTCOME}), agreed=frozenset({Kind.REFERRAL_DECISION}))
_REOPENED = Step()

STEPS: Mapping[State, Mapping[State, Step]] = {
    State.RECEIVED: {State.ASSESSED: Step(needs=frozenset({Kind.SAFEGUARDING, Kind.ASSESSMENT, Kind.PRIORITY}))},
    State.ASSESSED: {State.DEVELOPING: Step(), State.REFERRED: _REFERRAL, State.CLOSED: _CLOSING},
    State.DEVELOPING: {
        State.REFERRED: _REFERRAL,
        State.INVESTIGATED: Step(agreed=frozenset({Kind.REFERRAL_DECISION})),
        State.CLOSED: _CLOSING,
    },
    State.REFERRED: {State.REFERRED: _REFERRAL, State.INVESTIGATED: Step(), State.OUTCOME: Step(needs=frozenset({Kind.OUTCOME}))},
    State.INVESTIGATED: {State.REFERRED: _REFERRAL, State.OUTCOME: Step(needs=frozenset({Kind.OUTCOME}))},
    State.OUTCOME: {
        State.REFERRED: _REFERRAL,
        State.CLOSED: Step(needs=frozenset({Kind.LEARNING}), agreed=frozenset({Kind.REFERRAL_DECISION})),
    },
    State.CLOSED: {State.REVIEWED: Step(by_another=True), State.DEVELOPING: _REOPENED},
    State.REVIEWED: {State.DEVELOPING: _REOPENED},
}
"""From each state the states that can follow, and what each step needs."""

FIRST = State.RECEIVED
ENDED = frozenset({State.CLOSED, State.REVIEWED})
"""The states in which nothing is worked on any more."""


def diagram() -> str:
    """The workflow as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {FIRST}"]
    for state, following in STEPS.items():
        for to, step in following.items():
            needs = [kind.replace("_", " ") for kind in sorted(step.needs)]
            needs += [f"{kind.replace('_', ' ')} agreed by a second person" for kind in sorted(step.agreed)]
            needs += ["another person"] if step.by_another else []
            lines.append(f"    {state} --> {to}" + (f": {', '.join(needs)}" if needs else ""))
    return "\n".join(lines)
