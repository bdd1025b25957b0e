"""Which encoding bytes are most likely in: under which their characters are a language's. Pure."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping

import regex

from watchers.parse.charset_letters import CAPITAL, GUESSED, UNLIKELY, is_latin, models, usual

_SAMPLE_BYTES = 65_536
_MOST_BYTES = 8_192  # of these, without their long stretches of ASCII
_ASCII = re.compile(rb"([\x00-\x7f]{3})[\x00-\x7f]{6,}([\x00-\x7f]{3})")
_STRANGE = regex.compile(r"[^\x00-\x7f]+")
_CAMEL = regex.compile(r"\p{Ll}\p{Lu}")
# Among Latin letters those beyond ASCII stand alone; in other scripts no ASCII letter touches them.
_RUN = regex.compile(r"[\p{L}--[\x00-\x7f]]{2}", regex.VERSION1)
_TOUCHED = regex.compile(
    r"[a-zA-Z][\p{L}--[\x00-\x7f]]|[\p{L}--[\x00-\x7f]][a-zA-Z]", regex.VERSION1
)
_ODD = -4.0  # for each of these
_RARER = -0.15  # than the one before it
_BROKEN = math.log(1e-7)
# A declaration is believed unless the bytes are this much (e^8) likelier as another.
_MARGIN = 8.0
# A character of a text in its own encoding is hardly less likely than the language has it.
_LIKELY = 0.3


def guess_charset(body: bytes, declared: Iterable[str] = ()) -> str:
    """Return Python's name of the encoding that `body` is most likely in.

    What is `declared` is believed unless another is clearly likelier, and where nothing is known
    of it. Looks at the first 64 kB.
    """
    sample = _ASCII.sub(rb"\1 \2", body[:_SAMPLE_BYTES])[:_MOST_BYTES]
    trusted = [*declared]
    if trusted and not models(trusted[0]):
        return trusted[0]
    scores: dict[str, float] = {}
    for codec in dict.fromkeys([*trusted, *GUESSED]):
        if not models(codec):
            continue
        scores[codec], likely = _score(sample, codec)
        if codec in trusted and likely:
            return codec
    for rank, codec in enumerate(GUESSED):
        scores[codec] += _RARER * rank
    best = max(scores, key=lambda codec: scores[codec])
    near = (codec for codec in trusted if scores.get(codec, -math.inf) + _MARGIN >= scores[best])
    return next(near, best)


def _score(sample: bytes, codec: str) -> tuple[float, bool]:
    """Return how likely the sample is in `codec`, a logarithm, and whether it is as usual."""
    text = sample.decode(codec, "replace").replace("İ", "ı")
    counted = Counter("".join(_STRANGE.findall(text)))
    total = counted.total()
    if not total:
        return -math.inf, False
    camels = _ODD * len(_CAMEL.findall(text))
    runs, touched = len(_RUN.findall(text)), len(_TOUCHED.findall(text))
    score, language = max(
        (_likelihood(counted, model) + _ODD * (runs if is_latin(language) else touched), language)
        for language, model in models(codec).items()
    )
    score += camels
    return score, score / total >= usual(language) - _LIKELY


def _likelihood(counted: Mapping[str, int], model: Mapping[str, float]) -> float:
    total = 0.0
    for character, times in counted.items():
        if character == "\ufffd":
            total += _BROKEN * times
            continue
        small = character.lower()
        of_small = model.get(small)
        if of_small is None:
            total += UNLIKELY * times
        else:
            total += (of_small + (CAPITAL if small != character else 0.0)) * times
    return total
