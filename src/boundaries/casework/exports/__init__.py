"""Exports: a bundle that says who took out what, for what, and in which form, and that anyone can check without Boundaries."""
