"""Reads one file of `signs/`: its wording, innocent explanations, questions and training scenario."""

from boundaries.catalogue.entry import Entry
from boundaries.catalogue.model import OUR_SIGNS, SIGN_IDS, Choice, Question, Scenario, Sign
from boundaries.catalogue.wording import public_question, public_text

CHOICES = 3


def read_sign(entry: Entry) -> Sign:
    """Read one file of `signs/`; a leaflet sign holds the leaflet's bullet, a sign of ours must not."""
    sign_id = entry.text("id")
    ours = entry.flag("ours")
    if sign_id and sign_id not in SIGN_IDS:
        entry.fault("id", f"'{sign_id}' is not a sign of the record contract")
    elif sign_id and entry.is_flag("ours") and ours != (sign_id in OUR_SIGNS):
        entry.fault("ours", f"should be {'false' if ours else 'true'}: '{sign_id}' is {'not ' if ours else ''}one we add")
    if ours and entry.has("leaflet_wording"):
        entry.fault("leaflet_wording", "is not for a sign we add: the leaflet does not name it")
    sign = Sign(
        id=sign_id,
        number=entry.number("number"),
        ours=ours,
        title=public_text(entry, "title"),
        leaflet_wording=entry.text("leaflet_wording") if entry.has("leaflet_wording") or not ours else "",
        source=entry.text("source"),
        plain=public_text(entry, "plain"),
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
        behaviour=public_text(entry, "behaviour"),
        about_me=public_question(entry, "about_me"),
        about_someone=public_question(entry, "about_someone"),
        as_colleague=public_question(entry, "as_colleague"),
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
        situation=entry.text("situation"), asks=entry.text("asks"), choices=tuple(choices), grey_area=entry.text("grey_area")
    )
    entry.close()
    return scenario
