"""A detector as data: what it counts, among whom, against whom, and how it is told."""

from dataclasses import dataclass, field
from enum import StrEnum


class Model(StrEnum):
    """How a count becomes bits: against peers' rates, as a share, by explaining others' bits away, or over a member's pairs."""

    RATE = "rate"
    SHARE = "share"
    AGAINST = "against"
    SEVERAL = "several"


class Facts(StrEnum):
    """The relation whose rows a detector reads."""

    MOMENTS = "moments"
    QUIET = "quiet_moments"
    KIN = "kin_moments"
    CASES = "case_facts"
    PAIRS = "pair_facts"
    GIFTS = "gift_facts"
    FEEDBACK = "feedback_facts"
    REQUESTS = "request_facts"
    DECLARED = "declared_facts"
    COLLEAGUES = "colleague_facts"
    OWN = "own_facts"
    NONE = "none"


class Among(StrEnum):
    """Which pairs are compared: all, those with a case in common, those with exposure, those where anything was observed."""

    ANY = "any"
    CASES = "cases"
    EXPOSED = "exposed"
    OBSERVED = "observed"


class Stratum(StrEnum):
    """What peers share with the pair they are compared with; each named after another makes the comparison finer."""

    ROLE = "role"
    PART = "part"
    KIND = "kind"


PER_PAIR = "pair"
PER_MONTH = "months"


@dataclass(frozen=True)
class Seen:
    """In how many of how many published cases the sign showed: the source of `m`."""

    cases: float
    of: float
    source: str

    @property
    def share(self) -> float:
        """Posterior mean under a Beta(.5, .5) prior."""
        return (self.cases + 0.5) / (self.of + 1.0)


@dataclass(frozen=True)
class Example:
    """A test that the detector carries: records laid over a quiet force, and the bits they must bring (least, most)."""

    name: str
    story: str
    records: str
    least: float
    most: float


@dataclass(frozen=True)
class Detector:
    """One way to look for one sign.

    `observed` and `exposure` are SQL over the rows of `facts`: conditions where rows are counted, whole numbers where rows are added up.
    A rate's exposure may also be `pair` (one for each) or `months` (months the member shared cases with the person, and one).
    `beyond` takes what put a pair among the compared off its count. `multiples` are the factors on the rate, or on the odds, that
    misconduct would bring; factors under one look for too little. `table` holds the records it rests on; without the `table.column`s
    it `needs` it cannot be checked, without those that `helps` only partly. `explains` is for evidence against: the signs, or single detectors, whose bits it
    explains, by the factor `by`, for pairs where at least `at_least` were observed and they are at least `share` of the exposure. `records` picks the moments that pair facts rest on.
    """

    id: str
    sign: str
    title: str
    model: Model
    facts: Facts
    table: str
    sentence: str
    seen: Seen
    observed: str = "TRUE"
    records: str = ""
    exposure: str = PER_PAIR
    among: Among = Among.ANY
    beyond: int = 0
    strata: tuple[Stratum, ...] = (Stratum.ROLE,)
    multiples: tuple[float, ...] = (3.0, 10.0)
    habit: bool = True
    needs: tuple[str, ...] = ()
    helps: tuple[str, ...] = ()
    explains: tuple[str, ...] = ()
    by: float = 0.0
    at_least: float = 1.0
    share: float = 0.0
    innocent: tuple[str, ...] = ()
    triage: tuple[str, ...] = ()
    clears: tuple[str, ...] = ()
    examples: tuple[Example, ...] = field(default=())
