"""Discord; the only door to discord.py, which is loaded when the gateway is connected."""
