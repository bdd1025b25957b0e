"""How likely each character beyond ASCII is in each language and encoding, as logarithms. Pure.

Alphabets stand in the order of how frequent their letters are, which is all that telling code pages
apart asks for. Of Chinese, Japanese and Korean the commonest characters stand here, and the
standards themselves part the common from the rare.
"""

import math
from collections.abc import Iterable, Mapping
from functools import cache

_LATIN = {
    "fr": "éàèêçôîùâûœëï", "de": "üäöß", "es": "óíáéñúü¡¿", "pt": "ãçáéõêíóâúàô", "it": "èàùòéì",
    "nl": "ëéïóöü", "da": "øæåé", "sv": "äöåé", "ca": "óàéèíçúòï",
    "pl": "łąężóśćńź", "cs": "íáéěřčýůšžúťňďó", "sk": "áíéčžšýúľťňôóďä", "hu": "áéöóőüúíű",
    "hr": "čšžćđ", "ro": "ăîâţşțș", "tr": "ışğüçöâî", "lt": "ėųšžįąčęū", "lv": "āīēšūņļķžčģ",
    "et": "äõüöšž",
}  # fmt: skip
_OTHERS = {
    "ru": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
    "uk": "оаниівтерсклудмпязьбгйчхжцшюїщєфґ",
    "be": "аінорескталвдыумяпзбгьйшцчўхжюэёф",
    "bg": "аиоетнрсвлкдпмзъугбчяйцжщшхфюь",
    "sr": "аоиентсрвкјудмлпзбгшчцхжњћљђфџѓќѕ",
    "el": "αοιετσνηυρπκμλςωδγχθφβάόίέήύώξζψϊϋΐΰ",
    "he": "יוהלאתרבמםנשדחקעפגסןטכצזךףץ",
    "ar": "اليمونترعبةفسدكقحجهشصطخذأىءزضغثئظإآؤ،",
    "th": "านรอกเงมยลวดทส่้ตะั์บิปคำีแพจหไขใ็โืชถุูศึณผซธภษฐฏญฎฟฝๆฯฉฬ",
}
_HANS = (
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后"
    "小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长"
    "知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话者向情部正名定女问力机给等几很业最间"
    "新位因重被电四第门相次东政海口使教西再平真世气信北少关并内加化由代军产入先山五太水万市"
)
_HANT = (
    "的一是不了在人有我他這中大來上國個到說們為子和你地出道也時年得就那要下以生會自著去之過家學對可她裡後"
    "小麼心多天而能好都然沒日於起還發成事只作當想看文無開手十用主行方又如前所本見經頭面公同三已老從動兩長"
    "知民樣現分將外但身些與高意進把法此實回二理美點月明其種聲全工己話者向情部正名定女問力機給等幾很業最間"
    "新位因重被電四第門相次東政海口使教西再平真世氣信北少關並內加化由代軍產入先山五太水萬市"
)
_HANGUL = (
    "이다는을의에가고하한지로기사은리도를시어서인대자으나정들과아해그스보전수라일원장부주여구제상국있만성했안"
    "게중와면동선조유신경비방공연관치미화우요마문무소진까세학"
)
_HIRAGANA = "".join(map(chr, range(0x3041, 0x3094)))
_KATAKANA = "".join(map(chr, range(0x30A1, 0x30FB))) + "ー"
_HALF_WIDTH = "".join(map(chr, range(0xFF61, 0xFFA0)))
_SIGNS = "«»“”„’‘–—…№°·•©®€§\u00a0´"
_WIDE_SIGNS = "，。、：；“”《》（）！？「」『』・％…—\u3000"
UNLIKELY = math.log(1e-5)  # what no text of the language has
CAPITAL = math.log(0.2)  # as often as its small letter


@cache
def models(codec: str) -> Mapping[str, Mapping[str, float]]:
    """Return by language how likely characters are in what is written in `codec`."""
    return {language: _model(language) for language in _WRITTEN.get(codec, "").split()}


# The most common on the web first.
_WRITTEN = {
    "cp1252": "fr de es pt it nl da sv ca",
    "cp1251": "ru uk be bg sr",
    "cp932": "ja",
    "gb18030": "zh-Hans",
    "cp949": "ko",
    "euc_jis_2004": "ja",
    "big5hkscs": "zh-Hant",
    "cp1250": "pl cs sk hu hr ro",
    "iso8859_2": "pl cs sk hu hr ro",
    "cp1254": "tr",
    "cp1256": "ar",
    "cp1253": "el",
    "cp1255": "he",
    "cp874": "th",
    "koi8_u": "ru uk be",
    "cp1257": "lt lv et",
    "iso8859_7": "el",
    "iso8859_5": "ru uk be bg sr",
    "iso8859_8": "he",
    "iso8859_6": "ar",
    "cp866": "ru be",
}
GUESSED = tuple(_WRITTEN)
"""The encodings that are guessed, the most common on the web first."""


def is_latin(language: str) -> bool:
    """Tell whether most letters of the language are ASCII's."""
    return language in _LATIN


@cache
def usual(language: str) -> float:
    """Return how likely a character of the language is on the average."""
    model = _model(language)
    return sum(math.exp(likely) * likely for likely in model.values())


@cache
def _model(language: str) -> Mapping[str, float]:
    match language:
        case "zh-Hans":
            common = _rows("gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF))
            return _shared((0.4, common), (0.52, _HANS), (0.08, _WIDE_SIGNS))
        case "zh-Hant":
            common = _rows("big5", range(0xA4, 0xC7), [*range(0x40, 0x7F), *range(0xA1, 0xFF)])
            return _shared((0.4, common), (0.52, _HANT), (0.08, _WIDE_SIGNS))
        case "ja":
            common = _rows("euc_jp", range(0xB0, 0xD0), range(0xA1, 0xFF))
            kana = (0.45, _HIRAGANA), (0.17, _KATAKANA), (0.02, _HALF_WIDTH)
            return _shared((0.28, common), *kana, (0.08, _WIDE_SIGNS))
        case "ko":
            common = _rows("euc_kr", range(0xB0, 0xC9), range(0xA1, 0xFF))
            return _shared((0.33, common), (0.65, _HANGUL), (0.02, _WIDE_SIGNS))
        case _:
            return _alphabet(_LATIN.get(language) or _OTHERS[language])


def _alphabet(letters: str) -> Mapping[str, float]:
    weights = [1 / (rank + 3) for rank in range(len(letters))]
    model = {sign: math.log(0.005) for sign in _SIGNS}
    for letter, weight in zip(letters, weights, strict=True):
        model[letter] = math.log(weight / sum(weights))
    return model


def _rows(codec: str, leads: Iterable[int], trails: Iterable[int]) -> str:
    trails = [*trails]
    return b"".join(bytes([lead, trail]) for lead in leads for trail in trails).decode(
        codec, "ignore"
    )


def _shared(*shares: tuple[float, str]) -> Mapping[str, float]:
    """Spread each share evenly over its characters; of two the later counts."""
    return {c: math.log(share / len(chars)) for share, chars in shares for c in chars}
