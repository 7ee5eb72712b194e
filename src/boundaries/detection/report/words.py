"""How numbers, moments and closed words are said to a reader."""

from collections.abc import Iterable
from datetime import datetime

MINUS = "\N{MINUS SIGN}"
DASH = "\N{EN DASH}"
NBSP = "\N{NO-BREAK SPACE}"

URGENCY = {"urgent": "Urgent", "high": "High", "standard": "Standard"}
BAND = {"strong": "Strong", "moderate": "Moderate", "weak": "Weak"}
STATE = {"checked": "Checked", "partly": "Partly checked", "not_checked": "Not checked"}
CONTENT = {
    "none": "no message text was read",
    "gated": "message text was read only where the records around it called for it",
    "all": "message text was read by word list",
}
VERDICT = {
    "concern": "A concern was upheld",
    "explained": "Explained",
    "data_error": "An error in the data",
    "insufficient": "Not enough to decide",
    "other": "Decided otherwise",
}
OUTCOME = {
    "charge": "charged",
    "nfa_evidential": "no further action: evidence",
    "nfa_victim": "no further action: not supported by the person affected",
    "nfa_other": "no further action",
}
ROLE = {"victim": "the person affected", "oic": "officer in the case"}
FILTERS = (
    "count", "day", "listed", "lowered", "machine", "moment", "number", "outcome", "period", "plain", "role", "signed", "slightly", "state", "total", "verdict",
)  # fmt: skip
SHORTENED = {"asb": "anti-social behaviour", "bwv": "body-worn video", "oic": "officer in the case", "cid": "CID", "gps": "GPS"}


def plain(word: str | None) -> str:
    """A word of a closed vocabulary as a reader says it: `domestic_abuse` -> `domestic abuse`."""
    parts = (word or "").split("_")
    return " ".join(SHORTENED.get(part, part) for part in parts if part)


def state(word: str) -> str:
    """What a detector could do, as a reader says it."""
    return STATE.get(word, plain(word))


def verdict(word: str) -> str:
    """What a reviewer decided, as a reader says it."""
    return VERDICT.get(word, plain(word))


def outcome(word: str) -> str:
    """How a case ended, as a reader says it; empty where it has not."""
    return OUTCOME.get(word, plain(word))


def role(word: str) -> str:
    """A part in a case, as a reader says it."""
    return ROLE.get(word, plain(word))


def lowered(title: str) -> str:
    """A title within a sentence."""
    return title[:1].lower() + title[1:]


def listed(words: Iterable[str]) -> str:
    """`a, b and c`."""
    items = [word for word in words if word]
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def day(at: datetime | None) -> str:
    """`3 March 2025`, or `not known`."""
    return f"{at.day}{NBSP}{at:%B} {at.year}" if at else "not known"


def short_day(at: datetime) -> str:
    """`3 Mar 2025`."""
    return f"{at.day} {at:%b %Y}"


def moment(at: datetime) -> str:
    """`3 March 2025 at 23:40`."""
    return f"{day(at)} at {at:%H:%M}"


def machine(at: datetime) -> str:
    """The moment as HTML's `datetime` attribute wants it."""
    return at.strftime("%Y-%m-%dT%H:%M:%S")


def period(first_at: datetime | None, last_at: datetime | None) -> str:
    """`3 March 2025 to 9 May 2025`; one day said once."""
    if first_at is None or last_at is None or first_at.date() == last_at.date():
        return day(first_at or last_at)
    return f"{day(first_at)} to {day(last_at)}"


def signed(bits: float) -> str:
    """`+3.2` or `−0.4`, with a true minus."""
    rounded = round(bits, 1)
    return f"{MINUS}{-rounded:.1f}" if rounded < 0 else f"+{rounded:.1f}" if rounded > 0 else "0.0"


def slightly(bits: float) -> str:
    """Few bits, to two places."""
    rounded = round(bits, 2)
    return f"({MINUS}{-rounded:.2f})" if rounded < 0 else f"(+{rounded:.2f})" if rounded > 0 else "(0.00)"


def total(bits: float) -> str:
    """A pair's bits, to one place."""
    return f"{bits:.1f}" if bits >= 0 else f"{MINUS}{-bits:.1f}"


def number(value: float | None) -> str:
    """A count or a rate to the places that matter; `not known` where there is none."""
    if value is None or value != value:
        return "not known"
    if abs(value - round(value)) < 1e-9:
        return f"{round(value):,}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 1 else f"{value:.2g}"


def count(amount: int, one: str, many: str = "") -> str:
    """`1 visit`, `3 visits`."""
    return f"{amount:,} {one if amount == 1 else many or one + 's'}"


def times_better(bits: float) -> str:
    """What bits mean as a ratio: `about 8 times`; never a probability."""
    ratio = 2.0 ** abs(bits)
    if ratio < 9.5:
        return f"about {ratio:.1f} times"
    places = len(f"{ratio:.0f}") - 2
    return f"about {round(ratio, -places):,.0f} times"
