import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.language.cutting import places_of, words_of
from watchers.language.words import fold, sentence_breaks


def test_more_words_than_are_remembered_are_all_read():
    """What is forgotten is read once more."""
    many = [f"w{n}" for n in range(40_000)]

    assert [*many, *many] == words_of(" ".join([*many, *many]))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("U.S.-China talks", ["us", "china", "talks"], id="acronym and hyphen"),
        pytest.param("l’Ukraine d'Ivoire", ["l", "ukraine", "d", "ivoire"], id="elision"),
        pytest.param("U.S.'s e.g. J.Smith", ["us", "eg", "j", "smith"], id="dots"),
        pytest.param(
            "1,234.5 17,1bn v1.2 3.May", ["1234.5", "17.1", "bn", "v1.2", "3", "may"], id="numbers"
        ),
        pytest.param("1.234.567 1.234", ["1234567", "1.234"], id="points in numbers"),
        pytest.param("中俄2023年", ["中", "俄", "2023", "年"], id="characters and digits"),
        pytest.param("ｶﾞｽ ガス", ["ガ", "ス", "ガ", "ス"], id="half-width kana"),
        pytest.param("½ ㈱ №5", ["1⁄2", "株", "no5"], id="symbols"),
        pytest.param("Æ œ ø", ["ae", "oe", "o"], id="letters without a decomposition"),
        pytest.param("a_b c/d", ["a", "b", "c", "d"], id="lines and slashes"),
        pytest.param("می‌شود", ["مي", "شود"], id="half-space"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_text_falls_into_words(text, words):
    """Folded, in order."""
    assert words == words_of(text)


pieces = st.sampled_from(
    [
        "U.",
        "S.",
        "a",
        "'s",
        "’s",
        "1",
        ",",
        ".",
        "天",
        "é",
        "\u0301",
        " ",
        "\n",
        "-",
        "ﬁ",
        "\u2009",
        "\x1f",
        "\u200b",
        "러",
        "½",
        "x" * 50,
    ]
)


@given(st.lists(pieces, max_size=20).map("".join) | st.text())
def test_each_word_has_its_place(text):
    """Places are in order, apart, and fold to the words."""
    places = places_of(text)

    assert words_of(text) == [fold(text[start:end]) for start, end in places]
    ends = [0, *(end for _, end in places)]
    assert all(before <= start < end for before, (start, end) in zip(ends, places, strict=False))


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        pytest.param("He left. She stayed", ["He left.", " She stayed"], id="full stop"),
        pytest.param("Really?! Yes", ["Really?", "!", " Yes"], id="question"),
        pytest.param("“Go.” He went", ["“Go.”", " He went"], id="quoted"),
        pytest.param("俄方。中方！好", ["俄方。", "中方！", "好"], id="Chinese"),
        pytest.param("a\n\nb\nc", ["a\n\n", "b\nc"], id="paragraphs"),
        pytest.param("Mr. Putin, V. Putin, Gen. Li of St. Petersburg", None, id="abbreviations"),
        pytest.param("the U.S. Senate and 1.5 and co. China", None, id="acronyms, numbers"),
        pytest.param("approx. ten... or more", None, id="small letters go on"),
        pytest.param("в 2023 г. Китай", None, id="Russian abbreviations"),
        pytest.param("Wait... No", ["Wait...", " No"], id="three dots"),
    ],
)
def test_a_sentence_ends_where_it_surely_does(text, sentences):
    """A long sentence by mistake is better than two halves by mistake."""
    ends = [0, *sentence_breaks(text), len(text)]
    parts = [text[start:end] for start, end in itertools.pairwise(ends) if start < end]

    assert (sentences or [text]) == parts
