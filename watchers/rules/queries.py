"""The queries of a rules file, compiled and tried on their examples."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from watchers.errors import Mistake, QueryMistake
from watchers.language.passage import read_passage
from watchers.language.query import Memo, Query, compile_query
from watchers.language.tree import And, Expr, Not, Vocabulary
from watchers.model.names import IndicatorId
from watchers.rules.document import Document
from watchers.rules.nodes import Table, Text, find_node, texts_in
from watchers.rules.vocabulary import NEVER, Vocabularies

if TYPE_CHECKING:
    from watchers.rules.schema import FileSchema

MOST_SHOWN = 160
"""Characters of a query in a hint."""


class Queries:
    """The query of each indicator that has a sound one; `mistakes` is what is wrong with others.

    All are compiled with one memo, so that what they share is shared also when they are asked.
    """

    def __init__(
        self, document: Document, vocabularies: Vocabularies, checked: "FileSchema"
    ) -> None:
        self._document = document
        self._vocabularies = vocabularies
        self.mistakes: list[Mistake] = []
        self.by_indicator: dict[IndicatorId, Query] = {}
        self._memo: Memo = {}
        for id_, written in checked.indicators.items():
            self._read(IndicatorId(id_), spares_noise=written.never)
        # One whose other keys have mistakes is in no rule set; its query is looked at all the same.
        section = find_node(document.root, ("indicators",))
        for id_ in section.parts if isinstance(section, Table) else ():
            if id_ not in checked.indicators:
                self._read(IndicatorId(id_), spares_noise=False)

    @property
    def exprs(self) -> dict[str, Expr]:
        """The queries as trees, by indicator; what their vocabularies are is in `vocabulary`."""
        return {str(id_): query.expr for id_, query in self.by_indicator.items()}

    @property
    def vocabulary(self) -> Mapping[str, Expr]:
        """What each vocabulary stands for that a query may name."""
        return self._vocabularies.exprs

    def term_queries(self, vocabulary: str) -> dict[str, Query]:
        """Return a query for each term of a sound vocabulary, by the term as written."""
        return {
            written: compile_query(expr, self._vocabularies.exprs, memo=self._memo)
            for written, expr in self._vocabularies.members(vocabulary)
        }

    def _read(self, indicator: IndicatorId, *, spares_noise: bool) -> None:
        text = find_node(self._document.root, ("indicators", indicator, "query"))
        if not isinstance(text, Text) or not text.value:  # the check of its schema said so
            return
        expr = self._vocabularies.parsed(text)
        if expr is None or not self._vocabularies.sound(text, expr):
            return
        # Part of the query itself, so that all who ask it, explain and score too, agree.
        if spares_noise and self._vocabularies.keeps_noise_out:
            expr = And((expr, Not(Vocabulary(NEVER))))
        try:
            query = compile_query(expr, self._vocabularies.exprs, memo=self._memo)
        except QueryMistake as e:
            self._tell(text, e.offset, e.message, e.hint)
            return
        self.by_indicator[indicator] = query
        self._try_examples(indicator, query)

    def _try_examples(self, indicator: IndicatorId, query: Query) -> None:
        # As a headline alone: what an example shows must not hang on who published it.
        for example in self._examples(indicator, "match"):
            if not query.matches(read_passage({"title": example.value})):
                message = "the query does not hold for this example"
                self._tell(example, 0, message, _lacking(query, example.value))
        for example in self._examples(indicator, "ignore"):
            evidence = query.find_evidence(read_passage({"title": example.value}))
            if evidence is not None:
                found = [example.value[span.start : span.end] for span in evidence.spans]
                message = "the query holds for this example, which it should ignore"
                self._tell(example, 0, message, f"it found: {', '.join(found)[:200]}")

    def _examples(self, indicator: IndicatorId, kind: str) -> Iterator[Text]:
        return texts_in(find_node(self._document.root, ("indicators", indicator, "examples", kind)))

    def _tell(self, text: Text, offset: int, message: str, hint: str) -> None:
        self.mistakes.append(self._document.mistake_in(text, offset, message, hint))


def _lacking(query: Query, example: str) -> str:
    """Return a hint that names the first part of an AND that fails; else the whole query."""
    whole = query.explain(read_passage({"title": example}))
    clauses = whole.children if isinstance(query.expr, And) else (whole,)
    first = next((clause.text for clause in clauses if not clause.held), whole.text)
    return f"not so: {first if len(first) <= MOST_SHOWN else first[:MOST_SHOWN] + '…'}"
