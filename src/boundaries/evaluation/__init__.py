"""How well the scan finds what it should: worlds with known truth, baselines, measures."""
