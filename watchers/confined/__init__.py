"""Strangers' bytes are read in a child process: a function by name, bytes in, records out.

Knows no reader: whoever has bytes names the function that reads them.
"""
