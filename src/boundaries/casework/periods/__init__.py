"""Periods: after how long something is looked at again, and the review date that comes of it."""
