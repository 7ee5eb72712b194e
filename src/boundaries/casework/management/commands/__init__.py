"""Commands of the unit's site: `boundaries` runs them."""
