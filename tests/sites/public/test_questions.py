"""The questions: who is asked what, what is wrong with an answer, and that what is typed is what is told."""

from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.catalogue import load_catalogue
from boundaries.handover.report import Report, Route, Teller
from boundaries.intake.questions import QUESTIONS, Answers, Facts, Kind, asked, question_of, read_answers, report_of, summary
from boundaries.intake.questions.form import LINE_LENGTH, TEXT_LENGTH
from boundaries.intake.questions.reading import tidy

FACTS = Facts(
    report_id="r" * 26, route=Route.PHONE, received_on=date(2026, 11, 25), language="en", lookup_id="l" * 26, reporter_key=""
)  # fmt: skip


def typed(**fields: str | list[str]) -> QueryDict:
    sent = QueryDict(mutable=True)
    for name, value in fields.items():
        sent.setlist(name, value if isinstance(value, list) else [value])
    return sent


def answered(answers: Answers, question_id: str, part: int = 0, **fields: str | list[str]) -> Answers:
    question = question_of(question_id)
    assert question is not None
    read, problems = read_answers(question, typed(**fields), answers, part)
    assert problems == ()
    return read


def problem(question_id: str, answers: Answers | None = None, **fields: str | list[str]) -> str:
    question = question_of(question_id)
    assert question is not None
    _, problems = read_answers(question, typed(**fields), answers or Answers())
    (one,) = problems
    return f"{one.field}: {one}"


@pytest.mark.parametrize(
    ("teller", "extra"),
    [
        (Teller.ABOUT_ME, set()),
        (Teller.ABOUT_SOMEONE, {"knows"}),
        (Teller.PARTNER, {"partner", "knows"}),
        (Teller.COLLEAGUE, {"colleague", "knows"}),
        (Teller.NOT_SURE, set()),
    ],
)
def test_each_teller_is_asked_what_concerns_them(teller: Teller, extra: set[str]) -> None:
    ids = {question.id for question in asked(answered(Answers(), "teller", teller=teller))}
    everyone = {question.id for question in QUESTIONS if not question.asked_of}
    assert ids == everyone | extra


def test_every_sign_of_the_catalogue_can_be_ticked() -> None:
    question = question_of("signs")
    assert question is not None
    values = [option.value for option in question.fields[0].options]
    assert values == [*load_catalogue().signs, "not_sure", "rather_not_say"]
    asks = question.fields[0].options[0].asks
    assert isinstance(asks, dict)
    assert str(asks[Teller.ABOUT_ME]).endswith("?")


def test_nothing_is_compulsory() -> None:
    answers = Answers()
    for question in QUESTIONS:
        answers = answered(answers, question.id)
    assert answers == Answers()
    report = report_of(answers, FACTS)
    assert (report.teller, report.story, report.members, report.held) == (Teller.NOT_SURE, "", (), False)
    assert len(summary(answers)) == len(asked(answers)) - 1


def test_what_is_wrong_is_told_in_words() -> None:
    assert problem("contact", how="phone") == "address: Enter where we can reach you safely, or choose “No”"
    assert problem("story", story="x" * (TEXT_LENGTH + 1)) == f"story: This is too long. {TEXT_LENGTH} characters fit"
    assert problem("member", name="x" * (LINE_LENGTH + 1)) == f"name: This is too long. {LINE_LENGTH} characters fit"
    assert problem("signs", signs=["gifts", "made_up"]) == "signs: Choose one of the answers on this page"
    assert problem("held", held="yes").startswith("held: To keep it sealed we need something that singles the person out")
    surname = answered(Answers(), "member", name="Smith")
    assert problem("held", surname, held="yes").startswith("held: To keep it sealed")


def test_a_report_is_held_only_where_the_person_is_singled_out() -> None:
    answers = answered(Answers(), "member", name="PC 1234 Smith")
    assert report_of(answered(answers, "held", held="yes"), FACTS).held


def test_several_people_are_kept_apart_and_close_up_when_one_goes() -> None:
    answers = Answers()
    for part, name in enumerate(("One", "Two", "Three")):
        answers = answered(answers, "member", part, name=name)
    assert [one.name for one in report_of(answers, FACTS).members] == ["One", "Two", "Three"]
    answers = answered(answers, "member", 1)
    assert [one.name for one in report_of(answers, FACTS).members] == ["One", "Three"]
    answers = answered(answers, "member", 9, name="Four")
    assert [one.name for one in report_of(answers, FACTS).members] == ["One", "Three", "Four"]


def test_what_was_not_asked_of_this_teller_is_not_told() -> None:
    answers = answered(Answers(), "teller", teller="partner")
    answers = answered(answers, "partner", organisation="A refuge", contact="Ann")
    assert report_of(answers, FACTS).organisation == "A refuge"
    answers = answered(answers, "teller", teller="about_me")
    told = report_of(answers, FACTS)
    assert (told.organisation, told.organisation_contact) == ("", "")


def test_a_colleague_tells_of_detriment() -> None:
    answers = answered(Answers(), "teller", teller="colleague")
    told = report_of(answered(answers, "colleague", detriment="moved to nights"), FACTS)
    assert told.notes == {"detriment": "moved to nights"}


# What survives: no control characters, no half letters, no space around, one kind of line end.
TEXTS = st.text(max_size=300)


@settings(max_examples=150, deadline=None)
@given(
    story=TEXTS,
    name=TEXTS.filter(lambda text: len(tidy(text)) <= LINE_LENGTH),
    signs=st.sets(st.sampled_from([*load_catalogue().signs])),
)
def test_what_is_typed_is_what_is_told(story: str, name: str, signs: set[str]) -> None:
    answers = answered(Answers(), "story", story=story)
    answers = answered(answers, "member", name=name)
    answers = answered(answers, "signs", signs=sorted(signs))
    told = report_of(answers, FACTS)
    assert told.story == tidy(story)
    assert [one.name for one in told.members] == ([tidy(name)] if tidy(name) else [])
    assert set(told.signs) == signs
    assert Report.from_bytes(told.to_bytes()) == told
    assert tidy(told.story) == told.story


def test_every_field_has_a_name_of_its_own_and_a_place_in_the_report() -> None:
    names = [(question.id, field.name) for question in QUESTIONS for field in question.fields]
    assert len(names) == len(set(names))
    answers = Answers()
    for question in QUESTIONS:
        for field in question.fields:
            if field.kind in (Kind.LINE, Kind.TEXT):
                answers = (
                    Answers(
                        (*answers.given, *answered(Answers(), question.id, **{field.name: f"<{question.id} {field.name}>"}).given)
                    )
                    if question.id != "contact"
                    else answers.with_part("contact", 0, {one.name: (f"<contact {one.name}>",) for one in question.fields})
                )
    for teller in (Teller.PARTNER, Teller.COLLEAGUE):
        told = report_of(answers.with_part("teller", 0, {"teller": (teller.value,)}), FACTS).to_bytes().decode()
        expected = {
            f"<{question.id} {field.name}>"
            for question in QUESTIONS
            if not question.asked_of or teller in question.asked_of
            for field in question.fields
            if field.kind in (Kind.LINE, Kind.TEXT)
        }
        assert {text for text in expected if text not in told} == set()
