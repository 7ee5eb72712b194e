"""Retention: everything has a review date; nothing goes by itself, in silence, or by one person alone."""
