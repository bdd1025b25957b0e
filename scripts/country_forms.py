"""Forms of a country's words: how each language declines them, and how a regex sees their company.

No dictionary: rules of spelling that fit the names of countries, their capitals and their peoples.
What they would get wrong is written out in country_words/ instead.
"""

import re
from collections.abc import Callable, Iterable

Cases = list[tuple[str, ...]]
"""Nominative, genitive, dative, accusative, instrumental, locative: the spellings of each."""


def declined(language: str, name: str) -> list[str]:
    """Give the forms of a name of one word, or of a noun with its adjective."""
    if language == "de":
        return [name] if name[-1] in "sxzß" or " " in name else [name, name + "s"]
    if language not in _NOUNS:
        return [name]
    nouns, adjectives = _NOUNS[language], _ADJECTIVES[language]
    first, _, last = name.rpartition(" ")
    if first and " " not in first:
        for one, other in ((adjectives, nouns), (nouns, adjectives)):
            if (left := _cases(first, one)) and (right := _cases(last, other)):
                pairs = zip(left, right, strict=True)
                return _unique(f"{a} {b}" for xs, ys in pairs for a in xs for b in ys)
    # Of Sri Lanka, Nur-Sultan and San Marino only the end is declined.
    lead, last = re.fullmatch(r"(.*[ -])?(.*)", name).groups(default="")
    return _unique(lead + form for case in _cases(last, nouns) for form in case)


def _unique(forms: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(forms))


# Each paradigm: endings of the nominative, how many letters go, what the cases put instead (0 is
# nothing). The first that fits.
Paradigms = tuple[tuple[tuple[str, ...], int, str], ...]
_SAME = "0 0 0 0 0 0"
_RU_NOUNS: Paradigms = (
    (("ия",), 1, "я и и ю ей и"),
    (("я",), 1, "я и е ю ей е"),
    (("уа", "оа"), 0, _SAME),
    (("жа", "ша", "ча", "ща"), 1, "а и е у ей е"),
    (("ца",), 1, "а ы е у ей е"),
    (("ка", "га", "ха"), 1, "а и е у ой е"),
    (("а",), 1, "а ы е у ой е"),
    (("ы",), 1, "ы 0/ов ам ы ами ах"),
    (("сь",), 1, "ь и и ь ью и"),
    (("ь",), 1, "ь я ю ь ем е"),
    (("ий",), 1, "й я ю й ем и"),
    (("й",), 1, "й я ю й ем е"),
    (tuple("оеиуюэё"), 0, _SAME),
    (tuple("жшчщц"), 0, "0 а у 0 ем е"),
    (("",), 0, "0 а у 0 ом е"),
)
_RU_ADJECTIVES: Paradigms = (
    (("ая",), 2, "ая ой ой ую ой ой"),
    (("ый",), 2, "ый ого ому ый ым ом"),
)
_UK_NOUNS: Paradigms = (
    (("ія", "ея", "уя"), 1, "я ї ї ю єю ї"),
    (("я",), 1, "я і і ю ею і"),
    (("уа", "оа"), 0, _SAME),
    (("жа", "ша", "ча", "ща"), 1, "а і і у ею і"),
    (("ка",), 2, "ка ки ці ку кою ці"),
    (("га",), 2, "га ги зі гу гою зі"),
    (("ґа",), 2, "ґа ґи зі ґу ґою зі"),
    (("ха",), 2, "ха хи сі ху хою сі"),
    (("а",), 1, "а и і у ою і"),
    (("и",), 1, "и 0/ів ам и ами ах"),
    (("ь",), 1, "ь я/ю ю ь ем і"),
    (("й",), 1, "й я/ю ю й єм ї"),
    (tuple("оеіуюєї"), 0, _SAME),
    (tuple("жшчщц"), 0, "0 у/а у 0 ем і"),
    (("",), 0, "0 у/а у 0 ом і"),
)
_UK_ADJECTIVES: Paradigms = (
    (("а",), 1, "а ої ій у ою ій"),
    (("ий",), 2, "ий ого ому ий им ому"),
)
_PL_NOUNS: Paradigms = (
    (("ia", "ja", "ea", "la", "śa"), 1, "a i i ę ą i"),
    (("cza", "sza", "rza", "ża"), 1, "a y y ę ą y"),
    (("ua",), 0, _SAME),
    (("ka",), 2, "ka ki ce kę ką ce"),
    (("ga",), 2, "ga gi dze gę gą dze"),
    (("da",), 2, "da dy dzie dę dą dzie"),
    (("ta",), 2, "ta ty cie tę tą cie"),
    (("ra",), 2, "ra ry rze rę rą rze"),
    (("ła",), 2, "ła ły le łę łą le"),
    (("a",), 1, "a y ie ę ą ie"),
    (tuple("eiouyńśćźqvx"), 0, _SAME),
    (("j", "l", "c", "ż", "sz", "cz", "rz", "ch"), 0, "0 u/a owi 0 em u"),
    (("k", "g"), 0, "0 u/a owi 0 iem u"),
    (("d",), 1, "d du/da dowi d dem dzie"),
    (("t",), 1, "t tu/ta towi t tem cie"),
    (("r",), 1, "r ru/ra rowi r rem rze"),
    (("ł",), 1, "ł łu/ła łowi ł łem le"),
    (("",), 0, "0 u/a owi 0 em ie"),
)
_PL_ADJECTIVES: Paradigms = (
    (("owy", "ocny"), 1, "y ego emu y ym ym"),
    (("yjska",), 1, "a iej iej ą ą iej"),
    (("owa", "ocna"), 1, "a ej ej ą ą ej"),
)
_NOUNS = {"ru": _RU_NOUNS, "uk": _UK_NOUNS, "pl": _PL_NOUNS}
_ADJECTIVES = {"ru": _RU_ADJECTIVES, "uk": _UK_ADJECTIVES, "pl": _PL_ADJECTIVES}


