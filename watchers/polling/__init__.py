"""When to poll what, and what is written down of it."""
