"""Everything the later parts of a world need of the earlier ones."""

from dataclasses import dataclass

from boundaries.evaluation.force.casework import Cases
from boundaries.evaluation.force.chance import Ints
from boundaries.evaluation.force.ledger import Ledger
from boundaries.evaluation.force.population import Members, People
from boundaries.evaluation.force.rosters import Rosters
from boundaries.evaluation.force.texts import Phrasebook
from boundaries.evaluation.force.world import World


@dataclass(frozen=True)
class Scene:
    """One world under way."""

    world: World
    members: Members
    people: People
    rosters: Rosters
    cases: Cases
    phrases: Phrasebook
    ledger: Ledger
    beats: Ints  # members x people they know, best known first
