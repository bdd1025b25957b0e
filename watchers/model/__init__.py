"""The words of this half as frozen values. No I/O, no policy.

Times are aware and in UTC. Offsets count code points of the text as it is stored.
"""
