"""Bytes of a feed, a page or a table to text, whatever they claim to be encoded in. Pure."""

import codecs
import re
from collections.abc import Iterator

from watchers.parse.charset_guess import guess_charset
from watchers.parse.charset_labels import codec_of

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_LABEL = r"[\"']?\s*([A-Za-z0-9._:-]{1,40})"
_HEADER = re.compile(rf"charset\s*=\s*{_LABEL}", re.IGNORECASE)
_DECLARED = tuple(
    re.compile(form + _LABEL.encode(), re.IGNORECASE)
    for form in (rb"<\?xml[^>]{0,200}?encoding\s*=\s*", rb"<meta[^>]{0,200}?charset\s*=\s*")
)
_DECLARED_WITHIN = 4_096  # the first bytes, for pages; XML declares at its very start
_SEVEN_BIT = frozenset({"iso2022_jp_ext", "iso2022_kr", "hz"})
_ESCAPE = b"\x1b$"  # into the two-byte set of ISO 2022
_UTF = frozenset({"utf-8", "utf-16-le", "utf-16-be"})
# Letters of UTF-8 for each byte that is none: other text hardly has one by chance.
_MOSTLY, _MOSTLY_DECLARED = 2, 1


def decode_body(body: bytes, content_type: str = "") -> str:
    """Decode by byte order mark, else by what the bytes can be, else by what is declared.

    Never raises. Bytes that are UTF-8 but for a few are taken for it whatever the headers say. The
    HTTP charset goes before that of the document (RFC 7303, 3), and neither is believed where the
    bytes make much more sense as something else.
    """
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return body.decode(codec, "replace").removeprefix("\ufeff")
    declared = [*_declared(body, content_type)]
    if body.isascii():
        return body.decode(_seven_bit(body, declared), "replace")
    try:
        return body.decode()
    except UnicodeDecodeError:
        pass
    text = body.decode("utf-8", _STRAY)
    strange = sum(not c.isascii() for c in text)
    broken = body.decode("utf-8", "replace").count("\ufffd")
    enough = _MOSTLY_DECLARED if "utf-8" in declared else _MOSTLY
    if strange - broken >= enough * broken:
        return text
    codec = guess_charset(body, (c for c in declared if c not in _UTF | _SEVEN_BIT))
    return body.decode(codec, "replace")


def _declared(body: bytes, content_type: str) -> Iterator[str]:
    """Yield Python's names of the encodings that are declared, the most trusted first."""
    header = _HEADER.search(content_type)
    inside = (form.search(body, 0, _DECLARED_WITHIN) for form in _DECLARED)
    labels = [header[1]] if header else []
    for label in labels + [found[1].decode("ascii") for found in inside if found]:
        if codec := codec_of(label):
            yield codec


def _seven_bit(body: bytes, declared: list[str]) -> str:
    """Return the encoding of a body without a byte beyond ASCII: that of e-mail, or ASCII."""
    stateful = [codec for codec in declared if codec in _SEVEN_BIT]
    if not stateful and _ESCAPE in body:
        return "iso2022_jp_ext"
    return stateful[0] if stateful else "ascii"


def _stray(error: UnicodeError) -> tuple[str, int]:
    """Read a byte that is no UTF-8, alone among ASCII, as windows-1252; others as U+FFFD."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    start, end, whole = error.start, error.end, error.object
    alone = end - start == 1 and (whole[max(0, start - 1) : start] + whole[end : end + 1]).isascii()
    return (whole[start:end].decode("cp1252", "replace") if alone else "\ufffd"), end


_STRAY = "watchnext.stray"
codecs.register_error(_STRAY, _stray)
