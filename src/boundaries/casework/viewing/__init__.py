"""Copies of attachments that are safe to look at, made in a process of its own that can do nothing else; the original stays sealed."""
