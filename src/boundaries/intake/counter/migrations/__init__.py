"""The steps of the counter's tables."""
