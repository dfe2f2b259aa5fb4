"""The facts of features in a language that is not the one of the types' own wording."""

from datetime import timedelta
from functools import cache

import numpy as np
from pydantic import Field

from patron.config import Described
from patron.features import Feature, WindowFeature
from patron.features.attribute import Attribute
from patron.features.load import load_set
from patron.features.share import Share
from patron.features.spoken import spoken_money
from patron.features.where import ADJECTIVES, Where

# A feature of one of these fields has several wordings, one for each value.
VARIANTS = ("of", "until")
PACKAGED = ("retail",)


class Facts(Described):
    """How a language says the value of a feature.

    Parameters
    ----------
    said
        By type of feature (or type and variant, as ``rhythm mean``, or type and column, as
        ``distinct day``): the words, with ``{value}``,
        ``{days}`` (the value as a number of days), ``{what}`` (the interactions, in the number that
        goes with the value), ``{all}`` (in the plural), ``{one}``, ``{when}``, and the fields
        ``{column}``, ``{per}``, ``{part}``, ``{attribute}``, ``{relation}`` and ``{against}``.
    missing
        The same where there is no value; what a type lacks is taken from ``other``, where
        ``{idea}`` may stand.
    nouns
        Interactions of a kind, one and several; ``other`` is said of those that have none, with
        ``{kind}``.
    among
        How filters follow the noun: ``{filters}``.
    when
        The window: ``ever``, ``day`` and ``days`` (``{n}``).
    columns
        Of the history; what has none is called as it is.
    ideas
        The ideas of the packaged sets of features.
    neither, either
        Before texts that do not hold, and between texts of which one does.
    numbers
        What stands for parts of a number said in English, in order.
    separators
        Of decimals, and of thousands.
    """

    said: dict[str, str]
    missing: dict[str, str]
    nouns: dict[str, tuple[str, str]]
    among: str
    when: dict[str, str]
    columns: dict[str, str] = Field(default_factory=dict)
    ideas: dict[str, str] = Field(default_factory=dict)
    neither: str
    either: str
    numbers: dict[str, str]
    separators: tuple[str, str]

    def tell(self, feature: Feature, value: float, currency: str, days: str) -> str:
        """Return the value of a feature in words.

        Parameters
        ----------
        feature
            Its own `says` is in the workspace's language, unless it came with the package.
        days
            The value as a number of days, in words.
        """
        is_own = feature.says is not None and feature.says not in packaged()
        if is_own and not np.isnan(value):
            return feature.say(value, currency)
        parts = self._parts(feature, value, currency)
        words = self.missing if np.isnan(value) else self.said
        by_column = f"{kind_of(feature)} {getattr(feature, 'column', None)}"
        names = (by_column, variant_of(feature), kind_of(feature), "other")
        template = next(words[name] for name in names if name in words)
        return template.format(days=days, idea=self.idea(feature.idea), **parts)

    def idea(self, idea: str) -> str:
        """Return an idea in the language, where it is one of the package."""
        return self.ideas.get(idea, idea)

    def number(self, text: str) -> str:
        """Return a number that was said in English."""
        for english, own in self.numbers.items():
            text = text.replace(english, own)
        decimal, thousands = self.separators
        return text.translate({ord("."): decimal, ord(","): thousands})

    def _parts(self, feature: Feature, value: float, currency: str) -> dict[str, str]:
        """Return what may stand in braces."""
        number = "" if np.isnan(value) else self._value(feature, value, currency)
        names = ("column", "per", "attribute", "relation")
        fields = {name: str(getattr(feature, name, None) or "") for name in names}
        told = {
            name: self.columns.get(text, text.replace("_", " ")) for name, text in fields.items()
        }
        told |= {"value": number, "what": "", "all": "", "one": "", "when": "", "against": ""}
        if isinstance(feature, WindowFeature):
            one, several = self._nouns(feature)
            told |= {"one": one, "all": several, "what": one if number == "1" else several}
            told["when"] = self._window(feature.window)
        told["part"] = self._filters(feature.part) if isinstance(feature, Share) else ""
        if hasattr(feature, "against"):
            told["against"] = self._window(feature.against)
        return told

    def _value(self, feature: Feature, value: float, currency: str) -> str:
        if isinstance(feature, Attribute) and feature.is_any is not None:
            texts = self.either.join(feature.is_any)
            return texts if value else f"{self.neither}{texts}"
        if isinstance(feature, Attribute) and feature.order is not None:
            return feature.say_number(value)
        if feature.is_money and currency:
            return self.number(spoken_money(value, currency))
        return self.number(feature.say_number(value))

    def _nouns(self, feature: WindowFeature) -> tuple[str, str]:
        kinds_of = feature.where.wanted().get("kind", ("interaction",))
        found = [self._noun(kind) for kind in kinds_of]
        filters = self._filters(feature.where)
        after = self.among.format(filters=filters) if filters else ""
        one, several = (self.either.join(names) + after for names in zip(*found, strict=True))
        return one, several

    def _filters(self, where: Where) -> str:
        wanted = where.wanted()
        return "; ".join(", ".join(map(str, wanted[name])) for name in ADJECTIVES if name in wanted)

    def _noun(self, kind: str) -> tuple[str, str]:
        if kind in self.nouns:
            return self.nouns[kind]
        one, several = self.nouns["other"]
        return one.format(kind=kind.replace("_", " ")), several.format(kind=kind.replace("_", " "))

    def _window(self, window: timedelta | None) -> str:
        if window is None:
            return self.when["ever"]
        n = self.number(f"{window / timedelta(days=1):,.0f}")
        return self.when["day"] if n == "1" else self.when["days"].format(n=n)


def kind_of(feature: Feature) -> str:
    """Return the type of a feature."""
    return type(feature).__module__.rpartition(".")[2]


def variant_of(feature: Feature) -> str:
    """Return the type of a feature, and its variant where there are several: ``rhythm mean``."""
    variants = [str(getattr(feature, name)) for name in VARIANTS if hasattr(feature, name)]
    return " ".join([kind_of(feature), *variants])


@cache
def packaged() -> frozenset[str]:
    """Return the wordings of the features that come with the package; they are English."""
    return frozenset(one.says for name in PACKAGED for one in load_set(name) if one.says)
