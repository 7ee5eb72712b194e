"""The whole evaluation as one page of Markdown, the same text for the same results."""

from collections.abc import Iterable, Mapping

from boundaries.evaluation.evaluate import Evaluation
from boundaries.evaluation.told.aims import aims_sheet
from boundaries.evaluation.told.found import arc_sheet, channel_sheet, delay_sheet, profile_sheet, recall_sheet
from boundaries.evaluation.told.quiet import innocent_sheets, negative_sheet, parity_sheet
from boundaries.evaluation.told.sheet import Sheet, several, share
from boundaries.evaluation.told.weak import weak_sheet


def sheets(done: Evaluation) -> list[Sheet]:
    """Every sheet, in order of reading."""
    told = [worlds_sheet(done), aims_sheet(done), recall_sheet(done), profile_sheet(done), channel_sheet(done), arc_sheet(done)]
    told += [delay_sheet(done)] if done.delays else []
    return [*told, negative_sheet(done), parity_sheet(done), weak_sheet(done), *innocent_sheets(done)]


def worlds_sheet(done: Evaluation) -> Sheet:
    """The worlds that were built."""
    rows = tuple(
        (
            world.profile, str(world.seed), f"{world.members:,}", f"{world.pairs:,}", str(len(world.true_pairs)),
            str(len(world.negatives)), f"{world.best_column[0]} ({share(world.best_column[1])})",
        )
        for world in done.worlds
    )  # fmt: skip
    months = sorted({plan.months for plan in done.plans})
    says = (
        (
            "Every world is synthetic: a force made up from published figures, its true pairs replays of published cases, its negatives "
            f"the look-alikes that those cases name. No real person is in them. Each covers {' or '.join(map(str, months))} months. The true "
            "pairs are far more than the base rate, so that recall can be measured; precision is therefore higher than a force would see."
        ),
        "The last column is the single plain count or exposure that lists most true pairs in the top 50 per 1,000, with its recall.",
    )
    return Sheet("Worlds", says, ("profile", "seed", "members", "pairs", "true", "negatives", "best single column"), rows)


def page(done: Evaluation, command: str, versions: Mapping[str, str]) -> str:
    """The page; `command` is what a reader types to make it again."""
    lines = [
        "<!-- Written by `boundaries evaluate`. Change the program instead. -->", "", "# Evaluation", "",
        (f"Printed by `{command}` with {', '.join(f'{name} {version}' for name, version in versions.items())}, from "
        f"{several(len(done.worlds), 'synthetic world')}. The same command and versions print the same page."), "",
        ("Recall counts within what a unit can review; there is no accuracy here, since nearly every pair is innocent and a scan that "
        "lists nothing would be nearly always right."),
    ]  # fmt: skip
    for sheet in sheets(done):
        lines += ["", f"## {sheet.title}", "", *_body(sheet)]
    return "\n".join(lines).rstrip() + "\n"


def _body(sheet: Sheet) -> Iterable[str]:
    if sheet.rows or len(sheet.says) == 1:
        for sentence in sheet.says:
            yield from (sentence, "")
    else:
        yield from (f"- {sentence}" for sentence in sheet.says)
    if sheet.rows:
        yield f"| {' | '.join(sheet.headings)} |"
        yield f"|{' --- |' * sheet.words}{' ---: |' * (len(sheet.headings) - sheet.words)}"
        yield from (f"| {' | '.join(row)} |" for row in sheet.rows)
