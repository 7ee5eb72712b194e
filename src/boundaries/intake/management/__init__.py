"""Commands of the public side: `boundaries` runs them."""
