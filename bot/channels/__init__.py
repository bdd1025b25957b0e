"""The platforms that cards go to: each is the only door to its library."""
