"""Traditional and simplified Chinese as one: a character for a character. The door to OpenCC."""

from functools import cache

# The blocks of Han characters that Unicode has; a table of them takes 40 ms, once.
_BLOCKS = (range(0x3400, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x32000))


def simplified(text: str) -> str:
    """Return `text` with each traditional character as its simplified one.

    Characters are looked up one by one, so the text keeps its length, and a text written either
    way comes out the same. What this folds too far (後 and 后) an exact term tells apart.
    """
    return text.translate(_table())


@cache
def _table() -> dict[int, str]:
    from opencc import OpenCC

    characters = [chr(number) for block in _BLOCKS for number in block]
    # A line break after each: OpenCC would take characters side by side for words.
    converted: str = OpenCC("t2s").convert("\n".join(characters))
    pairs = zip(characters, converted.split("\n"), strict=True)
    return {ord(before): after for before, after in pairs if before != after and len(after) == 1}
