"""The web sites, one process each: which apps, which database, which keys, which headers."""
