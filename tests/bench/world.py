"""The real feeds and labelled news of the shared folder, served on loopback for measurements."""

import json
import os
import re
from pathlib import Path

from tests.flow.site import Report, Site

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("WATCHNEXT_SHARED", ROOT.parent / "shared"))


def serve_feeds(site: Site) -> dict[str, str]:
    """Let `site` serve every real feed; gives their addresses by source id."""
    files = sorted((SHARED / "data" / "feeds" / "files").iterdir())
    if not files:
        raise SystemExit(f"no feeds in {SHARED}: set WATCHNEXT_SHARED")
    addresses = {}
    for file in files:
        name = re.sub(r"[^a-z0-9]+", "-", file.name.lower()).strip("-")
        site.pages[name] = file.read_bytes()
        addresses[name] = site.url(name)
    return addresses


def shipped_rules(sources: dict[str, str], *, every: str) -> str:
    """Give the shipped rules with these sources instead of their own, told in the terminal."""
    text = (ROOT / "rules.yaml").read_text(encoding="utf-8")
    start, end = text.index("\nsources:"), text.index("\nvocabulary:")
    listed = "".join(f"  {id_}: {{feed: {url}, every: {every}}}\n" for id_, url in sources.items())
    text = f"{text[:start]}\nsources:\n{listed}{text[end:]}"
    return re.sub(r"(?ms)^destinations:.*?(?=^# |^\w)", "", text)


def labelled_news() -> list[Report]:
    """Give labelled news with distinct headlines, as a wire would publish them."""
    path = SHARED / "data" / "indicators-dev.jsonl"
    reports: dict[str, Report] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        if one["title"]:
            title = " ".join(one["title"].split())
            reports.setdefault(title, Report(title, guid=one["id"], summary=one["summary"] or ""))
    return list(reports.values())
