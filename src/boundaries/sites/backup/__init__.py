"""Backup and restore: everything of an installation that is on this machine, one encrypted file, one command each way."""
