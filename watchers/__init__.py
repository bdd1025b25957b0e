"""Reads the world: polls sources, compares items with the rules, appends signals. Knows no chat."""
