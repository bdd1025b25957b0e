"""Where an analyst measures rules: on labelled news, and on the news that was kept. Pure or reads.

Import its modules by name: what one verb needs is not loaded for the others.
"""
