"""What words say: VADER's lexicon, and what customers say that it lacks.

For VADER (Hutto and Gilbert, ICWSM 2014) ten people rated each of 7,500 words of social media from
-4 to 4. Of goods, deliveries and service customers speak in further ones, which stand here: plain
English of any trade, on the same scale, fitted to no data.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from patron.text.phrases import Phrases
from patron.text.sentences import pattern_of

OF_CUSTOMERS: dict[float, tuple[str, ...]] = {
    -2.7: (
        *("never again", "waste of money", "waste of time", "rip off", "ripoff", "money back"),
        *("garbage", "trash", "unusable", "unacceptable"),
    ),
    -2.1: (
        *("junk", "defective", "faulty", "flimsy", "shoddy", "overpriced", "unhelpful"),
        *("unreliable", "unresponsive", "crashed", "crashes", "crashing", "dead on arrival"),
        *("falling apart", "fell apart", "fall apart", "falls apart", "unsatisfied"),
        *("dissatisfied", "unimpressed", "subpar", "not worth"),
    ),
    -1.6: (
        *("returned", "returning", "return it", "return them", "return this", "sent back"),
        *("send back", "sent it back", "send it back", "sent them back", "going back", "go back"),
        *("went back", "took it back", "refund", "refunded", "torn", "tore", "ripped", "stained"),
        *("shrunk", "shrank", "shrinks", "faded", "scratched", "scratches", "leaks", "leaked"),
        *("leaking", "jammed", "freezes", "froze", "frozen", "buggy", "bugs", "glitch"),
        *("glitches", "glitchy", "unflattering", "uncomfortable", "ill fitting", "poorly"),
        *("cheaply", "cheap looking", "looks cheap", "looked cheap", "feels cheap", "felt cheap"),
        *("rough", "stiff", "scratchy", "noisy", "sloppy", "mediocre", "inferior", "late"),
        *("overdue", "never arrived", "no response", "no reply", "on hold", "hung up"),
        *("unanswered", "double charged", "overcharged", "hidden fees", "unclear", "confusing"),
        *("complicated", "cancelled", "canceled", "incorrect", "misleading", "inaccurate"),
        *("stopped working", "does not work", "did not work", "doesn't work", "didn't work"),
        *("won't work", "not working", "fell off", "fall off", "came off", "broke off"),
        *("gave up", "let down", "letdown", "avoid"),
    ),
    -1.0: (
        *("slow", "slowly", "cheap", "expensive", "pricey", "costly", "issue", "issues", "bug"),
        *("delay", "delays", "crash", "refuses", "bulky", "clunky", "tight", "loose", "baggy"),
        *("long wait", "waited", "waiting", "odd", "weird", "strange", "awkward", "difficult"),
        *("unfortunately", "sadly", "runs small", "runs large", "ran small", "ran large"),
    ),
    1.0: (
        *("fast", "quick", "quickly", "soft", "durable", "smooth", "smoothly", "works", "worked"),
        *("fits", "on time", "prompt", "promptly", "polite", "professional", "lightweight"),
        *("quiet", "simple", "affordable", "inexpensive", "reasonable", "reasonably priced"),
        *("good price", "versatile"),
    ),
    1.6: (
        *("sturdy", "reliable", "flawless", "flawlessly", "seamless", "well made", "well built"),
        *("high quality", "great value", "intuitive", "user friendly", "user-friendly"),
        *("attentive", "knowledgeable", "works well", "works great", "works fine", "fits well"),
        *("fits great", "fits perfectly", "true to size", "cozy", "comfy", "stylish"),
        *("no problem", "no problems", "no issues", "no complaints"),
    ),
    2.2: (
        *("highly recommend", "exceeded", "exceeds", "happier", "buy again", "order again"),
        *("ordered another", "bought another", "must have", "must-have"),
    ),
}
# The descriptions of other emoji name things: an alarm clock, a credit card, a game's die.
OF_FEELING = frozenset({"face", "heart", "hearts", "cat", "kiss", "love"})
# Emoji of which the description says nothing, or the contrary.
FURTHER_SIGNS = {
    **{"👍": 1.9, "👏": 1.9, "👌": 1.5, "🎉": 1.9},
    **{"👎": -1.9, "😡": -2.7, "🤬": -3.0, "😒": -1.3, "🙄": -1.0, "💔": -2.1},
}
FURTHER_BOOSTERS = {"super": 0.293, "way": 0.293, "bit": -0.293}


@dataclass(frozen=True)
class Lexicon:
    """What words, emoticons and emoji say, from -4 to 4, and which words change what others say.

    Parameters
    ----------
    meanings
        What words and phrases say, in small letters.
    signs
        What emoticons and emoji say.
    boosters
        How much further from 0 a word makes the next ones say.
    negations
        Words that turn the next ones.
    pattern
        What a word, an emoticon or an emoji looks like.
    """

    meanings: Phrases[float]
    signs: Mapping[str, float]
    boosters: Mapping[str, float]
    negations: frozenset[str]
    pattern: re.Pattern[str]


@cache
def lexicon() -> Lexicon:
    """Return VADER's lexicon with the words of customers."""
    from vader import SentimentIntensityAnalyzer

    library = SentimentIntensityAnalyzer()
    of_customers = {word: said for said, words in OF_CUSTOMERS.items() for word in words}
    words = {word: said for word, said in library.lexicon.items() if word[0].isalnum()}
    boosters = {**library.booster, **FURTHER_BOOSTERS}
    meanings = {**words, **library.multiword, **library.special_cases, **of_customers}
    # What a booster says itself is less than what it does to others.
    meanings = {word: said for word, said in meanings.items() if word not in boosters}
    signs = {word: said for word, said in library.lexicon.items() if not word[0].isalnum()}
    found = Phrases(meanings)
    signs = {**signs, **dict(_emoji(found)), **FURTHER_SIGNS}
    return Lexicon(found, signs, boosters, library.negations, pattern_of(signs))


def _emoji(meanings: Phrases[float]) -> Iterator[tuple[str, float]]:
    """Yield what each emoji of feeling says: the sum of its description, from -4 to 4."""
    from vader.data.emoji import EMOJI

    for emoji, description in EMOJI.items():
        words = description.lower().replace("-", " ").split()
        found = (meanings.match(words, at) for at in range(len(words)))
        said = sum(match.value for match in found if match is not None)
        character = emoji.rstrip("\ufe0f")
        if said and len(character) == 1 and OF_FEELING.intersection(words):
            yield character, max(-4.0, min(4.0, said))
