"""The terminal; the only door to rich. Rich itself is loaded when something is painted."""
