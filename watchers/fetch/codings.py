"""How a body may be compressed, and how one tells. Pure; nothing decodes to more than is asked."""

import re
import sys
import zlib
from typing import Any, Protocol

_GZIP = b"\x1f\x8b"  # RFC 1952 2.3.1
_ZSTD = b"\x28\xb5\x2f\xfd"  # RFC 8878 3.1.1
TELLING = 4  # bytes: so many tell what a body is
_DEFLATE_METHOD = 8  # low four bits of a zlib stream's first byte (RFC 1950 2.2)
_ZSTD_WINDOW = 23  # 8 MiB, as RFC 8878 3.1.1.1.2 advises; browsers take no more
# How markup and JSON begin, after a byte order mark and blanks.
_TEXT = re.compile(rb"(?:\xef\xbb\xbf|\s)*(?:<(?:[?!A-Za-z]|$)|[{\[][\s\"{\[\]}]|$)")


class CodingError(Exception):
    """A stream that is damaged."""


class Coding(Protocol):
    """One stream."""

    @property
    def whole(self) -> bool:
        """Whether nothing of it is missing."""
        ...

    def decode(self, data: bytes, most: int) -> bytes:
        """Return what `data` decodes to. Once that is `most` bytes or more, the rest is lost.

        Raises CodingError for a damaged stream.
        """
        ...


def is_gzip(content: bytes) -> bool:
    """Whether `content` is compressed, as its first bytes say."""
    return content.startswith(_GZIP)


def coding_of(start: bytes, named: str) -> Coding:
    """Return what decodes a body that begins with `start`; `named` is its Content-Encoding.

    The bytes speak first: servers name what is no coding (UTF-8, none), name one and send plain
    text, or compress without a word. Only brotli and deflate are believed for their names alone.
    """
    if is_gzip(start):
        return _Zlib(16 + zlib.MAX_WBITS, next_member=_GZIP[:1])
    if start.startswith(_ZSTD):
        return _Zstandard()
    if start and not _TEXT.match(start):
        if named == "br":
            return _Brotli()
        if named == "deflate":
            # Some servers leave out the wrapper that RFC 9110 8.4.1.2 asks for.
            wrapped = start[0] & 0x0F == _DEFLATE_METHOD
            return _Zlib(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
    return _Plain()


class _Plain:
    whole = True

    def decode(self, data: bytes, most: int) -> bytes:
        """Return the same bytes."""
        return data[:most]


class _Zlib:
    """gzip and deflate. What follows the end is no part of the body, but for gzip's members."""

    def __init__(self, window: int, next_member: bytes = b"") -> None:
        self._window = window
        self._next_member = next_member
        self._stream = zlib.decompressobj(window)
        self._over = False

    @property
    def whole(self) -> bool:
        """Whether the last member has ended."""
        return self._over or self._stream.eof

    def decode(self, data: bytes, most: int) -> bytes:
        """Inflate, member by member (RFC 1952 2.2). Raises CodingError if a member is damaged."""
        pieces: list[bytes] = []
        try:
            while data and most > 0 and not self._over:
                if self._stream.eof:
                    # Padding, or more that nobody named.
                    if not self._next_member or not data.startswith(self._next_member):
                        self._over = True
                        break
                    self._stream = zlib.decompressobj(self._window)
                pieces.append(self._stream.decompress(data, most))
                most -= len(pieces[-1])
                data = self._stream.unconsumed_tail or self._stream.unused_data
        except zlib.error:
            raise CodingError from None
        return b"".join(pieces)


class _Brotli:
    def __init__(self) -> None:
        import brotli  # loaded at the first such body: we never ask for one

        self._stream: Any = brotli.Decompressor()
        self._error: type[Exception] = brotli.error

    @property
    def whole(self) -> bool:
        """Whether the stream has ended."""
        return bool(self._stream.is_finished())

    def decode(self, data: bytes, most: int) -> bytes:
        """Decode. Raises CodingError if the stream is damaged, or anything follows its end."""
        pieces: list[bytes] = []
        try:
            while most > 0:
                pieces.append(self._stream.process(data, output_buffer_limit=most))
                most -= len(pieces[-1])
                data = b""
                if self._stream.can_accept_more_data():
                    break
        except self._error:
            raise CodingError from None
        return b"".join(pieces)


class _Zstandard:
    def __init__(self) -> None:
        # Loaded at the first such body: we never ask for one.
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd

        limit: dict[int, int] = {zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW}
        self._stream: Any = zstd.ZstdDecompressor(options=limit)
        self._error: type[Exception] = zstd.ZstdError

    @property
    def whole(self) -> bool:
        """Whether the frame has ended."""
        return bool(self._stream.eof)

    def decode(self, data: bytes, most: int) -> bytes:
        """Decode the first frame, and nothing after it. Raises CodingError if it is damaged."""
        pieces: list[bytes] = []
        try:
            while most > 0 and not self._stream.eof:
                pieces.append(self._stream.decompress(data, most))
                most -= len(pieces[-1])
                data = b""
                if self._stream.needs_input:
                    break
        except self._error:
            raise CodingError from None
        return b"".join(pieces)
