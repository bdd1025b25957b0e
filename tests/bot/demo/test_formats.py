"""The feeds of the demo are sound documents that tell one growing story."""

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import feedparser
import pytest

from bot.demo.archive import ARCHIVE
from bot.demo.formats import document, published
from bot.demo.outlets import LENGTH, OUTLETS, Format
from bot.demo.story import STORY

BEGAN = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MINUTES = sorted({0.0, LENGTH, *(report.minute for report in STORY)})
every_outlet = pytest.mark.parametrize("outlet", OUTLETS, ids=lambda o: o.id)


def at(outlet, minute):
    """List what the outlet has published by then."""
    return published(outlet, minute, BEGAN)


@every_outlet
def test_a_document_holds_what_was_published(outlet):
    """A foreign parser finds the same titles, links and dates, newest first, without complaint."""
    reports = at(outlet, LENGTH)
    body = document(outlet, reports)

    if outlet.form is Format.JSON:
        found = [(i["title"], i["url"], i["date_published"]) for i in json.loads(body)["items"]]
        wanted = [(p.report.title, p.link, p.first.isoformat()) for p in reports]
    else:
        feed = feedparser.parse(body, response_headers={"content-type": outlet.form.value})
        assert not feed.bozo
        assert outlet.name == feed.feed.title
        found = [
            (e.title, e.link, (e.get("published_parsed") or e.updated_parsed)[:6])
            for e in feed.entries
        ]
        wanted = [(p.report.title, p.link, p.first.utctimetuple()[:6]) for p in reports]

    assert wanted == found


@every_outlet
def test_steps_only_add(outlet):
    """Nothing that was published disappears, and its first date stays, amended or not."""
    steps = [{p.report.slug: p.first for p in at(outlet, minute)} for minute in MINUTES]

    assert all(now.items() >= before.items() for before, now in pairwise(steps))


@every_outlet
def test_each_outlet_has_a_past_and_a_story(outlet):
    """A first look finds three to six old items; later at least one is new."""
    before, after = at(outlet, 0.0), at(outlet, LENGTH)

    assert 3 <= len(before) <= 6
    assert len(after) > len(before)


@every_outlet
def test_no_date_lies_in_the_future_or_far_back(outlet):
    """So that no rule about absurd dates ever touches the demo."""
    reports = at(outlet, LENGTH)

    assert all(BEGAN - timedelta(days=7) < p.first <= p.last <= BEGAN for p in reports)


def test_reports_name_outlets_that_exist():
    """A slip in an id would silently leave a report out."""
    assert {o.id for o in OUTLETS} == {report.outlet for report in (*ARCHIVE, *STORY)}


def test_what_arrives_arrives_during_the_demo():
    """The archive is older than the demo, the story falls within it, in order."""
    assert all(report.minute < 0 for report in ARCHIVE)
    assert all(0 < report.minute < LENGTH for report in STORY)
    assert sorted(STORY, key=lambda r: r.minute) == list(STORY)


def test_every_format_and_script_is_there():
    """Four kinds of feed; Latin, Cyrillic, Chinese and Arabic letters."""
    assert set(Format) == {outlet.form for outlet in OUTLETS}
    assert {"en", "ru", "de", "zh", "ar"} == {outlet.lang for outlet in OUTLETS}


def test_no_link_leads_to_a_real_outlet():
    """Hosts end in .example, which nobody can own (RFC 2606)."""
    links = [p.link for outlet in OUTLETS for p in at(outlet, LENGTH)]

    assert all(link.split("/")[2].endswith(".example") for link in links)


def test_the_story_holds_the_traps_it_promises():
    """An edited title and a link with tracking parameters, both on the pipeline's report."""
    slugs = [(report.outlet, report.slug) for report in STORY]
    twice = {slug for slug in slugs if slugs.count(slug) > 1}
    first, second = [r for r in STORY if (r.outlet, r.slug) in twice]

    assert {("meridian-wire", "power-of-siberia-2-price")} == twice
    assert first.title != second.title
    assert second.tracking.startswith("utm_")
