"""Synthetic indicators of the shipped kind, drawn from the words of real news."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from random import Random

WORD = re.compile(r"[^\W\d_]{3,}")
HAN = re.compile(r"[\u4e00-\u9fff]{2,}")
STEM = 5


class Words:
    """The words of some texts that are neither everywhere nor only once, by script."""

    def __init__(self, texts: Iterable[str], *, rarest: int, commonest: float) -> None:
        words: Counter[str] = Counter()
        pairs: Counter[str] = Counter()
        phrases: Counter[tuple[str, str]] = Counter()
        texts = list(texts)
        for text in texts:
            found = [w.lower() for w in WORD.findall(text) if not HAN.match(w)]
            words.update(set(found))
            phrases.update(set(pairwise(found)))
            pairs.update({run[n : n + 2] for run in HAN.findall(text) for n in range(len(run) - 1)})
        most = commonest * len(texts)
        self.words = _drawable(words, rarest, most)
        self.han = _drawable(pairs, rarest, most)
        self.phrases = _drawable(phrases, rarest, most)


def _drawable(counted: Counter, rarest: int, most: float) -> tuple[list, list[float]]:
    """Give what can be drawn and its weights: common words are in more rules, as in life."""
    kept = sorted((key, n) for key, n in counted.items() if rarest <= n <= most)
    return [key for key, _ in kept], [n**0.5 for _, n in kept]


def queries(count: int, words: Words, seed: int = 4) -> list[str]:
    """Write `count` queries of about six terms: OR lists, NEAR, phrases, wildcards, CJK, NOT."""
    random = Random(seed)
    return [_query(words, random) for _ in range(count)]


def _query(words: Words, random: Random) -> str:
    draw = random.random()
    if draw < 0.08:
        return _han(words, random)
    terms = [_term(words, random) for _ in range(6)]
    near = random.choice((3, 5, 8, 10))
    if draw < 0.45:
        return "({} OR {} OR {}) NEAR/{near} ({} OR {}) NOT {}".format(*terms, near=near)
    if draw < 0.75:
        return "{} NEAR/{near} ({} OR {}) AND ({} OR {}) NOT {}".format(*terms, near=near)
    if draw < 0.95:
        return "({} OR {}) AND ({} OR {}) AND NOT ({} OR {})".format(*terms)
    word = _one(words.words, random)
    return f"/{word[:4]}.{{0,3}}{word[-1]}/ AND ({terms[1]} OR {terms[2]}) NOT {terms[3]}"


def _han(words: Words, random: Random) -> str:
    one, two, three, four = (_one(words.han, random) for _ in range(4))
    return f"({one} OR {two}) NEAR/10 ({three} OR {_term(words, random)}) NOT {four}"


def _term(words: Words, random: Random) -> str:
    draw = random.random()
    if draw < 0.12:
        return f'"{" ".join(_one(words.phrases, random))}"'
    word = _one(words.words, random)
    return f"{word[:STEM]}*" if draw < 0.3 and len(word) > STEM else word


def _one(drawable: tuple[Sequence, Sequence[float]], random: Random):
    return random.choices(*drawable)[0]
