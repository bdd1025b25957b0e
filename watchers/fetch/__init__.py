"""Bytes from servers; the only door to httpx: client, conditional requests, manners, guard."""
