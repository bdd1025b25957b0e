"""Mistakes that no single key shows: names that are nowhere, keys that do not go together."""

from watchers.errors import Mistake
from watchers.model.rules import PlatformSpelling
from watchers.rules.check import MOST_HINTED, did_you_mean
from watchers.rules.destinations import is_mention
from watchers.rules.document import Document
from watchers.rules.nodes import Listing, Node, Table, Text, find_node, short, texts_in
from watchers.rules.queries import Queries
from watchers.rules.schema import FileSchema, IndicatorSchema
from watchers.rules.sources import SourceSchema, address_of, kind_of, misplaced_keys
from watchers.rules.vocabularies import terms_by_name
from watchers.triggers.kind import Trigger


class Cross:
    """Looks for them in what of a file has the right schema; `mistakes` is what it found.

    Never raises for what a file says. In no order: who shows them sorts them by place.
    """

    def __init__(
        self,
        document: Document,
        checked: FileSchema,
        platforms: tuple[PlatformSpelling, ...],
        queries: Queries,
    ) -> None:
        self._document = document
        self._queries = queries
        self._checked = checked
        self._platforms = {platform.name: platform for platform in platforms}
        self.mistakes: list[Mistake] = []
        self._mentions()
        self._destinations()
        self._misplaced_keys()
        for id_, indicator in checked.indicators.items():
            self._query(id_, indicator)
            for number, trigger in enumerate(indicator.triggers):
                self._trigger(id_, number, trigger)
        if (node := self._at("vocabulary", "never")) is not None:
            self._tell(node, "never is no vocabulary", "it is a section of its own: never:")

    def _at(self, *path: int | str) -> Node | None:
        return find_node(self._document.root, path)

    def _tell(self, node: Node | None, message: str, hint: str) -> None:
        start = 0 if node is None else node.start
        self.mistakes.append(self._document.places.mistake(start, message, hint))

    def _known(self, section: str) -> list[str]:
        node = self._at(section)
        return list(node.parts) if isinstance(node, Table) else []

    def _near(self, name: str, known: list[str], otherwise: str) -> str:
        # To look for a near name among thousands takes long, and a hostile file has many mistakes.
        near = did_you_mean(name, known) if len(self.mistakes) < MOST_HINTED else ""
        return near or otherwise

    def _mentions(self) -> None:
        # Of all that is written, not of what is sound: a wrong address hides no wrong mention.
        for id_ in self._known("destinations"):
            written = self._at("destinations", id_)
            keys = written.parts if isinstance(written, Table) else {}
            platform = next((self._platforms[key] for key in keys if key in self._platforms), None)
            mention = find_node(written, ("mention",))
            for _key, node in mention.parts.values() if isinstance(mention, Table) else ():
                if isinstance(node, Text) and node.value and platform:
                    self._mention(node, platform)

    def _mention(self, node: Text, platform: PlatformSpelling) -> None:
        if not platform.mention:
            self._tell(node, f"nobody can be pinged in a {platform.name}", "take mention out")
        elif not is_mention(platform, node.value):
            self._tell(node, f"not a mention: {short(node.value)}", platform.not_mention)

    def _destinations(self) -> None:
        known = self._known("destinations")
        indicators = [("indicators", id_, "notify") for id_ in self._checked.indicators]
        # Read from the file again, since the schema keeps no places, and defaults fill it in.
        for path in (("defaults", "notify"), *indicators):
            for text in texts_in(self._at(*path)):
                if text.value and text.value not in known:
                    hint = self._near(text.value, known, "name it under destinations:")
                    self._tell(text, f"no destination {short(text.value)}", hint)

    def _misplaced_keys(self) -> None:
        for id_, written in self._checked.sources.items():
            for each in misplaced_keys(written):
                path = (each.key,) if each.key else ()
                self._tell(self._at("sources", id_, *path), each.message, each.hint)
            self._asks_of(id_, written)

    def _asks_of(self, id_: str, written: SourceSchema) -> None:
        indicator = kind_of(written).asks_of(written)
        if not indicator:
            return
        node = self._at("sources", id_, "of")
        exprs = self._queries.exprs
        if indicator in exprs:
            if not address_of(written, exprs, self._queries.vocabulary):
                message = f"nothing of the query of {short(indicator)} can be asked there"
                self._tell(node, message, "write query: in the words of the service")
            return
        known = [each for each, found in self._checked.indicators.items() if found.query]
        # One with a mistake of its own is told of there.
        if indicator not in known and indicator not in self._unsound("indicators"):
            hint = self._near(indicator, known, "name one that has a query")
            self._tell(node, f"no indicator {short(indicator)} with a query", hint)

    def _query(self, id_: str, written: IndicatorSchema) -> None:
        # What only watches a series or other indicators has nothing to look for in news.
        if written.query or not any(trigger.wants.matches for trigger in written.triggers):
            return
        if self._at("indicators", id_, "query") is None:
            indicators = self._at("indicators")
            # The query has no place where it is not written: its indicator's is taken.
            key = indicators.parts[id_][0] if isinstance(indicators, Table) else None
            help_ = "what to look for, in the query language"
            self._tell(key, f"{short(id_)}: query is missing", f"query: {help_}")

    def _trigger(self, id_: str, number: int, trigger: Trigger) -> None:
        at = self._settings(id_, number, trigger.name)
        for misfit in trigger.misfits():
            # A key that is left to its default has no place: the kind's is taken.
            node = (find_node(at, (misfit.key,)) if misfit.key else at) or at
            self._tell(node, misfit.message, misfit.hint)
        wants = trigger.wants
        if wants.series is not None:
            self._series(find_node(at, ("series",)), wants.series)
        if wants.terms is not None:
            self._terms(find_node(at, ("of",)), f"${wants.terms}")
        if wants.others:
            self._others(find_node(at, ("of",)))

    def _settings(self, id_: str, number: int, kind: str) -> Node | None:
        """Return where the settings of a trigger stand, in the long form or a short one."""
        listed = self._at("indicators", id_, "triggers")
        trigger = find_node(listed, (number,)) if isinstance(listed, Listing) else listed
        return find_node(trigger, (kind,)) or trigger

    def _series(self, node: Node | None, name: str) -> None:
        known = [id_ for id_, each in self._checked.sources.items() if kind_of(each).observes]
        # One that is written but has mistakes of its own is told of there.
        if name not in known and name not in self._unsound("sources"):
            hint = self._near(name, known, "name it under sources: {series: address}")
            self._tell(node, f"no series {short(name)}", hint)

    def _terms(self, node: Node | None, name: str) -> None:
        known = [f"${each}" for each in (*self._known("vocabulary"), *terms_by_name())]
        if name not in known:
            hint = self._near(name, known, "define it under vocabulary:")
            self._tell(node, f"no vocabulary {short(name)}", hint)

    def _others(self, written: Node | None) -> None:
        known = [id_ for id_, each in self._checked.indicators.items() if each.query]
        for text in texts_in(written):
            if text.value not in known and text.value not in self._unsound("indicators"):
                hint = self._near(text.value, known, "name one that has a query")
                self._tell(text, f"no indicator {short(text.value)} with a query", hint)

    def _unsound(self, section: str) -> set[str]:
        """Return the ids in a section that have mistakes of their own, which are told."""
        return set(self._known(section)) - set(getattr(self._checked, section))
