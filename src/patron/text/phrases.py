"""Words and phrases that mean something, found where they begin."""

from collections.abc import Mapping
from typing import Generic, NamedTuple, TypeVar

V = TypeVar("V")


class Match(NamedTuple, Generic[V]):
    """A phrase found: its number of words, and what it means."""

    length: int
    value: V


class Phrases(Generic[V]):
    """Meanings by word or phrase, in small letters, words of a phrase parted by one space.

    Parameters
    ----------
    meanings
        Meaning by word or phrase.
    """

    def __init__(self, meanings: Mapping[str, V]) -> None:
        self._by_first: dict[str, list[tuple[list[str], Match[V]]]] = {}
        phrases = [(key.split(), value) for key, value in meanings.items()]
        # The longest first, so that "not worth it" is found before "not worth".
        for words, value in sorted(phrases, key=lambda phrase: -len(phrase[0])):
            match = Match(len(words), value)
            self._by_first.setdefault(words[0], []).append((words, match))

    def match(self, words: list[str], at: int) -> Match[V] | None:
        """Return the longest phrase that begins at a place of `words`, None if there is none."""
        for phrase, match in self._by_first.get(words[at], ()):
            if match.length == 1 or words[at : at + match.length] == phrase:
                return match
        return None
