"""The vocabularies of one rules file: its own and the built-in ones, parsed, known to end."""

from collections.abc import Iterator
from functools import cache

from watchers.errors import Mistake, QueryMistake
from watchers.language.parse import parse_query, parse_term
from watchers.language.tree import Expr, Or, references
from watchers.rules.check import MOST_HINTED, did_you_mean
from watchers.rules.document import IN_DOUBLE_QUOTES, Document
from watchers.rules.nodes import Listing, Node, Table, Text, find_node, texts_in
from watchers.rules.vocabularies import terms_by_name

MAX_TERMS = 20_000
"""How many terms a query may come to once every $name is written out."""
MAX_CHAIN = 100
"""How many vocabularies may stand for one another in a row."""

NEVER = "never"
"""The name under which the section `never` is known."""


class Vocabularies:
    """What `$name` stands for in one file; `mistakes` grows while it is asked.

    Each mistake is told once: a query that mentions a broken vocabulary is only called unsound.
    `languages` says which languages the lists of a vocabulary were said to be in.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self.languages: dict[str, frozenset[str]] = {}
        self._weights: dict[str, int | None] = {}  # None: not sound, and told
        self.mistakes: list[Mistake] = []
        self._written = {name: self._read(name, node) for name, node in self._sections()}
        self.exprs: dict[str, Expr] = {
            name: _any_of([expr for _, expr in parts])
            for name, parts in self._written.items()
            if parts
        }
        for name in self._written:
            self._weigh(name, ())

    def parsed(self, text: Text, *, term: bool = False) -> Expr | None:
        """Parse a text of the file; None if that is not possible, which `mistakes` then says."""
        try:
            return parse_term(text.value) if term else parse_query(text.value)
        except QueryMistake as e:
            hint = IN_DOUBLE_QUOTES if self._document.has_escapes(text) else e.hint
            self._tell(text, e.offset, e.message, hint)
            return None

    def sound(self, text: Text, expr: Expr) -> bool:
        """Whether every name in `expr` is known and comes to an end; `text` is where it stands.

        What is not so is told in `mistakes`.
        """
        return self._weigh_text(text, expr, ()) is not None

    @property
    def keeps_noise_out(self) -> bool:
        """Whether the file has a sound section `never`."""
        return self._weights.get(NEVER) is not None

    @property
    def names(self) -> tuple[str, ...]:
        """The vocabularies that the file itself has, `never` included."""
        return tuple(self._written)

    def written(self, name: str) -> tuple[tuple[Text, Expr], ...]:
        """Return what the file lists under a name, each with its place; nothing for others."""
        return tuple(self._written.get(name) or ())

    def members(self, name: str) -> tuple[tuple[str, Expr], ...]:
        """Return the terms that a vocabulary lists, as written, not following the names in it."""
        if name in self._written:
            return tuple((text.value, expr) for text, expr in self._written[name] or ())
        return tuple((term, parse_term(term)) for term in terms_by_name().get(name, ()))

    def _sections(self) -> Iterator[tuple[str, Node]]:
        listed = find_node(self._document.root, ("vocabulary",))
        for name, (_key, node) in listed.parts.items() if isinstance(listed, Table) else ():
            # `$never` is the section of that name; a vocabulary called so is a mistake (cross.py).
            if name != NEVER:
                yield name, node
        never = find_node(self._document.root, (NEVER,))
        if never is not None and not (isinstance(never, Text) and never.empty):
            yield NEVER, never

    def _read(self, name: str, node: Node) -> list[tuple[Text, Expr]] | None:
        """Read what stands under a name: a list of terms, a query, or such by language."""
        if isinstance(node, Table):
            self.languages[name] = frozenset(node.parts)
            lists = [part for _key, part in node.parts.values()]
        else:
            lists = [node]
        texts = [
            (text, isinstance(part, Listing))
            for part in lists
            for text in texts_in(part)
            if text.value
        ]
        read = [(text, self.parsed(text, term=is_term)) for text, is_term in texts]
        sound = [(text, expr) for text, expr in read if expr is not None]
        return sound if texts and len(sound) == len(texts) else None

    def _weigh(self, name: str, path: tuple[str, ...]) -> int | None:
        # Once for each name: who mentions one that is not sound is not told its mistakes again.
        if name not in self._weights:
            if name in self._written:
                parts = self._written[name]
                weights = [
                    self._weigh_text(text, expr, (*path, name)) for text, expr in parts or ()
                ]
                self._weights[name] = None if parts is None else _total(weights)
            else:
                self.exprs[name] = read_built_in(name)
                self._weights[name] = len(terms_by_name()[name])
        return self._weights[name]

    def _weigh_text(self, text: Text, expr: Expr, path: tuple[str, ...]) -> int | None:
        """Count the terms `expr` comes to, where `path` led to it; None if there is no end."""
        weights: list[int | None] = [1]
        for reference in references(expr):
            # Before it is followed: a circle, or a chain too long, would never come back.
            if why := self._why_not(reference.name, path):
                self._tell(text, reference.at, *why)
                weights.append(None)
            else:
                weights.append(self._weigh(reference.name, path))
        total = _total(weights)
        # Ten lists that each name the one before ten times are 10 lines, and 10^10 terms.
        if total is not None and total > MAX_TERMS:
            self._tell(text, 0, f"comes to more than {MAX_TERMS} terms", "shorten its vocabularies")
            return None
        return total

    def _why_not(self, name: str, path: tuple[str, ...]) -> tuple[str, str] | None:
        if name in path:
            circle = " -> ".join(f"${each}" for each in (*path[path.index(name) :], name))
            return f"${name} stands for itself", f"break the circle: {circle}"
        if len(path) > MAX_CHAIN:
            return f"more than {MAX_CHAIN} vocabularies stand for one another", "shorten the chain"
        if name not in self._written and name not in terms_by_name():
            known = [*self._written, *terms_by_name()]
            hinted = len(self.mistakes) < MOST_HINTED
            return f"no vocabulary ${name}", did_you_mean(name, known, mark="$") if hinted else ""
        return None

    def _tell(self, text: Text, offset: int, message: str, hint: str) -> None:
        self.mistakes.append(self._document.mistake_in(text, offset, message, hint))


def _total(weights: list[int | None]) -> int | None:
    known = [weight for weight in weights if weight is not None]
    return sum(known) if len(known) == len(weights) else None


def _any_of(exprs: list[Expr]) -> Expr:
    return exprs[0] if len(exprs) == 1 else Or(tuple(exprs))


@cache
def read_built_in(name: str) -> Expr:
    """Return what the built-in vocabulary `name` stands for. Raises KeyError for any other name.

    Parsed once in the life of the process, when it is first asked for.
    """
    return _any_of([parse_term(term) for term in terms_by_name()[name]])
