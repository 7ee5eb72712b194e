"""Staffing: who joins the unit and who leaves it, what role they have, and whose an account is."""
