"""Bytes to Items and numbers, pure; run in the confined child. The only door to feedparser."""
