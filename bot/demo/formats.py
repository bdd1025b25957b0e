"""What each outlet has published by a story minute, as a feed document. Pure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape

from bot.demo.archive import ARCHIVE
from bot.demo.outlets import LENGTH, DemoOutlet, Format, Report
from bot.demo.story import STORY


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A report as it stands now, with its dates."""

    report: Report
    link: str
    first: datetime
    last: datetime  # of its newest wording


def published(outlet: DemoOutlet, minute: float, began: datetime) -> tuple[Published, ...]:
    """Return what `outlet` has published by `minute`, newest first.

    The story's last minute falls on `began`, so no date ever lies in the future.
    """
    standing: dict[str, Published] = {}
    for report in (*ARCHIVE, *STORY):
        if report.outlet != outlet.id or report.minute > minute:
            continue
        at = began + timedelta(minutes=report.minute - LENGTH)
        before = standing.get(report.slug)
        query = f"?{report.tracking}" if report.tracking else ""
        standing[report.slug] = Published(
            report=report,
            link=f"https://{outlet.host}/{report.slug}{query}",
            first=before.first if before else at,
            last=at,
        )
    return tuple(sorted(standing.values(), key=lambda p: p.first, reverse=True))


def document(outlet: DemoOutlet, reports: Sequence[Published]) -> bytes:
    """Return `reports` in the outlet's own format. There must be at least one."""
    write = {Format.RSS: _rss, Format.ATOM: _atom, Format.RDF: _rdf, Format.JSON: _json}
    return write[outlet.form](outlet, reports).encode()


def _rss(outlet: DemoOutlet, reports: Sequence[Published]) -> str:
    items = "".join(
        f"""
    <item>
      <title>{escape(p.report.title)}</title>
      <link>{escape(p.link)}</link>
      <guid isPermaLink="false">{outlet.id}/{p.report.slug}</guid>
      <pubDate>{format_datetime(p.first, usegmt=True)}</pubDate>
      <description><![CDATA[<p>{escape(p.report.summary)}</p>]]></description>
    </item>"""
        for p in reports
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0">
  <channel>
    <title>{escape(outlet.name)}</title>
    <link>https://{outlet.host}/</link>
    <description>{escape(outlet.name)}</description>
    <language>{outlet.lang}</language>{items}
  </channel>
</rss>
"""


def _atom(outlet: DemoOutlet, reports: Sequence[Published]) -> str:
    entries = "".join(
        f"""
  <entry>
    <title>{escape(p.report.title)}</title>
    <link rel="alternate" href="{escape(p.link)}"/>
    <id>tag:{outlet.host},2025:{p.report.slug}</id>
    <published>{p.first.isoformat(timespec="seconds")}</published>
    <updated>{p.last.isoformat(timespec="seconds")}</updated>
    <summary type="html">{escape(f"<p>{escape(p.report.summary)}</p>")}</summary>
  </entry>"""
        for p in reports
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.lang}">
  <title>{escape(outlet.name)}</title>
  <id>tag:{outlet.host},2025:feed</id>
  <link rel="alternate" href="https://{outlet.host}/"/>
  <updated>{max(p.last for p in reports).isoformat(timespec="seconds")}</updated>
  <author><name>{escape(outlet.name)}</name></author>{entries}
</feed>
"""


def _rdf(outlet: DemoOutlet, reports: Sequence[Published]) -> str:
    order = "".join(f'<rdf:li rdf:resource="{escape(p.link)}"/>' for p in reports)
    items = "".join(
        f"""
  <item rdf:about="{escape(p.link)}">
    <title>{escape(p.report.title)}</title>
    <link>{escape(p.link)}</link>
    <description>{escape(p.report.summary)}</description>
    <dc:date>{p.first.isoformat(timespec="seconds")}</dc:date>
  </item>"""
        for p in reports
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
         xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
  <channel rdf:about="https://{outlet.host}/">
    <title>{escape(outlet.name)}</title>
    <link>https://{outlet.host}/</link>
    <description>{escape(outlet.name)}</description>
    <dc:language>{outlet.lang}</dc:language>
    <items><rdf:Seq>{order}</rdf:Seq></items>
  </channel>{items}
</rdf:RDF>
"""


def _json(outlet: DemoOutlet, reports: Sequence[Published]) -> str:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "home_page_url": f"https://{outlet.host}/",
        "language": outlet.lang,
        "items": [
            {
                "id": f"{outlet.id}/{p.report.slug}",
                "url": p.link,
                "title": p.report.title,
                "content_text": p.report.summary,
                "date_published": p.first.isoformat(timespec="seconds"),
                "date_modified": p.last.isoformat(timespec="seconds"),
            }
            for p in reports
        ],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1)
