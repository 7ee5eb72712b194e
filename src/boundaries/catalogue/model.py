"""What the catalogue holds: the definition, the vulnerabilities, the signs and the published cases, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

LEAFLET_SIGNS = (
    "knight_in_shining_armour",
    "favourite_officer",
    "unexpected_visits",
    "steered_investigation",
    "physical_contact",
    "flirtation",
    "pet_names",
    "unnecessary_communication",
    "sexualised_messages",
    "off_duty_contact",
    "gifts",
    "contact_after_close",
)
OUR_SIGNS = ("unrecorded_contact", "searches_without_purpose", "channel_switch", "secrecy", "several_people")
SIGN_IDS = LEAFLET_SIGNS + OUR_SIGNS

VULNERABILITY_WORDS = (
    "child",
    "elderly",
    "mental_health",
    "learning_disability",
    "alcohol",
    "drugs",
    "domestic_abuse",
    "sexual_offence_victim",
    "bereaved",
    "repeat_victim",
    "missing",
    "homeless",
    "suspect",
    "witness",
    "other",
)
"""The closed vocabulary of `people.vulnerabilities`; a test holds it equal to the record contract's."""

LIMB_IDS = ("member_of_the_service", "position_misused", "purpose", "member_of_the_public")


class Urgency(StrEnum):
    """How soon to act for the person; never how strong a suspicion is."""

    URGENT = "urgent"
    HIGH = "high"
    STANDARD = "standard"


@dataclass(frozen=True)
class Limb:
    """One part of the definition: the words it rests on, the same in plain words, and what an assessor asks."""

    id: str
    title: str
    wording: tuple[str, ...]
    plain: str
    asks: str
    counts: tuple[str, ...]
    """What is covered, or what is easily missed, each as one sentence."""


@dataclass(frozen=True)
class Contact:
    """How to reach the unit; `phone` and `mailbox` hold placeholders in braces that each force fills."""

    phone: str
    mailbox: str
    placeholders: Mapping[str, str]
    """What each placeholder stands for, by its name without braces."""


@dataclass(frozen=True)
class Definition:
    """The national definition, verbatim, split into its limbs, with the rest of the leaflet's text."""

    title: str
    subtitle: str
    heading: str
    defined_by: str
    wording: str
    plain: str
    source: str
    limbs: tuple[Limb, ...]
    trust: str
    staff: str
    not_a_precondition: str
    arises_from: str
    widest_sense: str
    training: str
    come_forward: str
    contact: Contact


@dataclass(frozen=True)
class Vulnerability:
    """One word of the vulnerability vocabulary: it changes how soon to act, never how strongly to suspect."""

    word: str
    title: str
    leaflet_wording: str
    """The leaflet's own words for it, or empty where the leaflet does not name it."""
    plain: str
    urgency: Urgency
    why: str


@dataclass(frozen=True)
class Vulnerabilities:
    """The rule that holds for all of them, and each by its word, in the vocabulary's order."""

    rule: str
    by_word: Mapping[str, Vulnerability]


@dataclass(frozen=True)
class Question:
    """What the report form asks: the behaviour as a short example to tick, and the question by who is asked."""

    behaviour: str
    about_me: str
    about_someone: str
    as_colleague: str


@dataclass(frozen=True)
class Choice:
    """One answer to a scenario, and what the learner is told after choosing it."""

    text: str
    right: bool
    feedback: str


@dataclass(frozen=True)
class Scenario:
    """A short training story with three answers, exactly one of them right, and what stays grey."""

    situation: str
    asks: str
    choices: tuple[Choice, ...]
    grey_area: str


@dataclass(frozen=True)
class Sign:
    """One warning sign, in the words for the public, for staff and for the analyst."""

    id: str
    number: int
    ours: bool
    title: str
    leaflet_wording: str
    """The leaflet's bullet, verbatim; empty for the signs we add."""
    source: str
    plain: str
    staff_see: tuple[str, ...]
    innocent: tuple[str, ...]
    question: Question
    scenario: Scenario
    published: tuple[int, ...]
    """Numbers of published cases in which it showed; see `Catalogue.published`."""


@dataclass(frozen=True)
class PublishedCase:
    """One published case as facts, without a name: where and when, what happened, and where it can be read."""

    number: int
    where: str
    when: str
    facts: str
    address: str
    """Empty where we have none."""


@dataclass(frozen=True)
class Catalogue:
    """The whole leaflet as data, and the SHA-256 of the files it was read from."""

    definition: Definition
    vulnerabilities: Vulnerabilities
    signs: Mapping[str, Sign]
    published: Mapping[int, PublishedCase]
    hash: str
