"""The real program, on rules and labels that can be counted by hand."""

import json
from pathlib import Path

from tests.bot.cli.program import watchnext
from tests.watchers.workbench.samples import TINY

ROOT = Path(__file__).resolve().parents[3]

RULES = """
sources:
  wire: {{feed: {feed}, title: The Wire, lang: en}}
vocabulary:
  russia: [Russia, Moscow]
  china: [China, Beijing]
  energy: [oil, gas]
indicators:
  energy:
    title: Energy flows
    query: $russia NEAR/6 $china AND $energy
  drills:
    query: $russia AND $china AND (drill* OR patrol) AND NOT title:film
    severity: serious
"""


class Bench:
    """A folder with rules.yaml and labels.jsonl in it, where the program runs."""

    def __init__(self, folder, feed="https://wire.example/rss", allow=""):
        self.folder = folder
        self.write("rules.yaml", RULES.format(feed=feed))
        self.write("labels.jsonl", "\n".join(TINY))
        self._allow = allow

    def write(self, name, text):
        """Write a file of the folder."""
        (self.folder / name).write_text(text, encoding="utf-8")

    def run(self, *arguments, code=0):
        """Run the program, check its exit code, give what it printed and what it said."""
        ran = watchnext(
            self.folder,
            *arguments,
            WATCHNEXT_DATA=str(self.folder / "data"),
            WATCHNEXT_ALLOW=self._allow,
        )
        assert code == ran.code, ran.err
        return ran.out, ran.err

    def json(self, *arguments):
        """Run the program and read the one object that it prints."""
        out, _ = self.run(*arguments, "--json")
        assert 1 == len(out.splitlines())
        return json.loads(out)
