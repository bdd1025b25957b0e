"""What of a message would act: mentions, links that deceive, text that forges or reorders."""

import re
from urllib.parse import urlsplit

SEQUENCE = re.compile(r"<[^>]*>")
ACTIVE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]"
)
PRINTABLE = re.compile(r"[!-~]+")
NAMED = re.compile(r"\w://\S*|(?<![\w@.-])(?:[\w-]+\.)+[^\W\d_]{2,24}", re.IGNORECASE)
QUIET = {"unfurl_links": False, "unfurl_media": False, "parse": "none", "link_names": False}


def live_in(method, said):
    """List what acts in one request; a mention the rules asked for is listed as well."""
    found = []
    if method == "chat.postMessage":
        found += [f"{name} is on" for name, off in QUIET.items() if said.get(name) != off]
    found += _markup(said.get("text") or "")
    for part in _parts(said.get("blocks") or []):
        found += _part(part)
    return found


def shown_in(said):
    """Give all text of a message as one sees it."""
    groups = _groups(said.get("blocks") or [])
    texts = ["".join(str(part.get("text", "")) for part in group) for group in groups]
    return "\n".join([_unescaped(said.get("text") or ""), *texts])


def _part(part):
    kind, text = part.get("type"), part.get("text")
    if kind == "mrkdwn":
        return _markup(text)
    found = ACTIVE.findall(text) if isinstance(text, str) else []
    if isinstance(text, str) and "\nFORGED" in text:
        found.append("a forged line")
    if kind in {"user", "usergroup", "broadcast", "channel", "team"}:
        found.append(f"a mention: {part}")
    if kind == "link":
        found += _link(part)
    return found


def _link(part):
    url, label = part["url"], part.get("text") or part["url"]
    split = urlsplit(url)
    if (
        not PRINTABLE.fullmatch(url)
        or set(url) & set("<>|\"'\\ ")
        or split.scheme not in {"http", "https"}
        or "@" in split.netloc
    ):
        return [f"a bad link: {url}"]
    return [f"a masked link: {label}" for named in NAMED.findall(label.lower()) if named not in url]


def _markup(text):
    return SEQUENCE.findall(text) + ACTIVE.findall(text)


def _parts(found):
    """Walk through everything that is an object."""
    if isinstance(found, dict):
        yield found
        for value in found.values():
            yield from _parts(value)
    elif isinstance(found, list):
        for value in found:
            yield from _parts(value)


def _groups(blocks):
    for block in blocks:
        for part in _parts(block):
            if isinstance(part.get("elements"), list):
                yield part["elements"]
            elif isinstance(part.get("text"), dict):
                yield [part["text"]]


def _unescaped(text):
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
