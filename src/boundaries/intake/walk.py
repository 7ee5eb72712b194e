"""Which page comes next, and which came before; every page has the same path, and the draft remembers where it is."""

from dataclasses import replace

from boundaries.intake.drafts import Draft, Stage
from boundaries.intake.questions import asked


def onward(draft: Draft) -> Draft:
    """The draft at the page after the question it is at: the next question, or the check once all were seen."""
    ids = [question.id for question in asked(draft.answers)]
    place = ids.index(draft.question) + 1 if draft.question in ids else 0
    if draft.checked or place == len(ids):
        return replace(draft, stage=Stage.CHECKING, checked=True)
    return replace(draft, question=ids[place], part=0)


def at(draft: Draft, question_id: str, part: int) -> Draft:
    """The draft at one question, as when someone chooses to change an answer."""
    return replace(draft, stage=Stage.ANSWERING, question=question_id, part=min(part, draft.answers.parts(question_id)))


def back(draft: Draft) -> Draft:
    """The draft at the page before; nothing that was saved is lost. What is on its way stays where it is."""
    if draft.stage is Stage.ANSWERING:
        return _back_from_question(draft)
    if draft.stage is Stage.CHECKING:
        last = asked(draft.answers)[-1]
        return replace(draft, stage=Stage.ANSWERING, question=last.id, part=0, checked=False)
    if draft.stage is Stage.RECEIPT:
        return replace(draft, stage=Stage.CHECKING)
    if draft.stage is Stage.CONFIRMING and not draft.sealed:
        return replace(draft, stage=Stage.RECEIPT)
    return draft


def _back_from_question(draft: Draft) -> Draft:
    if draft.part:
        return replace(draft, part=draft.part - 1)
    if draft.checked:
        return replace(draft, stage=Stage.CHECKING)
    ids = [question.id for question in asked(draft.answers)]
    place = ids.index(draft.question) if draft.question in ids else 0
    return replace(draft, question=ids[place - 1]) if place else replace(draft, stage=Stage.BEFORE)


def page_number(draft: Draft) -> tuple[int, int]:
    """Which of how many pages a question is, for a title that tells nothing else."""
    ids = [question.id for question in asked(draft.answers)]
    return (ids.index(draft.question) + 1 if draft.question in ids else 1), len(ids)
