"""Slack's limits on what a message or a view may hold, as the real one answers them."""

import json
from collections.abc import Iterator

WHOLE = 13_200  # of JSON; undocumented, seen by many (bolt-js#2509, #2867)
TEXT = 40_000
STYLES = {"bold", "italic", "strike", "code", "underline", "highlight", "client_highlight"}


def refusal(said, *, view=False):
    """Give Slack's error code for a message (or a view's blocks), or None if it is taken."""
    blocks = said.get("blocks")
    if not view and not said.get("text") and not blocks and not said.get("attachments"):
        return "no_text"
    if len(said.get("text") or "") > TEXT:
        return "msg_too_long"
    if blocks is None:
        return None
    if list(wrongs(blocks, most=100 if view else 50)):
        return "invalid_blocks"
    if not view and length(blocks) > WHOLE:
        return "msg_blocks_too_long"
    return None


def length(blocks):
    """Count characters as UTF-16 has them."""
    return len(json.dumps(blocks, ensure_ascii=False).encode("utf-16-le", "surrogatepass")) // 2


def wrongs(blocks, *, most=50) -> Iterator[str]:
    """Say everything that is wrong in a list of blocks."""
    if not isinstance(blocks, list) or len(blocks) > most:
        yield f"more than {most} blocks"
        return
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(ids) != len(set(ids)):
        yield "a block_id twice"
    for block in blocks:
        check = BLOCKS.get(block.get("type"))
        if check is None:
            yield f"no such block: {block.get('type')}"
        else:
            yield from check(block)


def _text(found, most, kinds=("plain_text", "mrkdwn")) -> Iterator[str]:
    if not isinstance(found, dict) or found.get("type") not in kinds:
        yield f"no text object of {kinds}: {found}"
    elif not 0 < len(found.get("text") or "") <= most:
        yield f"text of {len(found.get('text') or '')}, not 1 to {most}"


def _plain(found, most) -> Iterator[str]:
    yield from _text(found, most, ("plain_text",))


def _section(block):
    if "fields" in block:
        if not 0 < len(block["fields"]) <= 10:
            yield "fields"
        for field in block["fields"]:
            yield from _text(field, 2000)
    if "text" in block or "fields" not in block:
        yield from _text(block.get("text"), 3000)


def _header(block):
    yield from _plain(block.get("text"), 150)


def _context(block):
    if not 0 < len(block.get("elements", [])) <= 10:
        yield "context elements"
    for element in block.get("elements", []):
        yield from _text(element, 2000)


def _actions(block):
    elements = block.get("elements", [])
    if not 0 < len(elements) <= 25:
        yield "action elements"
    ids = [element.get("action_id") for element in elements]
    if len(ids) != len(set(ids)):
        yield "an action_id twice"
    for element in elements:
        yield from _element(element)


def _element(element):
    if not 0 < len(element.get("action_id") or "") <= 255:
        yield "action_id"
    match element.get("type"):
        case "button":
            yield from _plain(element.get("text"), 75)
            if len(element.get("value", "")) > 2000:
                yield "button value"
        case "static_select":
            yield from _options(element)
        case "datetimepicker" | "plain_text_input":
            pass
        case kind:
            yield f"no such element: {kind}"


def _options(element):
    if "placeholder" in element:
        yield from _plain(element["placeholder"], 150)
    options = element.get("options", [])
    if not 0 < len(options) <= 100:
        yield "options"
    for option in options:
        yield from _plain(option.get("text"), 75)
        if not 0 < len(option.get("value", "")) <= 150:
            yield "option value"
        if "description" in option:
            yield from _plain(option["description"], 75)


def _input(block):
    yield from _plain(block.get("label"), 2000)
    yield from _element(block.get("element", {}))
    if "hint" in block:
        yield from _plain(block["hint"], 2000)


def _rich_text(block):
    if not block.get("elements"):
        yield "an empty rich text"
    for group in block.get("elements", []):
        if group.get("type") not in {
            "rich_text_section",
            "rich_text_quote",
            "rich_text_list",
            "rich_text_preformatted",
        }:
            yield f"no such rich text: {group.get('type')}"
        if not group.get("elements"):
            yield "an empty section"
        for element in group.get("elements", []):
            yield from _rich(element)


def _rich(element):
    if set(element.get("style", {})) - STYLES:
        yield "style"
    kind = element.get("type")
    if kind not in RICH:
        yield f"no such rich text element: {kind}"
    elif not RICH[kind](element):
        yield f"a bad {kind}: {element}"


def _good_link(element):
    url, label = str(element.get("url", "")), element.get("text", "label")
    return url.startswith(("http://", "https://")) and len(url) <= 3000 and bool(label)


RICH = {
    "text": lambda element: bool(element.get("text")),
    "link": _good_link,
    "emoji": lambda element: bool(element.get("name")),
    "date": lambda element: isinstance(element.get("timestamp"), int) and "{" in element["format"],
    "user": lambda _element: True,
    "usergroup": lambda _element: True,
    "broadcast": lambda _element: True,
    "channel": lambda _element: True,
}

BLOCKS = {
    "actions": _actions,
    "context": _context,
    "divider": lambda _block: iter(()),
    "header": _header,
    "input": _input,
    "rich_text": _rich_text,
    "section": _section,
}
