"""Tells people: decides over each signal, delivers alerts, answers questions."""
