"""Masking: names stand as `[name]` in what colleagues wrote until a purpose is recorded for seeing them."""
