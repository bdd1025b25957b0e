"""Turns what is known into cards, free of any platform's words. Pure: no clock, no I/O."""
