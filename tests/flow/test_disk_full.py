import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.app.running import run
from tests.flow.desk import RULES, Desk
from tests.flow.site import Report, rss, site
from watchers.model.names import SourceId
from watchers.polling import schedule

RAINS = [Report(f"Rain in town {n}", guid=f"rain{n}") for n in range(10)]
LONG = "A long report on pipelines. " * 400


def pages(parts, count):
    """Let the database grow to so many pages at most; none: as many as it likes."""

    def work(connection):
        now = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={count or now}")

    return parts.database.write(work)


def test_a_full_disk_loses_nothing_and_heals_itself(tmp_path, monkeypatch):
    """Nothing is told that could not be written down; all of it once there is room."""
    monkeypatch.setattr(schedule, "PAUSE", timedelta(seconds=0.2))
    now = datetime.now(UTC)
    news = [
        Report(f"Russia and China sign gas deal {n}", guid=str(n), summary=LONG, at=now)
        for n in range(12)
    ]

    async def scenario(desk):
        stop = asyncio.Event()
        async with desk.parts() as parts:
            running = asyncio.create_task(run(parts, stop))
            await asyncio.sleep(0.5)
            await pages(parts, None)
            desk.site.pages["wire"] = rss(*news, *RAINS)
            await asyncio.sleep(3)
            meanwhile = len(desk.channel.posted)
            await pages(parts, 1_000_000)
            async with asyncio.timeout(20):
                while len(desk.channel.posted) < len(news):  # noqa: ASYNC110 - nothing else tells
                    await asyncio.sleep(0.1)
            stop.set()
            await running
            return meanwhile

    with site() as web:
        web.pages["wire"] = rss(*RAINS)
        desk = Desk(tmp_path, web, "wire", rules=RULES)
        wire = replace(desk.rules.sources[SourceId("wire")], every=timedelta(seconds=1))
        desk.rules = replace(desk.rules, sources={wire.id: wire})
        desk.round()
        meanwhile = asyncio.run(scenario(desk))

    assert 0 == meanwhile
    assert sorted(one.title for one in news) == sorted(c.title for _, _, c in desk.channel.posted)
