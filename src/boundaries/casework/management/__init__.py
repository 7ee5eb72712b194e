"""What `manage` runs on the unit's site."""
