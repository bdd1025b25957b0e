"""Discord's limits on what is posted: resources/message, components/reference, commands.

Each check yields (path, code) for what Discord answers 50035 to. Lengths are UTF-16 units.
"""

import re
from urllib.parse import urlsplit

FLAGS = (1 << 2) | (1 << 6) | (1 << 12) | (1 << 15)
NAME = re.compile(r"[-_'\w]{1,32}")


def units(text):
    """Count as Discord does; half a character is none."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def tree(faults):
    """Nest faults as Discord does."""
    root: dict = {}
    for path, code in faults:
        node = root
        for part in path.split("."):
            node = node.setdefault(part, {})
        node.setdefault("_errors", []).append({"code": code, "message": f"{path} is not valid"})
    return root


def text(value, path, most, *, least=0):
    """Check a text."""
    if value is None and not least:
        return
    if not isinstance(value, str):
        yield path, "STRING_TYPE_CONVERT"
    elif any("\ud800" <= c <= "\udfff" for c in value):
        yield path, "STRING_TYPE_INVALID_UNICODE"
    elif units(value) > most:
        yield path, "BASE_TYPE_MAX_LENGTH"
    elif units(value.strip()) < least:
        yield path, "BASE_TYPE_REQUIRED"


def address(value, path):
    """Check an address."""
    if value is None:
        return
    if not isinstance(value, str) or urlsplit(value).scheme not in {"http", "https"}:
        yield path, "URL_TYPE_INVALID_SCHEME"
    elif len(value) > 2048 or not urlsplit(value).hostname:
        yield path, "URL_TYPE_INVALID_URL"


def message(body):
    """Check a message that is created or edited."""
    yield from text(body.get("content"), "content", 2000)
    yield from text(body.get("nonce"), "nonce", 25)
    embeds = body.get("embeds") or []
    if len(embeds) > 10:
        yield "embeds", "BASE_TYPE_MAX_LENGTH"
    total = 0
    for n, one in enumerate(embeds):
        yield from embed(one, f"embeds.{n}")
        total += size(one)
    if total > 6000:
        yield "embeds", "MAX_EMBED_SIZE_EXCEEDED"
    if (body.get("flags") or 0) & ~FLAGS:
        yield "flags", "MESSAGE_FLAGS_NOT_ALLOWED"
    yield from mentions(body.get("allowed_mentions"))
    yield from components(body.get("components") or [])


def mentions(allowed):
    """Check allowed_mentions: a kind is either parsed or listed."""
    if allowed is None:
        return
    parse = allowed.get("parse", [])
    if set(parse) - {"roles", "users", "everyone"}:
        yield "allowed_mentions.parse", "BASE_TYPE_CHOICES"
    for kind in ("roles", "users"):
        listed = allowed.get(kind) or []
        if listed and kind in parse:
            yield "allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"
        if len(listed) > 100:
            yield f"allowed_mentions.{kind}", "BASE_TYPE_MAX_LENGTH"


def embed(one, path):
    """Check an embed."""
    footer, author = one.get("footer") or {}, one.get("author") or {}
    yield from text(one.get("title"), f"{path}.title", 256)
    yield from text(one.get("description"), f"{path}.description", 4096)
    yield from address(one.get("url"), f"{path}.url")
    if footer:
        yield from text(footer.get("text"), f"{path}.footer.text", 2048, least=1)
    if author:
        yield from text(author.get("name"), f"{path}.author.name", 256, least=1)
        yield from address(author.get("url"), f"{path}.author.url")
    if not 0 <= (one.get("color") or 0) <= 0xFFFFFF:
        yield f"{path}.color", "NUMBER_TYPE_MAX"
    if not any(one.get(part) for part in ("title", "description", "fields", "footer", "author")):
        yield path, "BASE_TYPE_REQUIRED"
    fields = one.get("fields") or []
    if len(fields) > 25:
        yield f"{path}.fields", "BASE_TYPE_MAX_LENGTH"
    for n, field in enumerate(fields):
        yield from text(field.get("name"), f"{path}.fields.{n}.name", 256, least=1)
        yield from text(field.get("value"), f"{path}.fields.{n}.value", 1024, least=1)


def size(one):
    """Count all text of an embed."""
    parts = [one.get("title"), one.get("description")]
    parts += [(one.get("footer") or {}).get("text"), (one.get("author") or {}).get("name")]
    parts += [field.get(part) for field in one.get("fields") or [] for part in ("name", "value")]
    return sum(units(part) for part in parts if isinstance(part, str))


def components(rows):
    """Check buttons and menus."""
    ids = [one.get("custom_id") for row in rows for one in row.get("components", [])]
    ids = [one for one in ids if one is not None]
    if len(rows) > 5:
        yield "components", "BASE_TYPE_BAD_LENGTH"
    if len(ids) != len(set(ids)):
        yield "components", "COMPONENT_CUSTOM_ID_DUPLICATED"
    for r, row in enumerate(rows):
        inner = row.get("components", [])
        path = f"components.{r}.components"
        widths = [1 if one.get("type") == 2 else 5 for one in inner]
        if row.get("type") != 1 or not 0 < sum(widths) <= 5:
            yield path, "BASE_TYPE_BAD_LENGTH"
        for n, one in enumerate(inner):
            yield from component(one, f"{path}.{n}")


def component(one, path):
    """Check one button, menu or text field."""
    if one.get("type") not in {2, 3, 4}:
        yield f"{path}.type", "UNION_TYPE_CHOICES"
    if one.get("style") != 5 or one.get("type") != 2:
        yield from text(one.get("custom_id"), f"{path}.custom_id", 100, least=1)
    yield from text(one.get("label"), f"{path}.label", 45 if one.get("type") == 4 else 80)
    yield from text(one.get("placeholder"), f"{path}.placeholder", 150)
    options = one.get("options") or []
    if one.get("type") == 3 and not 0 < len(options) <= 25:
        yield f"{path}.options", "BASE_TYPE_BAD_LENGTH"
    for n, option in enumerate(options):
        yield from text(option.get("label"), f"{path}.options.{n}.label", 100, least=1)
        yield from text(option.get("value"), f"{path}.options.{n}.value", 100, least=1)


def modal(body):
    """Check a form."""
    yield from text(body.get("title"), "data.title", 45, least=1)
    yield from text(body.get("custom_id"), "data.custom_id", 100, least=1)
    if not 0 < len(body.get("components", [])) <= 5:
        yield "data.components", "BASE_TYPE_BAD_LENGTH"
    yield from components(body.get("components", []))


def choices(body):
    """Check what completes a word."""
    if len(body.get("choices", [])) > 25:
        yield "data.choices", "BASE_TYPE_BAD_LENGTH"
    for n, one in enumerate(body.get("choices", [])):
        yield from text(one.get("name"), f"data.choices.{n}.name", 100, least=1)
        yield from text(one.get("value"), f"data.choices.{n}.value", 100, least=1)


def command(one, path="0"):
    """Check an application command or one of its options."""
    if not NAME.fullmatch(one.get("name", "")) or one["name"] != one["name"].lower():
        yield f"{path}.name", "APPLICATION_COMMAND_INVALID_NAME"
    yield from text(one.get("description"), f"{path}.description", 100, least=1)
    options = one.get("options") or []
    if len(options) > 25:
        yield f"{path}.options", "BASE_TYPE_MAX_LENGTH"
    names = [option.get("name") for option in options]
    if len(names) != len(set(names)):
        yield f"{path}.options", "APPLICATION_COMMAND_OPTIONS_NAME_NOT_UNIQUE"
    wanted = [bool(option.get("required")) for option in options]
    if wanted != sorted(wanted, reverse=True):
        yield f"{path}.options", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID"
    for n, option in enumerate(options):
        if option.get("autocomplete") and option.get("choices"):
            yield f"{path}.options.{n}", "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE"
        yield from command(option, f"{path}.options.{n}")
