"""Rules that are saved while we run: the new ones are used, bad ones refused and told once."""

from functools import partial
from pathlib import Path

import structlog

from bot.alerts.route import operators
from bot.app.parts import Parts, utc_now
from bot.channels.spelling import PLATFORMS
from bot.outbox.trouble import tell_operators
from bot.render.notices import refused_card
from watchers.errors import RuleMistakes, StorageError
from watchers.rules import saved_rules

log = structlog.get_logger()


async def follow_file(parts: Parts, file: Path) -> None:
    """Use what is saved at `file` as soon as it is sound; never ends.

    A file with a mistake in it leaves the rules as they are, and operators hear of it.
    """
    async for found in saved_rules(file, parts.rules, PLATFORMS):
        if isinstance(found, RuleMistakes):
            await _refuse(parts, found)
        else:
            parts.use(found)
            parts.news.set()
            log.info("rules in force", version=found.version, indicators=len(found.indicators))


async def _refuse(parts: Parts, wrong: RuleMistakes) -> None:
    first = wrong.mistakes[0]
    log.error("rules refused", file=wrong.file, line=first.line, why=first.message)
    now = utc_now()
    card = refused_card(wrong.file, wrong.mistakes, since=parts.in_force.since, seen=now)
    told = operators(parts.rules)
    try:
        await parts.database.write(partial(tell_operators, card=card, operators=told, now=now))
    except StorageError as e:
        log.error("operators not told", why=str(e))  # noqa: TRY400 - the reason is all there is
        return
    parts.outbox.notify()
