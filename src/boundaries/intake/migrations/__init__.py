"""The tables of the public site, step by step."""
