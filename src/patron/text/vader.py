"""The default reader: VADER's lexicon and rules, sentence by sentence."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from itertools import chain

from patron.text.aspects import mentions, nearest
from patron.text.base import HIGHEST, NOTHING, Reading, TextReader
from patron.text.language import is_foreign
from patron.text.lexicon import Lexicon, lexicon
from patron.text.rules import Opinion, opinions_of
from patron.text.sentences import sentences

# VADER's: the sum of what is said that is 0.71 of the most that can be.
ALPHA = 15.0
ASKED = 0.5
EXCLAIMED = 0.1
MOST_EXCLAIMED = 3


class Vader(TextReader):
    """Reads English with the lexicon and the rules of VADER, and what customers say beside it.

    A sentence says the sum of its words, a text the mean of its sentences. An opinion is of the
    aspect mentioned nearest to it in its sentence. Texts of other languages say nothing; neither
    do those in which no word is in the lexicon.

    References
    ----------
    Hutto, Gilbert (2014), "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social
    Media Text", ICWSM.
    """

    @property
    def version(self) -> str:
        """Version of the rules here and of the library that the lexicon is from."""
        return f"1 {version('nltk-vader-sentiment')}"

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Return the reading of each text."""
        known = lexicon()
        return [self._read(text, known) for text in texts]

    def _read(self, text: str, known: Lexicon) -> Reading:
        parts = [(part, known.pattern.findall(part)) for part in sentences(text)]
        small = [[word.lower() for word in words] for _, words in parts]
        if is_foreign(chain.from_iterable(small)):
            return NOTHING
        opinions = [
            _emphasised(opinions_of(words, lowered, known), part)
            for (part, words), lowered in zip(parts, small, strict=True)
        ]
        return Reading(_sentiment(opinions), self._aspects(small, opinions), _words(opinions))

    def _aspects(
        self, small: Sequence[list[str]], opinions: Sequence[list[Opinion]]
    ) -> dict[str, float | None]:
        """Return what is said of each aspect: the mean of the sentences that say something."""
        said: dict[str, list[float]] = {}
        for words, found in zip(small, opinions, strict=True):
            mentioned = mentions(words, self.terms)
            sums = {aspect: 0.0 for one in found for aspect in nearest(one.at, mentioned)}
            for one in found:
                for aspect in nearest(one.at, mentioned):
                    sums[aspect] += one.said
            for _, aspect in mentioned:
                said.setdefault(aspect, [])
            for aspect, total in sums.items():
                said[aspect].append(_squashed(total))
        return {aspect: sum(each) / len(each) if each else None for aspect, each in said.items()}


def _sentiment(opinions: Sequence[list[Opinion]]) -> float | None:
    """Return the mean of what the sentences say, None if none says anything."""
    if not any(opinions):
        return None
    return sum(_squashed(sum(one.said for one in found)) for found in opinions) / len(opinions)


def _words(opinions: Iterable[list[Opinion]]) -> dict[str, float]:
    """Return what each word says in all its places."""
    said: dict[str, float] = defaultdict(float)
    for one in chain.from_iterable(opinions):
        said[one.words] += one.said
    return {words: _squashed(total) for words, total in said.items() if total}


def _emphasised(found: list[Opinion], sentence: str) -> list[Opinion]:
    """Return the opinions after the sentence's end: a question halves, exclamation marks add."""
    factor = 1 + EXCLAIMED * min(sentence.count("!"), MOST_EXCLAIMED)
    if sentence.rstrip().endswith("?"):
        factor *= ASKED
    return found if factor == 1 else [one._replace(said=one.said * factor) for one in found]


def _squashed(said: float) -> float:
    """Return a sum of what words say as a number from -5 to 5."""
    return HIGHEST * said / math.sqrt(said * said + ALPHA)
