"""Bytes of a feed to text, whatever they claim to be encoded in. Pure."""

import codecs
import re
from collections.abc import Iterator
from email.message import Message

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_DECLARED = re.compile(
    rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})", re.IGNORECASE
)
# What publishers mean by the names they give (WHATWG Encoding, 4.2): the larger sets.
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "iso8859-11": "cp874",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
}
_SEVEN_BIT = ("iso2022", "hz")
# Damage that leaves most of the text readable: a cut or a few foreign bytes.
_BEARABLE = 0.05
_SAMPLE_BYTES = 65_536


def decode_body(body: bytes, content_type: str = "") -> str:
    """Decode by byte order mark, else by what the bytes can be, else by what is declared.

    Never raises. Bytes that are UTF-8 are taken for UTF-8 whatever the headers say, because other
    text is not UTF-8 by chance. The HTTP charset goes before that of the XML declaration
    (RFC 7303, 3), and where neither fits, the script that the bytes make most sense in wins.
    """
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return body.decode(codec, "replace").removeprefix("\ufeff")
    declared = [*_declared(body, content_type)]
    if body.isascii():
        stateful = [c for c in declared if c.startswith(_SEVEN_BIT)]
        return body.decode(stateful[0] if stateful else "ascii", "replace")
    for codec in ("utf-8", *declared):
        try:
            return body.decode(codec)
        except UnicodeDecodeError:
            continue
    for codec in ("utf-8", *declared):
        text = body.decode(codec, "replace")
        strange = sum(1 for c in text if not c.isascii())
        if text.count("\ufffd") <= max(2, strange * _BEARABLE):
            return text
    return body.decode(guess_charset(body), "replace")


def _declared(body: bytes, content_type: str) -> Iterator[str]:
    header = Message()
    header["content-type"] = content_type.replace("\r", " ").replace("\n", " ")
    found = _DECLARED.search(body, 0, 1024)
    for name in (header.get_content_charset(""), found[1].decode("ascii") if found else ""):
        try:
            codec = codecs.lookup(name).name
            b"".decode(codec)  # codecs that do not decode to text refuse here
        except (LookupError, ValueError):
            continue
        if codec not in {"utf-7", "utf-8", "idna", "punycode", "unicode_escape"}:
            yield _MEANT.get(codec, codec)


# The letters that most text in an encoding is made of. Where two fit equally the earlier is meant:
# Hebrew letters are also Cyrillic small ones, but not the other way round: Cyrillic has capitals.
_NARROW = {
    "cp1255": re.compile("[א-ת]"),
    "iso8859-7": re.compile("[α-ωάέήίόύώ]"),
    "koi8-r": re.compile("[а-яё]"),
    "cp1251": re.compile("[а-яёіїєґў]"),
    "cp874": re.compile("[ก-๛]"),
    "cp1256": re.compile("[ء-ي]"),
}
_KANA, _HANGUL = re.compile("[ぁ-ヿ]"), re.compile("[가-힣]")
_RUN = re.compile(rb"[\x80-\xff]+")
_CLEAR, _SURE, _SOME = 0.6, 0.8, 0.3
# In GB 2312 the common half of the characters comes before this lead byte, punctuation included.
_RARE_HAN = 0xD8


def guess_charset(body: bytes) -> str:
    """Return the encoding whose usual letters the bytes spell best; windows-1252 if none does."""
    runs = _RUN.findall(body, 0, _SAMPLE_BYTES)
    if sum(len(r) == 1 for r in runs) > len(runs) * _CLEAR:  # accents among ASCII letters
        return "cp1252"
    sample = b" ".join(runs)
    # Words of one-byte scripts have odd lengths too.
    if all(len(r) % 2 == 0 for r in runs) and (wide := _guess_wide(sample)):
        return wide
    shares = {codec: _share(sample, codec, usual) for codec, usual in _NARROW.items()}
    best = max(shares, key=lambda codec: shares[codec])
    return best if shares[best] >= _CLEAR else "cp1252"


def _guess_wide(sample: bytes) -> str | None:
    if _share(sample, "euc_jp", _KANA) > _SOME:
        return "euc_jp"
    if _share(sample, "cp949", _HANGUL) > _SURE:
        return "cp949"
    leads = [lead for run in sample.split() for lead in run[::2]]
    common = sum(lead < _RARE_HAN for lead in leads) > len(leads) * _SURE
    return "gb18030" if common else None


def _share(sample: bytes, codec: str, usual: re.Pattern[str]) -> float:
    try:
        text = sample.decode(codec).replace(" ", "")
    except UnicodeDecodeError:
        return 0.0
    return len(usual.findall(text)) / max(1, len(text))
