"""Vocabularies that come with watchnext: `$country.russia` and its like, in eleven languages.

Each holds name, adjective, people and the seat of government as the press uses them, and no
persons. A wildcard stands only where nothing else begins so: `росси*` would find Rossini, `chin*`
the chinook. Chinese runs on without spaces, so single characters carry a regex that looks at
their neighbours: 俄 is no Russia in 白俄罗斯 (Belarus) or 俄勒冈 (Oregon), 中俄 none in 击中俄
(hit Russian), and 发展中国家 are developing countries.
`=` marks what is another word in small letters: US, Turkey, Polish.
"""

from functools import cache
from pathlib import Path


@cache
def terms_by_name() -> dict[str, tuple[str, ...]]:
    """Terms of each built-in vocabulary, by the name it has in a query (without $)."""
    import json

    written = json.loads(Path(__file__).with_name("countries.json").read_text(encoding="utf-8"))
    return {
        f"country.{country}": tuple(term for terms in languages.values() for term in terms)
        for country, languages in written.items()
    }
