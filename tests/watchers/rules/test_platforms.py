"""The reader of rules knows the platforms that it is told of, and no other."""

import re
from pathlib import Path

import pytest

import watchers
from watchers.errors import RuleMistakes
from watchers.model.names import DestinationId
from watchers.model.rules import PlatformSpelling
from watchers.rules.load import read_rules

PIGEON = PlatformSpelling(
    name="pigeon",
    help="A loft.",
    example="loft-1",
    address=r"loft-[0-9]+",
    not_address=("not a loft", "its number, such as loft-1"),
    mention=r"coo",
    not_mention="pigeons say coo",
)
RULES = "sources: {a: https://b.c/d}\nindicators: {a: {query: x}}\ndestinations: {d: {%s}}\n"


def mistakes(destination, *platforms):
    """Give what is wrong with a destination."""
    with pytest.raises(RuleMistakes) as caught:
        read_rules(RULES % destination, "rules.yaml", platforms)
    return [(mistake.message, mistake.hint) for mistake in caught.value.mistakes]


def test_a_platform_is_its_spelling():
    """Nothing else has to be said to the reader of rules."""
    rules = read_rules(RULES % "pigeon: loft-2, mention: {minor: coo coo}", "r", (PIGEON,))

    destination = rules.destinations[DestinationId("d")]

    assert ("pigeon", "loft-2") == (destination.platform, destination.address)


def test_what_is_spelt_otherwise_is_a_mistake():
    """In the platform's own words."""
    assert [("pigeon: not a loft", "its number, such as loft-1")] == mistakes("pigeon: x", PIGEON)
    assert [("not a mention: 'hey'", "pigeons say coo")] == mistakes(
        "pigeon: loft-1, mention: {minor: hey}", PIGEON
    )


def test_without_a_platform_nothing_is_a_destination():
    """A reader that was told of none."""
    assert [("'d': no platform 'pigeon'", "this version knows: ")] == mistakes("pigeon: loft-1")


def test_no_module_of_the_watchers_knows_a_chat():
    """Whoever adds a platform touches its folder, not this half."""
    modules = sorted(Path(watchers.__file__).parent.rglob("*.py"))
    found = [
        (path.name, word)
        for path in modules
        for word in re.findall(r"(?i)slack|discord", path.read_text("utf-8"))
    ]

    assert [] == found
