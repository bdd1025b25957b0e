"""The verb `send-test`: a card marked TEST, so that people see what they will get, and where."""

import asyncio
import secrets
import sys
from collections.abc import Sequence

from bot.app.parts import utc_now
from bot.app.platforms import Platforms
from bot.cli.reach import reachable
from bot.config import read_settings
from bot.errors import SendError
from bot.log import start_log
from bot.model.alerts import DeliveryKey
from bot.model.cards import Card, CardKind, MovedIndicator, Piece
from bot.model.reasons import Reason
from watchers.model.names import DestinationId, Severity, SourceId
from watchers.model.rules import Destination
from watchers.rules.indicators import Indicator
from watchers.rules.ruleset import RuleSet


def send_test(rules: RuleSet, name: str) -> int:
    """Post a card marked TEST to the destination of this id, and say on standard error how it went.

    Returns the exit code: 1 if it was not posted. Raises StorageError if DATABASE_URL is
    wrong.
    """
    place = rules.destinations.get(DestinationId(name))
    if place is None:
        known = ", ".join(rules.destinations) or "none"
        sys.stderr.write(f"watchnext: no destination {name[:40]!r} in the rules; known: {known}\n")
        return 1
    settings = read_settings()
    start_log("error", settings.secrets)
    with reachable(settings, rules) as platforms:
        return asyncio.run(_send_and_leave(rules, place, platforms))


async def _send_and_leave(rules: RuleSet, place: Destination, platforms: Platforms) -> int:
    try:
        return await _send(rules, place, platforms)
    finally:
        for platform in platforms.connected:
            await platform.stop()


async def _send(rules: RuleSet, place: Destination, platforms: Platforms) -> int:
    channel = platforms.channels.get(place.platform)
    if channel is None:
        sys.stderr.write(
            f"watchnext: {place.platform} is not connected: `watchnext setup {place.platform}`\n"
        )
        return 1
    wrong: Sequence[str] = await channel.problems(place.address)
    for problem in wrong:
        sys.stderr.write(f"{place.id}: {problem}\n")
    try:
        key = DeliveryKey(f"test{secrets.token_hex(8)}")
        receipt = await channel.send(place.address, _card(rules), key=key)
    except SendError as e:
        sys.stderr.write(f"watchnext: not posted to {place.id}: {e}\n")
        return 1
    sys.stderr.write(f"Posted to {place.id} ({place.platform}), as {receipt.message}.\n")
    return 0


def _card(rules: RuleSet) -> Card:
    """Make up an alert of the first indicator; nothing in it can be taken for news."""
    first = next(iter(rules.indicators.values()), None)
    return Card(
        kind=CardKind.ALERT,
        title="TEST: this is what an alert looks like",
        headline=(Piece("TEST", highlighted=True), Piece(": this is what an alert looks like")),
        snippet=(
            Piece("Nothing happened. The "),
            Piece("words that matched", highlighted=True),
            Piece(" stand out like this."),
        ),
        severity=first.severity if first else Severity.MINOR,
        indicators=(_moved(first),) if first else (),
        reason=Reason.TEST,
        seen=utc_now(),
        source=SourceId("watchnext"),
        source_name="watchnext",
        article=rules.article.title if rules.article else "",
    )


def _moved(indicator: Indicator) -> MovedIndicator:
    return MovedIndicator(
        id=indicator.id,
        title=indicator.title,
        direction=indicator.direction,
        severity=indicator.severity,
        quote=indicator.quote,
    )
