"""How we look: facts about member-person pairs, detectors over them, bits, explanations."""
