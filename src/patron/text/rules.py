"""What the words of one sentence say in their place: negated, boosted, hoped for, outweighed.

The rules and their numbers are VADER's (Hutto and Gilbert, ICWSM 2014). Beside them, what there is
too much of is bad, and what only would be is halved; Taboada and others, "Lexicon-Based Methods for
Sentiment Analysis", Computational Linguistics 37, 2011, leave it out.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from patron.text.lexicon import Lexicon

NEGATED = -0.74
SHOUTED = 0.733
# How much of a booster is left one, two and three words further on.
DECAY = (1.0, 0.95, 0.9)
BEFORE_BUT, AFTER_BUT = 0.5, 1.5
HOPED_FOR = 0.5
TOO = -1.3
IRREALIS = frozenset(
    (
        *("would", "could", "should", "might", "ought", "supposed", "if", "unless", "whether"),
        *("wouldn't", "couldn't", "shouldn't", "would've", "could've", "should've", "i'd"),
        *("wish", "wished", "hope", "hoped", "hoping", "hopefully", "want", "wanted", "wanting"),
        *("expect", "expected", "expecting"),
    )
)
NOT_TOO = frozenset(
    (
        *("a", "and", "as", "but", "for", "i", "in", "is", "it", "of", "on", "so", "that", "the"),
        *("this", "to", "was", "we", "with", "you"),
    )
)
# What looks like something is not liked.
NO_LIKING = frozenset(
    (
        *("look", "looks", "looked", "looking", "feel", "feels", "felt", "feeling", "seem"),
        *("seems", "seemed", "sound", "sounds", "sounded", "smell", "smells", "smelled"),
        *("just", "more", "exactly", "much", "something", "anything", "nothing", "stuff"),
        *("thing", "things", "is", "are", "was", "were", "be", "it's", "fit", "fits", "made"),
        *("acts", "and", "than"),
    )
)


class Opinion(NamedTuple):
    """What one word says in its place.

    Parameters
    ----------
    at
        Place of the word in the sentence, counted from 0.
    words
        The word or phrase in small letters, with the negation before it if there is one.
    said
        What it says; what a word says by itself lies between -4 and 4.
    """

    at: int
    words: str
    said: float


def opinions_of(words: Sequence[str], small: list[str], lexicon: Lexicon) -> list[Opinion]:
    """Return what the words of one sentence say, in order; words that say nothing are left out.

    Parameters
    ----------
    words
        Words, emoticons and emoji as they are written.
    small
        The same in small letters.
    lexicon
        What they say by themselves.
    """
    shouts = _some_shouted(words)
    found: list[Opinion] = []
    at, real = 0, True
    while at < len(small):
        real = small[at] not in IRREALIS and (real or small[at] == "but")
        length, said = _by_itself(small, at, lexicon)
        if said:
            if shouts and _is_shouted(words[at]):
                said += math.copysign(SHOUTED, said)
            start, said = _in_place(small, at, said, lexicon)
            phrase = " ".join(small[start : at + length])
            found.append(Opinion(at + length - 1, phrase, said * (1 if real else HOPED_FOR)))
        at += length
    return _weighed_by_but(found, small)


def _some_shouted(words: Sequence[str]) -> bool:
    return 0 < sum(map(_is_shouted, words)) < len(words)


def _is_shouted(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _by_itself(small: list[str], at: int, lexicon: Lexicon) -> tuple[int, float]:
    """Return the length of what stands at a place and what it says by itself, 0 for nothing."""
    word = small[at]
    if word in lexicon.signs:
        return 1, lexicon.signs[word]
    match = lexicon.meanings.match(small, at)
    length, said = (match.length, match.value) if match is not None else (1, 0.0)
    if _is_too_much(small, at):
        return length, TOO
    is_empty = (word == "like" and at > 0 and small[at - 1] in NO_LIKING) or (
        # "No good" and "pretty bad" say what their second word says.
        word in ("no", "pretty")
        and length == 1
        and at + 1 < len(small)
        and lexicon.meanings.match(small, at + 1) is not None
    )
    return length, 0.0 if is_empty else said


def _is_too_much(small: list[str], at: int) -> bool:
    return at > 0 and small[at - 1] == "too" and small[at] not in NOT_TOO


def _in_place(small: list[str], at: int, said: float, lexicon: Lexicon) -> tuple[int, float]:
    """Return where the phrase begins with its negation, and what it says after the words before.

    Three words back count, as far as the last "but".
    """
    start = at - 1 if _is_too_much(small, at) else at
    if small[at] in lexicon.signs:
        return start, said
    sign = math.copysign(1.0, said)
    for distance, left in enumerate(DECAY, start=1):
        if distance > at or small[at - distance] == "but":
            break
        before = small[at - distance]
        said += sign * lexicon.boosters.get(before, 0.0) * left
        if _negates(small, at - distance, lexicon):
            start, said = at - distance, said * NEGATED
    return start, said


def _negates(small: list[str], at: int, lexicon: Lexicon) -> bool:
    word = small[at]
    if word == "least":
        return at == 0 or small[at - 1] not in ("at", "very")
    return word in lexicon.negations or word == "no" or word.endswith("n't")


def _weighed_by_but(found: list[Opinion], small: list[str]) -> list[Opinion]:
    if "but" not in small:
        return found
    but = small.index("but")
    return [
        one._replace(said=one.said * (BEFORE_BUT if one.at < but else AFTER_BUT)) for one in found
    ]
