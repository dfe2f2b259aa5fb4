"""What a reader of texts is: text in; sentiment, aspects and the words that mattered out."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Annotated, NamedTuple

from pydantic import Field

from patron.config import Described
from patron.text.aspects import ASPECTS, terms_of
from patron.text.phrases import Phrases

LOWEST, HIGHEST = -5.0, 5.0

Terms = tuple[Annotated[str, Field(pattern=r"\w")], ...]


class Reading(NamedTuple):
    """What one text says.

    Parameters
    ----------
    sentiment
        From -5, as bad as can be, to 5; None where no word tells anything.
    aspects
        What is said of each aspect that is mentioned, on the same scale; None where it is mentioned
        without an opinion.
    words
        Words that mattered, as they stand in the text but in small letters, each with what it says
        in its place on the same scale.
    """

    sentiment: float | None
    aspects: Mapping[str, float | None]
    words: Mapping[str, float]


NOTHING = Reading(None, {}, {})


class TextReader(Described, ABC):
    """Reads texts.

    It needs no network, and reads a text the same whatever stands beside it and whenever it does.
    Another package adds one by an entry point in the group ``patron.text``.

    Parameters
    ----------
    aspects
        Words that mention each aspect, such as ``{delivery: [courier, arrive, on time]}``; a word
        stands for its plural in "s" too. Left out, they are the words for delivery, price,
        quality, fit, service, returns and app in `patron.text.aspects`; aspects given take the
        place of all of those.
    """

    aspects: dict[str, Terms] | None = None

    @cached_property
    def terms(self) -> Phrases[tuple[str, ...]]:
        """The aspects that each word or phrase mentions."""
        return terms_of(ASPECTS if self.aspects is None else self.aspects)

    @property
    def version(self) -> str:
        """What the readings depend on beside the fields; texts are read again when it changes."""
        return "1"

    @abstractmethod
    def read(self, texts: Sequence[str]) -> list[Reading]:
        """Return the reading of each text.

        Parameters
        ----------
        texts
            Plain texts without mark-up or control characters, none of them blank, in whatever
            language.
        """
