"""Names: the words that a name is written with, and every way in which a text may have them."""
