"""The words of this half as frozen values, without I/O. Times are aware and in UTC."""
