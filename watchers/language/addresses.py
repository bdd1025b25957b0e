"""Addresses in a text: what stands in them is no word of it."""

import re

# Of an address no mark at its end: that is its sentence's. In an address are ASCII characters: what
# follows it in a script without blanks is none of it.
_LINK = re.compile(
    r"(?:[Hh][Tt][Tt][Pp][Ss]?://|[Ww][Ww][Ww]\.)(?:[!#-'*-;=?-~]|\([!#-'*-;=?-~]*\))+(?<![.,;:!?'])"
)
_MAILBOX = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


def without_addresses(text: str) -> str:
    """Return `text` with blanks for the addresses in it, a blank for a character.

    What stands in an address was not written to be read: a link to tass.com is no word of TASS.
    """
    if "://" in text or "www." in text or "WWW." in text:
        text = _LINK.sub(_blank, text)
    return _MAILBOX.sub(_blank, text) if "@" in text else text


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
