"""Records turned into facts: every contact, visit, look-up and case of a pair with what was true at that moment."""
