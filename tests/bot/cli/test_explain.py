import json

from tests.bot.cli.program import watchnext

RULES = """\
sources: {wire: https://example.org/feed}
indicators:
  words: {query: gas AND NOT rain}
  tier: {query: gas AND tier:other}
  source: {query: gas AND source:wire}
"""


def test_what_somebody_typed_has_no_source(tmp_path):
    """Its words are asked for; who published it, and what kind of outlet that is, nobody knows."""
    (tmp_path / "rules.yaml").write_text(RULES)

    ran = watchnext(tmp_path, "explain", "A gas deal", "--json")

    held = {line["indicator"]: line["held"] for line in map(json.loads, ran.out.splitlines())}
    assert {"words": True, "tier": False, "source": False} == held
