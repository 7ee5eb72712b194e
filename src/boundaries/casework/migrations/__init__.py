"""How the unit's tables came to be, a step a file."""
