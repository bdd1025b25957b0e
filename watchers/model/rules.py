"""What rules.yaml says, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta

from watchers.model.names import DestinationId, Severity, SourceId, Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The analysis that the indicators come from."""

    title: str
    source: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestOptions:
    """How a source is asked where it must be asked otherwise than most."""

    user_agent: str = ""  # empty: ours
    headers: Mapping[str, str] = field(default_factory=dict)  # ${NAME} in a value: a variable's
    auth: str = ""  # the environment variable that holds user:password or a token
    cap: int | None = None  # bytes of a body, instead of the usual
    timeout: timedelta | None = None  # of one look, instead of the usual
    accept: str = ""  # which formats are asked for; empty: those of feeds
    spacing: timedelta | None = None  # between two requests to its host, instead of the usual
    proxy: bool = True  # go through the one that the environment names, if it names one


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What is configured to be polled. `options` are those of its kind, see watchers/sources."""

    id: SourceId
    url: str
    kind: str = "feed"
    title: str = ""  # shown to people; empty means the id
    every: timedelta = timedelta(minutes=15)
    seldom: timedelta | None = None  # the longest wait, where the pace follows the source
    lang: str | None = None  # BCP 47; what its items are in when they do not say
    tier: Tier = Tier.OTHER
    off: bool = False  # checked, and not polled
    options: Mapping[str, str] = field(default_factory=dict)  # settings of its kind's own, by key
    request: RequestOptions = RequestOptions()

    @property
    def name(self) -> str:
        """What people call it."""
        return self.title or self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Hours of each day in which a destination rests; over midnight where they end before."""

    start: time
    end: time
    zone: str = "UTC"  # an IANA name that zoneinfo knows


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformSpelling:
    """How rules.yaml writes an address on a platform, and whom to ping there.

    Patterns are regexes of Python's `re` that match the whole of an address, or of one mention.
    """

    name: str  # the key in rules.yaml
    help: str  # of the key, as an editor shows it
    example: str  # an address, as YAML writes it
    address: str = ""  # a pattern; empty: any text
    not_address: tuple[str, str] = ("", "")  # what is wrong with another text, and a hint
    is_number: bool = False  # YAML may read an address as a number
    unwritten: str = ""  # a hint where nothing stands behind the key
    mention: str = ""  # a pattern; empty: nobody can be pinged
    not_mention: str = ""  # a hint: how a mention is written


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Somewhere alerts go: a platform, by its key in rules.yaml, and an address on it."""

    id: DestinationId
    platform: str
    address: str
    quiet: Quiet | None = None
    mention: Mapping[Severity, str] = field(default_factory=dict)  # in the platform's own ids
    operators: bool = False  # hears of what failed: parked deliveries, blind sources, bad rules
