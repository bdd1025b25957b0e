"""The head of an answer, mended to what a strict parser takes. Pure: bytes to bytes.

Servers send heads that no grammar allows and every browser reads: two equal lengths, a blank in a
field's name, a line without a colon, a length beside chunks. Sources would be lost for it.
"""

import re
from collections.abc import Iterator

MOST_HEAD = 64 * 1024  # bytes of all lines together

_END = re.compile(rb"\r?\n\r?\n")
_FOLD = re.compile(rb"\n[ \t]+")
# Some leave out the version or the reason; SHOUTcast's descendants call it ICY.
_STATUS = re.compile(
    rb"(?:HTTP(?:/[0-9](?:\.[0-9])?)?|ICY)[ \t]+([0-9]{3})(?![0-9])[^\n]*", re.IGNORECASE
)
# A token of RFC 9110 5.6.2, blanks that nobody may write, a colon.
_FIELD = re.compile(rb"^([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*:([^\n]*)", re.MULTILINE)
_INTERIM = b"HTTP/1.1 1"
_FRAMING = {b"content-length": "length", b"transfer-encoding": "coding"}


class BadHead(Exception):
    """A head that cannot be mended. Its message goes on a sentence that begins with the host."""


class HeadReader:
    """Lets the bytes of one answer through; its head is held back until it is whole, and mended."""

    def __init__(self) -> None:
        self._head = bytearray()  # so far
        self.over = False  # the head is through, and what comes is the body

    def take(self, received: bytes) -> bytes:
        """Return what can be passed on now. Raises BadHead, also for a head over MOST_HEAD."""
        if self.over:
            return received
        looked = max(0, len(self._head) - 3)  # the empty line may come in pieces
        # Blank lines before an answer belong to none (RFC 9112 2.2).
        self._head += received if self._head else received.lstrip(b"\r\n")
        passed = b""
        while found := _END.search(self._head, looked):
            head = _within_bounds(self._head[: found.end()])
            self._head, looked = self._head[found.end() :], 0
            mended = mend_head(bytes(head))
            passed += mended
            # After an interim answer, such as 103, comes another head.
            if not mended.startswith(_INTERIM):
                self.over = True
                return passed + self._head
        _within_bounds(self._head)
        return passed


def _within_bounds(head: bytearray) -> bytearray:
    if len(head) > MOST_HEAD:
        raise BadHead(
            f"sent more than {MOST_HEAD // 1024} KB of headers; only its publisher can send fewer"
        )
    return head


def mend_head(head: bytes) -> bytes:
    """Return `head`, its empty line included, as a strict parser takes it.

    Raises BadHead if it is no HTTP, or if two lengths contradict each other.
    """
    head = head.replace(b"\r\n", b"\n").replace(b"\r", b" ").replace(b"\0", b" ")
    # A line that begins with a blank goes on with the one before (RFC 9112 5.2).
    if b"\n " in head or b"\n\t" in head:
        head = _FOLD.sub(b" ", head)
    status = _STATUS.match(head)
    if status is None:
        raise BadHead("answers, but not in HTTP; check http or https, and the port")
    lines = [b"HTTP/1.1 " + status[1] + b" "]
    codings = b""
    lengths: set[bytes] = set()
    # Browsers read on after a line that is no field; so does this.
    for name, value in _FIELD.findall(head, status.end()):
        kind = _FRAMING.get(name.lower())
        if kind is None:
            lines.append(name + b": " + value.strip())
        elif kind == "length":
            lengths.update(_lengths(value))
        else:
            codings += value.lower()
    # Chunks say better than any length where a body ends (RFC 9112 6.3).
    if b"chunked" in codings:
        lines.append(b"Transfer-Encoding: chunked")
    elif lengths:
        lines.append(b"Content-Length: " + _agreed(lengths))
    return b"\r\n".join([*lines, b"", b""])


def _lengths(value: bytes) -> Iterator[bytes]:
    """Yield the lengths that a field names; what is no number is none."""
    for part in value.split(b","):
        if (length := part.strip()).isdigit():
            # More digits than any parser counts: far beyond every cap.
            yield (length.lstrip(b"0") or b"0")[:18]


def _agreed(lengths: set[bytes]) -> bytes:
    # Which of two is right nobody can know (RFC 9112 6.3); the same twice is one.
    if len(lengths) > 1:
        raise BadHead("says of one page that it has two lengths; it will be asked again")
    return lengths.pop()
