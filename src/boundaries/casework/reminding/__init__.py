"""The daily reminder: one mail of always the same bytes to everyone who gave an address, whatever there is."""
