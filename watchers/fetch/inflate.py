"""A body's bytes as they come in, inflated once and never beyond a cap. Pure."""

import zlib

from watchers.errors import BodyBroken, BodyTooLarge

_GZIP = 16 + zlib.MAX_WBITS
_GZIP_FIRST = 0x1F  # RFC 1952 2.3.1; one byte, since a chunk may end anywhere
_DEFLATE_METHOD = 8  # low four bits of a zlib stream's first byte (RFC 1950 2.2)


class Inflater:
    """Collects one body. Neither what comes in nor what it inflates to outgrows `cap` bytes.

    Raises BodyTooLarge as soon as the cap is passed, and BodyBroken for a coding that is
    neither gzip nor deflate, a damaged stream, or (from `finish`) one that stops early.
    """

    def __init__(self, encoding: str, *, cap: int, host: str) -> None:
        self._encoding = encoding.strip().lower()
        self._cap = cap
        self._host = host
        self._taken = 0
        self._size = 0
        self._pieces: list[bytes] = []
        self._stream: zlib._Decompress | None = None
        self._padding = False  # past the last member: what follows is no part of the body
        if self._encoding not in {"", "identity", "gzip", "x-gzip", "deflate"}:
            raise BodyBroken(f"{host} sent a compression that was not asked for")

    def take_chunk(self, chunk: bytes) -> None:
        """Take the next bytes from the wire. Raises BodyTooLarge or BodyBroken."""
        self._taken += len(chunk)
        if self._taken > self._cap:
            raise too_large(self._host, self._cap)
        if self._encoding in {"", "identity"}:
            self._keep(chunk)
        elif not self._padding:
            self._inflate(chunk)

    def finish(self) -> bytes:
        """Return the whole body, or raise BodyBroken where it stops early.

        No bytes at all are an empty body in any coding.
        """
        if self._stream and not self._stream.eof:
            raise BodyBroken(f"{self._host}: the compressed body stops before its end")
        return b"".join(self._pieces)

    def _inflate(self, data: bytes) -> None:
        try:
            while data:
                if self._stream and self._stream.eof:
                    # Only a gzip body may have several members (RFC 1952 2.2).
                    self._padding = self._encoding == "deflate" or data[0] != _GZIP_FIRST
                    self._stream = None
                if self._padding:
                    return
                self._stream = self._stream or zlib.decompressobj(self._window(data))
                # One byte more than the cap is enough to know.
                self._keep(self._stream.decompress(data, self._cap - self._size + 1))
                data = self._stream.unconsumed_tail or self._stream.unused_data
        except zlib.error:
            raise BodyBroken(f"{self._host}: the compressed body is damaged") from None

    def _window(self, start: bytes) -> int:
        if self._encoding != "deflate":
            return _GZIP
        # Some servers leave out the wrapper that RFC 9110 8.4.1.2 asks for.
        wrapped = start[0] & 0x0F == _DEFLATE_METHOD
        return zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS

    def _keep(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._cap:
            raise too_large(self._host, self._cap)
        self._pieces.append(piece)


def too_large(host: str, cap: int) -> BodyTooLarge:
    """Build the one refusal of a body over the cap."""
    return BodyTooLarge(f"{host} sent more than {cap:,} bytes; nothing of it was kept")
