"""How rules.yaml writes the terminal as a destination."""

from watchers.model.rules import PlatformSpelling

TERMINAL = PlatformSpelling(
    name="terminal",
    help="The terminal; the name stands above alerts.",
    example="desk",
)
