"""A body's bytes as they come in, inflated once and never beyond a cap. Pure."""

import re

from watchers.errors import BodyBroken
from watchers.fetch.codings import TELLING, Coding, CodingError, coding_of, is_gzip

_LAST_TAG = re.compile(rb"</(?:[A-Za-z]+:)?(?:rss|feed|RDF|html)\s*>(?:\s|<!--[^<]*-->|\0)*\Z")
_LAST_BYTES = 1024
_BEFORE = b"\xef\xbb\xbf\t\n\r "  # a byte order mark, and blanks


class Inflater:
    """Collects one body. Neither what comes in nor what it inflates to outgrows `cap` bytes.

    The bytes themselves say what they are, before the Content-Encoding does: servers name codings
    that are none, name one and send plain text, and compress without a word. `cut` is set when the
    cap was passed: then the body is its first `cap` bytes, up to the last tag, and no more of it
    is wanted.
    Raises BodyBroken for a damaged stream, or (from `finish`) one that stops early.
    """

    def __init__(self, encoding: str, *, cap: int, host: str) -> None:
        self._encoding = encoding.strip().lower()
        self._cap = cap
        self._host = host
        self._taken = 0
        self._size = 0
        self._pieces: list[bytes] = []
        self._start = b""
        self._coding: Coding | None = None
        self.cut = False

    def take_chunk(self, chunk: bytes) -> None:
        """Take the next bytes from the wire; none after `cut`. Raises BodyBroken."""
        self._taken += len(chunk)
        # What is compressed counts too, or empty members could go on for ever.
        self.cut = self.cut or self._taken > self._cap
        if self._coding is None:
            self._start += chunk
            if len(self._start) < TELLING:
                return
            self._coding = self._begin()
        else:
            self._keep(self._coding, chunk)

    def finish(self, *, broken_off: bool = False) -> bytes:
        """Return the body, or raise BodyBroken where it stops before its end.

        One whose last tag came is whole, although a checksum, the last chunk or some of its stated
        length is missing (`broken_off`). No bytes at all are an empty body in any coding.
        """
        coding = self._coding or self._begin()
        content = b"".join(self._pieces)
        # A server and the cache before it have each compressed it.
        if is_gzip(content):
            self._pieces, self._size, coding = [], 0, coding_of(content, "")
            self._keep(coding, content)
            content = b"".join(self._pieces)
        stops_early = broken_off or not coding.whole
        if self.cut:
            # Not within a character: whoever guesses the charset would guess by its half.
            return content[: content.rfind(b">") + 1] or content
        if stops_early and not _is_whole(content):
            raise BodyBroken(f"{self._host}: the body stops before its end; it will be asked again")
        return content

    def _begin(self) -> Coding:
        coding = coding_of(self._start, self._encoding)
        self._keep(coding, self._start)
        return coding

    def _keep(self, coding: Coding, data: bytes) -> None:
        try:
            # One byte more than the cap is enough to know.
            piece = coding.decode(data, self._cap - self._size + 1)
        except CodingError:
            raise BodyBroken(
                f"{self._host}: the compressed body is damaged; it will be asked again"
            ) from None
        room = self._cap - self._size
        self.cut = self.cut or len(piece) > room
        self._pieces.append(piece[:room])
        self._size += len(self._pieces[-1])


def _is_whole(content: bytes) -> bool:
    """Whether a document ends as one does: with the last tag of a feed, or with JSON's bracket."""
    end = content[-_LAST_BYTES:].rstrip(b"\0\t\n\r ")
    closing = {b"{": b"}", b"[": b"]"}.get(content[:_LAST_BYTES].lstrip(_BEFORE)[:1])
    return end.endswith(closing) if closing else _LAST_TAG.search(end) is not None
