"""The whole evaluation: many worlds scanned and measured beside baselines and ceiling, then what is real."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from boundaries.detection.detector import Model
from boundaries.detection.detectors import load_detectors
from boundaries.evaluation.baselines import baseline_scores, best_column, ceiling_sample, ceiling_score, detectors_in
from boundaries.evaluation.delays import Delay, delays
from boundaries.evaluation.innocents import Innocents, scan_innocents
from boundaries.evaluation.judging import OpenEngine, Plan, judge
from boundaries.evaluation.listing import places
from boundaries.evaluation.measures import CEILING, SCAN, WorldMeasure, measure, scan_score
from boundaries.evaluation.replaying import replayed
from boundaries.progress import Progress, silent


@dataclass(frozen=True)
class Evaluation:
    """What was measured: every world, the delays of the replayed ones, and the real inputs."""

    plans: tuple[Plan, ...]
    worlds: tuple[WorldMeasure, ...]
    delays: tuple[Delay, ...]
    innocents: tuple[Innocents, ...]

    @property
    def profiles(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(plan.profile for plan in self.plans))


def evaluate(
    plans: Sequence[Plan], open_engine: OpenEngine, *, work: Path | None = None, real: Path | None = None, with_replay: bool = True,
    progress: Progress = silent,
) -> Evaluation:  # fmt: skip
    """Build, scan and measure every world of the plans; the first seed of each profile is also replayed week by week.

    What is made is kept in `work`, if one is given, and used again while the code that makes it is the same. The ceiling learns
    from the profile's other seeds, so it is missing where there is only one.
    """
    with ExitStack() as stack:
        folder = work or Path(stack.enter_context(TemporaryDirectory(prefix="boundaries-")))
        folder.mkdir(parents=True, exist_ok=True)
        samples = {}
        for plan in plans:
            judged = judge(plan, folder, open_engine, _within(plan, progress))
            samples[plan] = ceiling_sample(judged.pairs)
        worlds = tuple(_measured(plan, folder, open_engine, samples, _within(plan, progress)) for plan in plans)
        waits: list[Delay] = []
        for plan in _firsts(plans) if with_replay else ():
            truth = judge(plan, folder, open_engine, silent).truth
            waits += delays(plan.profile, truth, replayed(plan, folder, open_engine, _within(plan, progress)))
        innocents = scan_innocents(real, folder, open_engine, progress) if real else ()
        return Evaluation(tuple(plans), worlds, tuple(waits), innocents)


def _measured(
    plan: Plan, folder: Path, open_engine: OpenEngine, samples: Mapping[Plan, pa.Table], progress: Progress
) -> WorldMeasure:
    judged = judge(plan, folder, open_engine, progress)
    progress("baselines")
    held = set(detectors_in(judged.pairs))
    signs = [one.id for one in load_detectors().values() if one.id in held and one.model in (Model.RATE, Model.SHARE)]
    scores = {SCAN: scan_score(judged.pairs), **baseline_scores(judged.pairs, signs)}
    others = [sample for other, sample in samples.items() if other.profile == plan.profile and other != plan]
    if others:
        progress("ceiling")
        scores[CEILING] = ceiling_score(judged.pairs, others)
    best = best_column(judged.pairs, signs, places(50, judged.members.num_rows))
    return measure(judged, scores, best)


def _firsts(plans: Sequence[Plan]) -> list[Plan]:
    """The first plan of each profile."""
    first: dict[str, Plan] = {}
    for plan in plans:
        first.setdefault(plan.profile, plan)
    return list(first.values())


def _within(plan: Plan, progress: Progress) -> Progress:
    """A progress that says which world it is about."""

    def told(step: str, done: int | None = None, total: int | None = None) -> None:
        progress(f"{plan.profile}, seed {plan.seed}: {step}", done, total)

    return told
