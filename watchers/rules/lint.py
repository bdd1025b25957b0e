"""What a sound rules file holds that can hardly be meant: warnings, not mistakes."""

import re
from collections.abc import Callable, Iterable, Iterator

from watchers.errors import Mistake
from watchers.language.passage import read_passage
from watchers.language.tree import And, Expr, Field, Not, Or, Term, vocabularies_in, walk
from watchers.language.words import ALONE
from watchers.model.names import IndicatorId, Status
from watchers.rules.document import Document
from watchers.rules.doubts import doubts_of, same_feeds
from watchers.rules.implies import Implication
from watchers.rules.indicators import Indicator
from watchers.rules.nodes import Node, Table, Text, find_node, short, texts_in
from watchers.rules.ruleset import RuleSet
from watchers.rules.vocabulary import NEVER, Vocabularies
from watchers.secrets import secret_places
from watchers.sources.catalog import KINDS
from watchers.words import counted

FEWEST_LETTERS = 3
"""Beside a `*`: with fewer it finds words that nobody thinks of."""
MOST_PAIRS = 40_000
"""So many pairs of indicators are compared; with more of them nobody reads what comes of it."""


class Lint:
    """Looks through one sound file; `warnings` is what it found, in the file's order.

    For `watchnext check` alone: to compare each indicator with each takes seconds where there are
    hundreds (4 s for 200), which no start of the bot should wait for.
    """

    def __init__(
        self,
        document: Document,
        vocabularies: Vocabularies,
        rules: RuleSet,
        refused: Callable[[str], tuple[str, str] | None] = lambda _url: None,
    ) -> None:
        self._document = document
        self._vocabularies = vocabularies
        self._rules = rules
        self._found: list[Mistake] = []
        self._queries = dict(self._parsed())
        self._addresses(refused)
        self._doubts()
        self._same_feeds()
        self._secrets()
        self._unused()
        self._wildcards()
        self._never_true()
        self._implied()
        self._examples()
        self._languages()

    @property
    def warnings(self) -> tuple[Mistake, ...]:
        """What was found, each once."""
        once = dict.fromkeys(self._found)
        return tuple(sorted(once, key=lambda warning: (warning.line, warning.column)))

    def _at(self, *path: int | str) -> Node | None:
        return find_node(self._document.root, path)

    def _tell(self, node: Node | None, message: str, hint: str, *, offset: int = 0) -> None:
        if isinstance(node, Text):
            self._found.append(self._document.mistake_in(node, offset, message, hint))
        elif node is not None:
            self._found.append(self._document.places.mistake(node.start, message, hint))

    def _parsed(self) -> Iterator[tuple[IndicatorId, tuple[Text, Expr]]]:
        for id_ in self._rules.indicators:
            text = self._at("indicators", id_, "query")
            if isinstance(text, Text) and (expr := self._vocabularies.parsed(text)) is not None:
                yield id_, (text, expr)

    def _written(self) -> Iterator[tuple[Text, Expr]]:
        """Yield every query and every term of the file with its place."""
        yield from self._queries.values()
        for name in self._vocabularies.names:
            yield from self._vocabularies.written(name)

    def _addresses(self, refused: Callable[[str], tuple[str, str] | None]) -> None:
        for id_, source in self._rules.sources.items():
            if (trouble := refused(source.url)) is not None:
                short_form = self._at("sources", id_)
                self._tell(self._at("sources", id_, source.kind) or short_form, *trouble)

    def _doubts(self) -> None:
        for text, expr in self._written():
            for doubt in doubts_of(text.value, expr):
                self._tell(text, doubt.message, doubt.hint, offset=doubt.offset)

    def _same_feeds(self) -> None:
        section = self._at("sources")
        for id_, first in same_feeds(self._rules.sources):
            if isinstance(section, Table):
                hint = "its items are told once anyway: take one of the two out"
                self._tell(
                    section.parts[id_][0], f"{short(id_)} asks for what {short(first)} does", hint
                )

    def _secrets(self) -> None:
        for start, end in secret_places(self._document.text):
            hint = "who reads this file can use it: take it out, have a new one made"
            message = f"{counted(end - start, 'character')} that look like a secret"
            self._found.append(self._document.places.mistake(start, message, hint))

    def _unused(self) -> None:
        waiting = [name for _, expr in self._queries.values() for name in vocabularies_in(expr)]
        triggers = [
            trigger
            for indicator in self._rules.indicators.values()
            for trigger in indicator.triggers
        ]
        waiting += [trigger.wants.terms for trigger in triggers if trigger.wants.terms]
        waiting.append(NEVER)  # used by being there
        # From the queries down: a vocabulary that only an unused one names is unused as well.
        used: set[str] = set()
        while waiting:
            if (name := waiting.pop()) in used:
                continue
            used.add(name)
            waiting += [n for _, e in self._vocabularies.written(name) for n in vocabularies_in(e)]
        section = self._at("vocabulary")
        for name, (key, _node) in section.parts.items() if isinstance(section, Table) else ():
            if name not in used:
                self._tell(key, f"${name} is used nowhere", "use it, or take it out")

    def _wildcards(self) -> None:
        for text, expr in self._written():
            for term, _depth in walk(expr):
                if isinstance(term, Term) and (word := _too_short(term.text)):
                    hint = f"it finds every word like {word}: write more of its letters"
                    self._tell(text, f"{short(word)} is short", hint, offset=term.at)

    def _never_true(self) -> None:
        sources = self._rules.sources.values()
        known = [name for source in sources for name in (source.id, source.name)]
        for text, expr in self._written():
            for part, _depth in walk(expr):
                if isinstance(part, Field) and part.name == "source":
                    # A NOT, a NEAR or a regex names no source for certain: no warning is best.
                    for term in _terms_of(part.part):
                        if not any(_may_name(term.text, name) for name in known):
                            hint = f"known: {', '.join(list(self._rules.sources)[:12])}"
                            message = f"no source is called {short(term.text)}"
                            self._tell(text, message, hint, offset=term.at)
                if isinstance(part, And) and (no := _excluded(part)) is not None:
                    message = "this asks for what it excludes: it can never hold"
                    self._tell(text, message, "take one of the two out", offset=no.at)

    def _implied(self) -> None:
        live = [
            (indicator, self._queries[indicator.id])
            for indicator in self._rules.indicators.values()
            if indicator.status is not Status.OFF and indicator.id in self._queries
        ]
        # Pairs grow with the square, and each is a proof of up to MOST_STEPS.
        if len(live) ** 2 > MOST_PAIRS:
            return
        implication = Implication(self._vocabularies.exprs)
        for narrow, (text, expr) in live:
            for wide, (_, other) in live:
                if narrow is not wide and implication.implies(expr, other):
                    self._tell(text, f"{_name(wide)} holds wherever this does", _BOTH)

    def _examples(self) -> None:
        for id_, query in self._rules.queries.items():
            before: dict[frozenset[str], Text] = {}
            for example in texts_in(self._at("indicators", id_, "examples", "match")):
                evidence = query.find_evidence(read_passage({"title": example.value}))
                spans = evidence.spans if evidence else ()
                # One example for each way to hold: a second one tests what the first did.
                found = frozenset(example.value[s.start : s.end].casefold() for s in spans)
                if (first := before.setdefault(found, example)) is not example:
                    _, line, _ = self._document.places.at(first.start)
                    hint = f"line {line} finds the same words"
                    self._tell(example, "this example is covered already", hint)

    def _languages(self) -> None:
        spoken = {_base(source.lang) for source in self._rules.sources.values() if source.lang}
        wordless = {kind.name for kind in KINDS if kind.observes}
        sources = self._rules.sources.values()
        texts = [source for source in sources if source.kind not in wordless]
        if not all(source.lang for source in texts):
            return  # nobody knows what one of them speaks
        for name, languages in self._vocabularies.languages.items():
            section = self._at("vocabulary", name) if name != NEVER else self._at(NEVER)
            for language in sorted(languages):
                if isinstance(section, Table) and _base(language) not in spoken:
                    message = f"no source is in {short(language)}"
                    self._tell(section.parts[language][0], message, "its terms find only quotes")


