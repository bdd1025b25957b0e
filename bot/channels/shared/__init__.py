"""What belongs to no platform, and to each that people chat on."""
