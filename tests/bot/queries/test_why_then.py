from datetime import timedelta

import pytest

from bot.queries.feeds import why_then
from tests.bot.fakes import NOON
from watchers.model.names import SourceId
from watchers.model.rules import Source
from watchers.storage.sources import SourceState

MINUTE = timedelta(minutes=1)
WIRE = Source(id=SourceId("wire"), url="https://wire.example/feed", every=15 * MINUTE)
BOUNDED = Source(id=WIRE.id, url=WIRE.url, every=5 * MINUTE, seldom=120 * MINUTE)


def looked(after, **changes):
    """A source that was looked at at noon, and is looked at again so much later."""
    return SourceState(
        source=WIRE.id, last_poll=NOON, first_look=NOON, next_poll=NOON + after, **changes
    )


@pytest.mark.parametrize(
    ("source", "state", "expected"),
    [
        pytest.param(WIRE, looked(16 * MINUTE), "its interval", id="interval"),
        pytest.param(BOUNDED, looked(61 * MINUTE, rhythm=7200), "its rhythm", id="rhythm"),
        pytest.param(
            WIRE, looked(45 * MINUTE), "its last answer is good until then", id="cache lifetime"
        ),
        pytest.param(WIRE, looked(15 * MINUTE, failures=1), "it failed", id="failed"),
        pytest.param(
            WIRE, looked(60 * MINUTE, failures=3), "it failed 3 times in a row", id="fails"
        ),
        pytest.param(
            WIRE,
            looked(60 * MINUTE, failures=1, held_until=NOON + 60 * MINUTE),
            "it asked to be left alone until then",
            id="its own wish",
        ),
    ],
)
def test_why_a_source_is_looked_at_next_when_it_is(source, state, expected):
    """Of several reasons the one that made it as late as it is."""
    assert expected == why_then(source, state)
