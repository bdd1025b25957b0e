"""A story that develops over several feeds within seconds, for `watchnext demo`. No network."""
