"""The outlets of the demo, all of them made up, and the shape of what they report."""

from dataclasses import dataclass
from enum import Enum

from watchers.model.names import Tier

LENGTH = 6.0
"""Minutes from the demo's first report to its last word."""


class Format(Enum):
    """A kind of feed, by the media type it is served as."""

    RSS = "application/rss+xml; charset=utf-8"
    ATOM = "application/atom+xml; charset=utf-8"
    RDF = "application/rdf+xml; charset=utf-8"
    JSON = "application/feed+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOutlet:
    """Somebody who publishes. Hosts end in .example (RFC 2606), so no link leads to anyone."""

    id: str
    name: str
    host: str
    lang: str
    tier: Tier
    form: Format
    away: tuple[float, float] = (0.0, 0.0)  # story minutes in which it answers HTTP 500


@dataclass(frozen=True, slots=True)
class Report:
    """What an outlet publishes at a story minute; below 0 it stands there before the demo.

    A later report of the same outlet and slug amends the first: its date stays.
    """

    minute: float
    outlet: str
    slug: str
    title: str
    summary: str
    tracking: str = ""  # a query that the outlet's marketing glues to the link


OUTLETS = (
    DemoOutlet(
        id="meridian-wire",
        name="Meridian Wire",
        host="meridianwire.example",
        lang="en",
        tier=Tier.WIRE,
        form=Format.RSS,
    ),
    DemoOutlet(
        id="polar-observer",
        name="Полярный обозреватель",
        host="polar-obozrevatel.example",
        lang="ru",
        tier=Tier.MAJOR,
        form=Format.ATOM,
    ),
    DemoOutlet(
        id="elbtor-zeitung",
        name="Elbtor-Zeitung",
        host="elbtor-zeitung.example",
        lang="de",
        tier=Tier.MAJOR,
        form=Format.RDF,
        away=(1.5, 2.5),
    ),
    DemoOutlet(
        id="harbour-institute",
        name="Harbour Institute",
        host="harbour-institute.example",
        lang="en",
        tier=Tier.OTHER,
        form=Format.JSON,
    ),
    DemoOutlet(
        id="east-shore-daily",
        name="东岸日报",
        host="dongan-ribao.example",
        lang="zh",
        tier=Tier.MAJOR,
        form=Format.RSS,
    ),
    DemoOutlet(
        id="port-echo",
        name="صدى الميناء",
        host="sada-almina.example",
        lang="ar",
        tier=Tier.MAJOR,
        form=Format.ATOM,
    ),
    DemoOutlet(
        id="mfa-briefings",
        name="Foreign Ministry Briefings",
        host="mfa-briefings.example",
        lang="en",
        tier=Tier.OFFICIAL,
        form=Format.RSS,
    ),
)
