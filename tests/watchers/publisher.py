"""A publisher who does to a feed what publishers do.

Between two looks an entry changes in one way only: whoever changes title, date and names at once
publishes another item, by the table of docs/decisions/0022.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from watchers.parse.identity import Names

STYLES = ("guids", "permalinks", "no guids", "bare", "search", "slots", "page", "latest")
HOSTS = (
    "http://wire.example",
    "https://wire.example",
    "https://www.wire.example",
    "http://m.wire.example",
)
FEWEST = 12  # entries that stay


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An entry as the publisher has it now."""

    id: int  # of its place: guid, link and summary come from it
    tells: int  # which news its title tells: two that swap titles swap it
    title: str
    at: datetime | None
    first_at: datetime | None
    guids: int = 0  # how often its guid was renewed
    links: int = 0
    tail: str = ""  # of its link
    changed: frozenset[str] = frozenset()  # in which ways, since it was last looked at
    seen: bool = False


class Publisher:
    """Entries, the newest first, served in one style."""

    def __init__(self, style: str) -> None:
        self.style = style
        self.host = HOSTS[0]
        self.twice = False
        self.entries: list[Entry] = []
        self.dropped: list[Entry] = []
        self._count = 0
        self._news = 0
        self._shared = style in {"slots", "page", "latest"}
        self._undated = style == "bare"

    def write(self, now, *, about="gas", old=timedelta(0)):
        """Publish something on top."""
        self._count += 1
        self.entries.insert(0, Entry(id=self._count, **self._some_news(now - old, about)))

    def reuse(self, which, now):
        """Put other news where an entry stands: under its guid and link."""
        shown = [entry for entry in self.shown() if entry.seen and not entry.changed and entry.at]
        if shown:
            entry = shown[which % len(shown)]
            self._put(entry, **self._some_news(now, "gas"), changed=frozenset({"reuse"}))

    def edit(self, which, words):
        """Add words to a headline, or take them away again."""

        def reword(entry):
            title = entry.title.removesuffix(words)
            return replace(entry, title=title if title != entry.title else entry.title + words)

        self._change(which, "title", reword)

    def redate(self, which, now, days):
        """Give an entry another date; the first it had (0 days); or none."""
        # A slot never met and another date make another item.
        if self._undated or self.style == "slots":
            return

        def date(entry):
            if not days:
                return replace(entry, at=None if days is None else entry.first_at)
            return replace(entry, at=now + timedelta(days=days, microseconds=entry.id))

        self._change(which, "date", date)

    def rename(self, which, *, guid, link):
        """Give an entry another guid, another link, or both."""
        # Without a date and a summary one of the two must stay.
        if self._shared or (self._undated and guid and link):
            return
        self._change(
            which,
            "names",
            lambda entry: replace(entry, guids=entry.guids + guid, links=entry.links + link),
        )

    def track(self, which, tail):
        """Add a tracking parameter to a link: it says nothing."""
        shown = self.shown()
        if shown:
            self._put(shown[which % len(shown)], tail=tail)

    def rename_all(self):
        """Give all another guid and link, if nothing else happened since the last look."""
        calm = all(entry.seen and not entry.changed for entry in self.entries)
        if calm and not self._shared and len(self.entries) >= FEWEST:
            for entry in self.entries:
                self._put(entry, guids=entry.guids + 1, links=entry.links + 1)

    def swap(self, which, other):
        """Let two entries swap their titles."""
        shown = [entry for entry in self.shown() if entry.seen and not entry.changed]
        # Whoever moves to another's slot with its title is that one.
        if self.style != "slots" and len(shown) > 1 and which % len(shown) != other % len(shown):
            one, two = shown[which % len(shown)], shown[other % len(shown)]
            for mine, theirs in ((one, two), (two, one)):
                taken = {"title": theirs.title, "tells": theirs.tells}
                self._put(mine, **taken, changed=frozenset({"swap"}))

    def shuffle(self, random):
        """Change the order; where only the newest is served it stays on top."""
        if self.style != "latest":
            random.shuffle(self.entries)

    def drop(self, which):
        """Let an entry vanish."""
        if len(self.entries) > FEWEST and self.style != "latest":
            self.dropped.append(self.entries.pop(which % len(self.entries)))

    def bring_back(self, *, renamed):
        """Let all come back that vanished, maybe announced anew under other names."""
        renew = renamed and not self._shared and not self._undated
        for entry in self.dropped:
            anew = replace(
                entry,
                guids=entry.guids + 1,
                links=entry.links + 1,
                changed=frozenset({"names"}),
            )
            self.entries.append(anew if renew and not entry.changed else entry)
        self.dropped = []

    def shown(self):
        """Give the entries that are served."""
        return self.entries[:1] if self.style == "latest" else list(self.entries)

    def names(self):
        """Give what the served document says."""
        shown = self.shown()
        if self.twice and not self._shared and not self._undated:
            # Found in two places, under two names.
            shown += [replace(entry, guids=-1, links=-1) for entry in shown[::3]]
        return [self._names(place, entry) for place, entry in enumerate(shown)]

    def looked_at(self):
        """Note that what is served was seen; a search feed gives other names from now on."""
        for entry in self.shown():
            renew = self.style == "search" and entry.id % 3 == 0
            self._put(
                entry,
                seen=True,
                guids=entry.guids + renew,
                links=entry.links + renew,
                changed=frozenset({"names"} if renew else ()),
            )
        self.twice = False

    def _some_news(self, at, about):
        """Give what an entry says that tells something never told: no words but two are common."""
        self._news += 1
        words = " ".join(f"{word}{self._news}" for word in ("port", "ship", "crew", "deal", "flow"))
        # No two at one moment: with a date in common the next item of a slot would be an edit.
        at = None if self._undated else at + timedelta(seconds=self._news)
        title = f"Number {self._news:03}: {about} {words}"
        return {"tells": self._news, "title": title, "at": at, "first_at": at}

    def _change(self, which, way, how):
        shown = self.shown()
        entry = shown[which % len(shown)] if shown else None
        if entry and entry.changed <= {way}:
            self.entries[self.entries.index(entry)] = replace(how(entry), changed=frozenset({way}))

    def _put(self, entry, **changed):
        self.entries[self.entries.index(entry)] = replace(entry, **changed)

    def _names(self, place, entry):
        link = f"{self.host}/story/{entry.id}/{entry.links}{entry.tail}"
        if self.style in {"page", "latest"}:
            link = f"{self.host}/latest"
        guids = {
            "permalinks": link,
            "no guids": None,
            "slots": f"top-{place}",
            "latest": "latest",
        }
        return Names(
            title=entry.title,
            summary="" if self._undated else f"Summary {entry.id}.",
            guid=guids.get(self.style, f"id-{entry.id}-{entry.guids}"),
            link=link,
            published=entry.at,
        )
