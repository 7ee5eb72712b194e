"""Figures for the meeting and the year: counted from what an account can open, and from nothing else."""
