"""Vocabularies that come with watchnext: every country as `$country.russia`, and groups of them.

Each holds name, adjective, people, capital and seat of government as the press uses them, in eleven
languages, and no persons. countries.json is written by scripts/countries.py from CLDR and from the
tables beside it: change those. A term may be `Ира|н|на|ну`: one stem with several endings.

A wildcard stands only where nothing else begins so: `росси*` would find Rossini, `chin*` the
chinook. `=` marks what is another word in small letters: US, Turkey, Polish. Regexes look at the
neighbours: 俄 is no Russia in 白俄罗斯 (Belarus), 发展中国家 are developing countries, and New
Guinea is not Guinea.
"""

from collections.abc import Iterator, Mapping
from functools import cache


def terms_by_name() -> Mapping[str, tuple[str, ...]]:
    """Terms of each built-in vocabulary, by the name it has in a query (without $).

    Only what is asked for is unfolded; `$country.uk` is `$country.united-kingdom`.
    """
    return _built_in()


def terms_by_language(country: str) -> dict[str, tuple[str, ...]]:
    """Terms of one country, by language; KeyError for what is no country."""
    written = _built_in().written
    lines = written["countries"][written["others"].get(country, country)]
    return {
        language: tuple(term for folded in terms for term in _unfolded(folded))
        for language, terms in lines.items()
    }


class _BuiltIn(Mapping[str, tuple[str, ...]]):
    def __init__(self) -> None:
        import json
        from importlib.resources import files

        text = files(__name__).joinpath("countries.json").read_text(encoding="utf-8")
        self.written = json.loads(text)
        countries = [*self.written["countries"], *self.written["others"]]
        # One name stands for one tuple, so that nothing is unfolded twice.
        self._members = {f"country.{country}": [country] for country in countries} | {
            f"group.{group}": members for group, members in self.written["groups"].items()
        }
        self._terms: dict[str, tuple[str, ...]] = {}

    def __getitem__(self, name: str) -> tuple[str, ...]:
        if name not in self._terms:
            self._terms[name] = tuple(
                dict.fromkeys(
                    term
                    for country in self._members[name]
                    for terms in terms_by_language(country).values()
                    for term in terms
                )
            )
        return self._terms[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)

    def __contains__(self, name: object) -> bool:
        return name in self._members


_built_in = cache(_BuiltIn)


def _unfolded(term: str) -> list[str]:
    stem, *endings = term.split("|")
    return [term] if term.startswith("/") or not endings else [stem + end for end in endings]
