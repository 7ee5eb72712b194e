"""The people-intelligence meeting: members of concern across all cases, what is new about them, and what was decided."""