_BOTH = "both are told of the same stories: narrow one, or leave one out"


def _name(indicator: Indicator) -> str:
    return short(indicator.id)


def _too_short(term: str) -> str:
    """Return a word whose `*` has too few letters beside it; empty for any other.

    Other words of the term narrow it down, and scripts without blanks say much in one character.
    """
    pieces = [piece for piece in re.split(r"\*+", term) if piece]
    few = max(map(len, pieces), default=0) < FEWEST_LETTERS
    alone = "*" in term and " " not in term and few
    return term if alone and not any(ALONE.search(piece) for piece in pieces) else ""


def _terms_of(expr: Expr) -> Iterator[Term]:
    match expr:
        case Term():
            yield expr
        case Or(parts):
            for part in parts:
                yield from _terms_of(part)
        case _:
            pass


def _may_name(term: str, name: str) -> bool:
    """Whether a term may find a name; where a `*` or odd characters make it unsure, it may."""
    plain = re.sub(r"[\W_]+", " ", name).casefold()
    wanted = re.sub(r"[\W_]+", " ", term).casefold().strip()
    return "*" in term or wanted in plain


def _excluded(expr: And) -> Expr | None:
    """Return a part that is both asked for and excluded; None if no part is."""
    excluded = [part for no in expr.parts if isinstance(no, Not) for part in _ways(no.part)]
    return next((part for part in expr.parts if part in excluded), None)


def _ways(expr: Expr) -> Iterable[Expr]:
    return (expr, *expr.parts) if isinstance(expr, Or) else (expr,)


def _base(language: str) -> str:
    return language.split("-", maxsplit=1)[0].casefold()
