"""Encodings: what labels mean, what bytes are, and what stray ones cost."""

import codecs
import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.watchers.parse.charset_texts import ENCODINGS, TEXTS
from watchers.parse.charset import decode_body
from watchers.parse.charset_guess import guess_charset
from watchers.parse.charset_labels import _codecs, codec_of
from watchers.parse.charset_letters import GUESSED, models

PAIRS = [(lang, codec) for lang, several in ENCODINGS.items() for codec in several]
LABELS = {codec: label for label, codec in _codecs().items()} | {
    "big5": "big5",
    "euc_jp": "euc-jp",
    "iso2022_jp": "iso-2022-jp",
    "koi8_r": "koi8-r",
}
UNSPACED = {"zh-Hans", "zh-Hant", "ja", "th"}


def documents(seed, many=500):
    """Yield language, codec and text of feeds of 1 to 20 titles, the same for each seed."""
    chance = random.Random(seed)
    for at in range(many):
        lang, codec = PAIRS[at % len(PAIRS)]
        items = "".join(
            f"<item><title>{_title(chance, lang)}</title><link>http://a.example/{n}</link></item>"
            for n in range(chance.choice([1, 2, 5, 20]))
        )
        text = f'<?xml version="1.0"?><rss><channel><title>Wire</title>{items}</channel></rss>'
        yield lang, codec, text.encode(codec, "replace").decode(codec)


def _title(chance, lang):
    text = chance.choice(TEXTS[lang])
    if lang in UNSPACED:
        start = chance.randrange(len(text) // 2)
        return text[start : start + chance.randint(8, 40)]
    words = text.split()
    chance.shuffle(words)
    return " ".join(words[: chance.randint(3, 12)])


def misread(seed, label=None, many=120):
    """Count documents that are not read as they were written, by what they were in."""
    return Counter(
        (lang, codec)
        for lang, codec, text in documents(seed, many)
        if text
        != decode_body(
            text.encode(codec),
            "text/xml" + f"; charset={label or LABELS[codec]}" * (label != ""),
        )
    )


@pytest.mark.parametrize(
    ("label", "many", "most"),
    [
        pytest.param("", 500, 5, id="none"),
        pytest.param("utf-8", 120, 2, id="UTF-8"),
        pytest.param("iso-8859-1", 120, 5, id="Latin-1"),
        pytest.param("gb2312", 120, 2, id="Chinese"),
        pytest.param("koi8-r", 120, 2, id="Cyrillic"),
        pytest.param("hex", 120, 2, id="no encoding of text"),
    ],
)
def test_a_wrong_or_missing_declaration_is_found_by_evidence(label, many, most):
    """In 20 languages; a single title may look alike in two code pages."""
    assert misread(1, label, many).total() <= most


def test_a_right_declaration_is_believed():
    """Also of a document with a single accent."""
    assert Counter() == misread(2)


@pytest.mark.parametrize(
    ("label", "text", "codec"),
    [
        ("x-sjis", "天然ガス①", "cp932"),
        ("windows-31j", "天然ガス", "cp932"),
        ("x-euc-jp", "天然ガス", "euc_jp"),
        ("euc-jp", "ガス①", "euc_jis_2004"),
        ("csISO2022JP", "天然ガス", "iso2022_jp"),
        ("", "天然ガス", "iso2022_jp"),
        ("ks_c_5601-1987", "똠방각하", "cp949"),
        ("gb_2312-80", "朱镕基", "gb18030"),
        ("hz-gb-2312", "天然气", "hz"),
        ("big5", "香港嘅瓊", "big5hkscs"),
        ("iso-8859-1", "“5 €” café", "cp1252"),
        ("latin5", "ığdır'da şehir", "cp1254"),
        ("koi8-ru", "Україна їде", "koi8_u"),
        ("dos-874", "ก๊าซ", "cp874"),
        ("macintosh", "café – été", "mac_roman"),
        ("windows-1258", "khí đô", "cp1258"),
        ("unicode", "<gas>", "utf-16"),
    ],
)
def test_a_label_means_what_browsers_take_it_for(label, text, codec):
    """The larger set of those that go by the name."""
    assert text == decode_body(text.encode(codec), f"text/xml; charset={label}")


def test_every_label_is_an_encoding_of_text():
    """Python's other codecs are no labels, and each of ours decodes whatever comes."""
    for codec in _codecs().values():
        assert isinstance(bytes(range(256)).decode(codec, "replace"), str)
    for other in ("hex", "rot13", "base64", "zlib", "idna", "punycode", "utf-7", "undefined"):
        assert codec_of(other) is None


@pytest.mark.parametrize(
    "head",
    [
        b'<?xml version="1.0" encoding="windows-1253"?><a>',
        b'<html><head><meta charset="windows-1253"><title>',
        b"<html><head><meta http-equiv=content-type content='text/html; charset=windows-1253'>",
    ],
)
def test_the_document_declares_too(head):
    """XML at its start, a page in its head."""
    text = "αβγ ΆΝΟΙΞΗ"

    assert decode_body(head + text.encode("cp1253")).endswith(text)


def test_a_few_stray_bytes_cost_only_themselves():
    """A byte alone among ASCII is windows-1252's; one beside others is nothing."""
    text = "Газ " * 20
    body = text.encode() + b"caf\xe9 \x96 " + "ё".encode()[:1] + "газ".encode() + b"\xd0\xd0\xd0"

    found = decode_body(body, "text/xml; charset=utf-8")

    assert found.startswith(text + "café – ")
    assert "газ" in found
    assert found.count("\ufffd") == 4


@pytest.mark.parametrize("codec", ["cp1251", "koi8_r", "cp949", "gb18030", "cp1252"])
def test_other_encodings_are_not_taken_for_damaged_utf_8(codec):
    """Their bytes are UTF-8 by chance now and then."""
    lang = {"cp949": "ko", "gb18030": "zh-Hans", "cp1252": "pt"}.get(codec, "ru")
    text = " ".join(TEXTS[lang])

    assert text == decode_body(text.encode(codec), "text/xml; charset=utf-8")


def test_a_stray_handler_asked_for_something_else_refuses():
    """It is Python's to call, by name, for decoding alone."""
    with pytest.raises(UnicodeEncodeError):
        "\ud800".encode("utf-8", "watchnext.stray")


def test_what_is_guessed_can_be_decoded():
    """Each encoding with letters is Python's."""
    assert [] == [codec for codec in GUESSED if not models(codec)]
    assert all(codecs.lookup(codec).name for codec in GUESSED)


@given(
    st.binary(max_size=400),
    st.text(max_size=60) | st.sampled_from([*_codecs(), "hex", "idna"]).map("charset={}".format),
)
def test_whatever_comes_it_is_text(body, content_type):
    """Never an error; a guess is always an encoding."""
    assert isinstance(decode_body(body, content_type), str)
    assert isinstance(body.decode(guess_charset(body), "replace"), str)


@given(st.text(), st.sampled_from(["", "utf-8", "big5", "windows-1251"]))
def test_utf_8_is_read_whatever_is_declared(text, label):
    """Text in other encodings is not UTF-8 by chance."""
    body = text.encode("utf-8", "replace")
    if body.isascii() or body.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<", b"\xef\xbb")):
        return

    assert body.decode() == decode_body(body, f"text/xml; charset={label}")
