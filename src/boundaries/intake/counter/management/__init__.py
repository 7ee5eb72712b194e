"""Commands of the counter: `boundaries operator` runs them."""
