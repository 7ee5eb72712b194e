"""Build one world from a profile and a seed."""

from boundaries.evaluation.force.calendar import span
from boundaries.evaluation.force.caselog import keep_log
from boundaries.evaluation.force.casework import open_cases
from boundaries.evaluation.force.chance import stream
from boundaries.evaluation.force.contacts import draw_beats, keep_in_touch
from boundaries.evaluation.force.endpoints import hand_out, usual_handsets, write_endpoints
from boundaries.evaluation.force.goodwill import show_goodwill
from boundaries.evaluation.force.ledger import Ledger
from boundaries.evaluation.force.misconduct import play_arcs
from boundaries.evaluation.force.missing import lose
from boundaries.evaluation.force.negatives import plant_negatives
from boundaries.evaluation.force.population import recruit, settle
from boundaries.evaluation.force.profile import Profile, draw_habits
from boundaries.evaluation.force.rosters import draw_rosters, write_duties
from boundaries.evaluation.force.scene import Scene
from boundaries.evaluation.force.searches import look_up
from boundaries.evaluation.force.tables import Names, present_people, to_tables
from boundaries.evaluation.force.texts import Phrasebook
from boundaries.evaluation.force.truth import negatives_table, pairs_table
from boundaries.evaluation.force.visits import pay_visits
from boundaries.evaluation.force.world import World
from boundaries.evaluation.force.write import Force
from boundaries.progress import Progress, silent


def simulate(
    profile: Profile, *, members: int | None = None, months: int = 12, seed: int = 1, missing: float = 0.0, pairs: int | None = None,
    progress: Progress = silent,
) -> Force:  # fmt: skip
    """A synthetic force: the same arguments give the same bytes.

    `members` defaults to the profile's own number; `missing` is the share of data lost at random (0 to 1); `pairs` is the number
    of true pairs, by default what the base rate of 0.6 to 0.9 reported cases per 1,000 members a year yields.
    """
    members = members or profile.members
    world = World(profile, span(months), seed, draw_habits(profile, stream(seed, "habits")))
    progress("people and rosters")
    staff = recruit(world, members)
    people = settle(world, staff)
    rosters = draw_rosters(world, staff)
    progress("casework")
    cases = open_cases(world, staff, people, rosters)
    scene = Scene(
        world, staff, people, rosters, cases, Phrasebook(world.stream("phrases")), Ledger(), draw_beats(world, staff, people)
    )
    for step, part in (
        ("contacts", keep_in_touch), ("case log", keep_log), ("visits", pay_visits), ("searches", look_up), ("gifts and letters", show_goodwill)
    ):  # fmt: skip
        progress(step)
        part(scene)
    handsets, changes = usual_handsets(scene)
    progress("what must stay quiet")
    negatives = plant_negatives(scene, handsets, changes)
    progress("what must be found")
    truth = play_arcs(scene, pairs, {(plant.member, plant.person) for plant in negatives})
    write_duties(world, staff, rosters, scene.ledger)
    numbers = hand_out(scene, handsets, changes)
    write_endpoints(scene, numbers, present_people(scene))
    progress("tables")
    names = Names(scene)
    tables = lose(to_tables(scene, names, numbers), profile, missing, world.stream("missing"))
    told = {"pairs": pairs_table(truth, names), "negatives": negatives_table(negatives, names)}
    about = {
        "profile": profile.name, "seed": seed, "members": members, "months": months, "missing": missing,
        "pairs": len(truth), "habits": dict(world.habits),
    }  # fmt: skip
    return Force(tables, told, about)
