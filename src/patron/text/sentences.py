"""Sentences, and the words, emoticons and emoji in them."""

import re
from collections.abc import Collection, Iterable, Iterator

# Also where the space after the full stop was forgotten.
END = re.compile(r"(?<=[.!?;])[\s\"')\]]+|\n\s*\n|(?<=[a-z])\.(?=[a-zA-Z]{2})")
WORD = r"[^\W_]+(?:['-][^\W_]+)*"


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text; a blank line ends one too."""
    return (part for part in END.split(text) if part and not part.isspace())


def pattern_of(signs: Collection[str]) -> re.Pattern[str]:
    """Return the pattern of a word, or of one of the signs (emoticons and emoji)."""
    emoji = "".join(re.escape(sign) for sign in sorted(signs) if len(sign) == 1)
    emoticons = sorted(
        (sign for sign in signs if len(sign) > 1), key=lambda sign: (-len(sign), sign)
    )
    # An emoticon stands apart: the colon and bracket of "(late:)" are none.
    apart = rf"(?<!\S)(?:{_any_of(emoticons)})(?=[\s.,!?]|$)"
    return re.compile(f"{WORD}|[{emoji}]|{apart}", re.IGNORECASE)


def _any_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, words))
