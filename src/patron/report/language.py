"""The language that a report speaks: every text that is shown has its English for a key.

The tables under ``languages`` hold what another language says instead. A text that they lack is
said in English, so a new sentence is never missing, only not translated yet; a contract test
lists those.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from pydantic import Field

from patron.config import Described, as_mapping, describe, did_you_mean, read_yaml
from patron.errors import ConfigError

LANGUAGES = Path(__file__).parent / "languages"
ENGLISH = "en"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Language(Described):
    """How a language writes what a report says; left out, as in English.

    Parameters
    ----------
    texts
        By English text, with the same names in braces.
    nouns
        What is counted, by its English singular: one, and several.
    months
        Names of the months in a date.
    date
        A date: ``{day}``, ``{month}`` and ``{year}``.
    separators
        Of decimals, and of thousands.
    small
        Whether a heading that stands within a sentence starts with a small letter.
    """

    texts: dict[str, str] = Field(default_factory=dict)
    nouns: dict[str, tuple[str, str]] = Field(default_factory=dict)
    months: tuple[str, ...] = MONTHS
    date: str = "{day} {month} {year}"
    separators: tuple[str, str] = (".", ",")
    small: bool = True


_name = ContextVar("language", default=ENGLISH)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Have everything within said in a language.

    Raises
    ------
    ConfigError
        If there is no table of that name.
    """
    language_of(language)
    token = _name.set(language)
    try:
        yield
    finally:
        _name.reset(token)


def spoken() -> str:
    """Return the name of the language that is spoken, such as ``en``."""
    return _name.get()


def language() -> Language:
    """Return the language that is spoken."""
    return language_of(_name.get())


@cache
def language_of(name: str) -> Language:
    """Return how a language writes.

    Raises
    ------
    ConfigError
        If there is no table of that name.
    """
    if name == ENGLISH:
        return Language()
    known = [ENGLISH, *sorted(path.stem for path in LANGUAGES.glob("*.yaml"))]
    if name not in known:
        raise ConfigError(
            f"There are no texts for the language {name!r}; there are: "
            f"{', '.join(known)}{did_you_mean(name, known)}."
        )
    path = LANGUAGES / f"{name}.yaml"
    return describe(Language, as_mapping(read_yaml(path), str(path)), str(path))


def say(text: str, **parts: object) -> str:
    """Return a text in the language that is spoken, its braces filled.

    Parameters
    ----------
    text
        In English, such as ``"{n} of them"``.
    parts
        What stands in the braces.
    """
    words = language().texts.get(text, text)
    return words.format(**parts) if parts else words
