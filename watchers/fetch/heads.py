"""The head of an answer, mended to what a strict parser takes. Pure: bytes to bytes.

Servers send heads that no grammar allows and every browser reads: two equal lengths, a blank in a
field's name, a line without a colon, a length beside chunks. Sources would be lost for it.
"""

import re

MOST_HEAD = 64 * 1024  # bytes of all lines together

_END = re.compile(rb"\r?\n\r?\n")
_LINE = re.compile(rb"\r?\n")
# Some leave out the version or the reason; SHOUTcast's descendants call it ICY.
_STATUS = re.compile(
    rb"(?:HTTP(?:/[0-9](?:\.[0-9])?)?|ICY)[ \t]+([0-9]{3})(?![0-9]).*", re.IGNORECASE
)
_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # a token of RFC 9110 5.6.2
_ILLEGAL = re.compile(rb"[\0\r]")
_INTERIM = b"HTTP/1.1 1"
_FRAMING = frozenset({b"content-length", b"transfer-encoding"})


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
    status, *lines = _LINE.split(head.rstrip(b"\r\n"))
    known = _STATUS.fullmatch(status)
    if known is None:
        raise BadHead("answers, but not in HTTP; check http or https, and the port")
    fields = [field for line in _unfolded(lines) if (field := _field(line)) is not None]
    framing = [(name.lower(), value) for name, value in fields if name.lower() in _FRAMING]
    kept = [field for field in fields if field[0].lower() not in _FRAMING]
    kept += _framing_fields(framing)
    return b"\r\n".join(
        [b"HTTP/1.1 " + known[1] + b" ", *(name + b": " + value for name, value in kept), b"", b""]
    )


def _unfolded(lines: list[bytes]) -> list[bytes]:
    whole: list[bytes] = []
    for line in lines:
        # A line that begins with a blank goes on with the one before (RFC 9112 5.2).
        if line[:1] in {b" ", b"\t"} and whole:
            whole[-1] += b" " + line.strip()
        else:
            whole.append(line)
    return whole


def _field(line: bytes) -> tuple[bytes, bytes] | None:
    """Read a field, or None where the line is none: browsers read on after it."""
    name, colon, value = line.partition(b":")
    name = name.strip()
    if not colon or not _NAME.fullmatch(name):
        return None
    return name, _ILLEGAL.sub(b" ", value).strip()


def _framing_fields(fields: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return the one field that says where the body ends; none where the connection's end does."""
    codings = [value for name, value in fields if name == b"transfer-encoding"]
    # Chunks say it better than any length (RFC 9112 6.3).
    if any(b"chunked" in coding.lower() for coding in codings):
        return [(b"Transfer-Encoding", b"chunked")]
    lengths = b",".join(value for name, value in fields if name == b"content-length")
    said = {
        one.lstrip(b"0") or b"0" for part in lengths.split(b",") if (one := part.strip()).isdigit()
    }
    # Which of two is right nobody can know (RFC 9112 6.3); the same twice is one.
    if len(said) > 1:
        raise BadHead("says of one page that it has two lengths; it will be asked again")
    # More digits than any parser counts: far beyond every cap.
    return [(b"Content-Length", length[:18]) for length in said]
