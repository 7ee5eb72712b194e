"""Cases: the assessment against the definition, and the work from there to an outcome and what was learnt."""