def _cases(word: str, paradigms: Paradigms) -> Cases:
    """Give the cases of a word; none if no paradigm fits."""
    for endings, gone, cases in paradigms:
        if word.endswith(endings):
            stem = word[: len(word) - gone]
            return [
                tuple(stem + end.replace("0", "") for end in case.split("/"))
                for case in (_SAME if word.isupper() else cases).split()
            ]
    return []


def people(language: str, word: str) -> list[str]:
    """Give the forms of an adjective that is also what its people are called."""
    return _unique(_PEOPLE[language](word))


def _en(word: str) -> list[str]:
    return [word] if word.endswith(("ese", "sh", "ss", "z", "ch")) else [word, word + "s"]


def _de(word: str) -> list[str]:
    if word.endswith("e"):
        return [word, word + "n", word[:-1] + "in", word[:-1] + "innen"]
    if word.endswith("er"):
        return [word, word + "n", word + "in", word + "innen"]
    return [word, word + "en", word + "in", word + "innen"]


def _fr(word: str) -> list[str]:
    doubled = word.endswith(("ien", "éen"))
    feminine = word if word.endswith("e") else word + ("ne" if doubled else "e")
    plural = word if word.endswith("s") else word + "s"
    return [word, plural, feminine, feminine + "s"]


def _es(word: str) -> list[str]:
    if word[-1] == "o":
        return [word[:-1] + end for end in ("o", "os", "a", "as")]
    if word[-1] in "íú":
        return [word, word + "es", word + "s"]
    if word[-1] in "ae":
        return [word, word + "s"]
    plain = word[:-2] + word[-2].translate(str.maketrans("áéíóú", "aeiou")) + word[-1]
    return [word, *(plain + end for end in ("es", "a", "as"))]


def _it(word: str) -> list[str]:
    hard = "h" if word[-2] in "cg" else ""
    stem = word[:-1]
    match word[-1]:
        case "o":
            men = "i" if word.endswith(("iaco", "ico")) else hard + "i"
            return [word, stem + men, stem + "a", stem + hard + "e"]
        case "a":
            return [word, stem + "i", stem + hard + "e"]
        case "e":
            return [word, stem + "i"]
    return [word]


def _ar(stem: str) -> list[str]:
    return [stem + end for end in ("ي", "ية", "يين", "يون")]


_PEOPLE: dict[str, Callable[[str], list[str]]] = {
    "en": _en,
    "de": _de,
    "fr": _fr,
    "es": _es,
    "it": _it,
    "ar": _ar,
}
