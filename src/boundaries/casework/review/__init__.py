"""The review of findings: which pairs are worth a look this week, what speaks for and against, and what was decided."""
