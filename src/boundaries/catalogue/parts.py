"""How each part of the catalogue is read from its file: the keys it must have and what they must hold."""

import re

from boundaries.catalogue.entry import Entry
from boundaries.catalogue.model import (
    LIMB_IDS,
    OUR_SIGNS,
    SIGN_IDS,
    VULNERABILITY_WORDS,
    Choice,
    Contact,
    Definition,
    Limb,
    PublishedCase,
    Question,
    Scenario,
    Sign,
    Urgency,
    Vulnerability,
)

CHOICES = 3
_LABELLED = re.compile(r"victim", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def _public(entry: Entry, key: str) -> str:
    """Text the public reads: it never calls anybody a victim, since few people call themselves one."""
    text = entry.text(key)
    if _LABELLED.search(text):
        entry.fault(key, "says 'victim' in words the public reads; say what happened instead")
    return text


def _asked(entry: Entry, key: str) -> str:
    text = _public(entry, key)
    if text and not text.endswith("?"):
        entry.fault(key, "should be a question and end with '?'")
    return text


def read_definition(entry: Entry) -> Definition:
    """Read `definition.toml`; each limb's words must stand in the definition as they are."""
    wording = entry.text("wording")
    limbs = [_limb(limb, wording) for limb in entry.tables("limb")]
    ids = tuple(limb.id for limb in limbs)
    if limbs and ids != LIMB_IDS:
        entry.fault("limb", f"the limbs should be {', '.join(LIMB_IDS)}, in this order; they are {', '.join(ids)}")
    leaflet = entry.table("leaflet")
    definition = Definition(
        title=entry.text("title"),
        subtitle=entry.text("subtitle"),
        heading=entry.text("heading"),
        defined_by=entry.text("defined_by"),
        wording=wording,
        plain=_public(entry, "plain"),
        source=entry.text("source"),
        limbs=tuple(limbs),
        trust=leaflet.text("trust"),
        staff=leaflet.text("staff"),
        not_a_precondition=leaflet.text("not_a_precondition"),
        arises_from=leaflet.text("arises_from"),
        widest_sense=leaflet.text("widest_sense"),
        training=leaflet.text("training"),
        come_forward=leaflet.text("come_forward"),
        contact=_contact(entry.table("contact")),
    )
    leaflet.close()
    entry.close()
    return definition


def _limb(entry: Entry, wording: str) -> Limb:
    limb = Limb(
        id=entry.text("id"),
        title=entry.text("title"),
        wording=entry.texts("wording"),
        plain=_public(entry, "plain"),
        asks=_asked(entry, "asks"),
        counts=entry.texts("counts"),
    )
    for words in limb.wording:
        if words not in wording:
            entry.fault("wording", f"'{words}' does not stand in the definition")
    entry.close()
    return limb


def _contact(entry: Entry) -> Contact:
    meanings = entry.table("placeholders")
    contact = Contact(
        phone=entry.text("phone"),
        mailbox=entry.text("mailbox"),
        placeholders={name: meanings.text(name) for name in meanings.names()},
    )
    named = {name for text in (contact.phone, contact.mailbox) for name in _PLACEHOLDER.findall(text)}
    for name in sorted(named - contact.placeholders.keys()):
        entry.fault("placeholders", f"does not say what {{{name}}} stands for")
    for name in sorted(contact.placeholders.keys() - named):
        entry.fault(f"placeholders.{name}", "is used in no contact line")
    entry.close()
    return contact


def read_vulnerability(entry: Entry) -> Vulnerability:
    """Read one table of `vulnerabilities.toml`; the word must be one of the record contract's."""
    word = entry.text("word")
    if word and word not in VULNERABILITY_WORDS:
        entry.fault("word", f"'{word}' is not a vulnerability of the record contract")
    urgency = entry.text("urgency")
    if urgency and urgency not in tuple(Urgency):
        entry.fault("urgency", f"should be {', '.join(Urgency)}; is '{urgency}'")
    vulnerability = Vulnerability(
        word=word,
        title=_public(entry, "title"),
        leaflet_wording=entry.text("leaflet_wording") if entry.has("leaflet_wording") else "",
        plain=_public(entry, "plain"),
        urgency=Urgency(urgency) if urgency in tuple(Urgency) else Urgency.STANDARD,
        why=entry.text("why"),
    )
    entry.close()
    return vulnerability


def read_sign(entry: Entry) -> Sign:
    """Read one file of `signs/`; a leaflet sign holds the leaflet's bullet, a sign of ours must not."""
    sign_id = entry.text("id")
    ours = entry.flag("ours")
    if sign_id and sign_id not in SIGN_IDS:
        entry.fault("id", f"'{sign_id}' is not a sign of the record contract")
    elif sign_id and ours != (sign_id in OUR_SIGNS):
        entry.fault("ours", f"should be {'false' if ours else 'true'}: '{sign_id}' is {'not ' if ours else ''}one we add")
    if ours and entry.has("leaflet_wording"):
        entry.fault("leaflet_wording", "is not for a sign we add: the leaflet does not name it")
    sign = Sign(
        id=sign_id,
        number=entry.number("number"),
        ours=ours,
        title=_public(entry, "title"),
        leaflet_wording=entry.text("leaflet_wording") if entry.has("leaflet_wording") or not ours else "",
        source=entry.text("source"),
        plain=_public(entry, "plain"),
        staff_see=entry.texts("staff_see"),
        innocent=_innocent(entry),
        question=_question(entry.table("question")),
        scenario=_scenario(entry.table("scenario")),
        published=entry.numbers("published"),
    )
    entry.close()
    return sign


def _innocent(entry: Entry) -> tuple[str, ...]:
    innocent = entry.texts("innocent")
    for text in innocent:
        if text.strip(" .").lower() in {"unknown", "none", "none known", "n/a", "not known"}:
            entry.fault("innocent", f"'{text}' explains nothing; say what could be going on")
    return innocent


def _question(entry: Entry) -> Question:
    question = Question(
        behaviour=_public(entry, "behaviour"),
        about_me=_asked(entry, "about_me"),
        about_someone=_asked(entry, "about_someone"),
        as_colleague=_asked(entry, "as_colleague"),
    )
    entry.close()
    return question


def _scenario(entry: Entry) -> Scenario:
    choices = []
    for choice in entry.tables("choices"):
        choices.append(Choice(text=choice.text("text"), right=choice.flag("right"), feedback=choice.text("feedback")))
        choice.close()
    if choices and len(choices) != CHOICES:
        entry.fault("choices", f"should be {CHOICES}, are {len(choices)}")
    if choices and (right := sum(choice.right for choice in choices)) != 1:
        entry.fault("choices", f"exactly one should be right, {right} are")
    scenario = Scenario(
        situation=entry.text("situation"),
        asks=entry.text("asks"),
        choices=tuple(choices),
        grey_area=entry.text("grey_area"),
    )
    entry.close()
    return scenario


def read_published(entry: Entry) -> PublishedCase:
    """Read one table of `published.toml`."""
    case = PublishedCase(
        number=entry.number("number"),
        where=entry.text("where"),
        when=entry.text("when"),
        facts=entry.text("facts"),
        address=entry.text("address") if entry.has("address") else "",
    )
    entry.close()
    return case
