"""Bytes to Items, in a child process; the only door to feedparser."""
