"""Put the facts of a model into sentences: a template, and numbers that can be read again."""

import math
from collections.abc import Sequence
from functools import cached_property, lru_cache

import numpy as np

from patron.explain.facts import variant_of
from patron.explain.words import Words, words_of
from patron.features import Feature
from patron.features.attribute import Attribute
from patron.features.count import Count
from patron.features.distinct import Distinct
from patron.features.recency import Recency
from patron.features.rhythm import Rhythm
from patron.features.spoken import spoken_money
from patron.models import Model

# A share of the population from which on a value is said to be more, or less, than theirs.
WORTH_COMPARING = 0.6
# From which on a value is said to be that of most.
MOST = 0.5
FEW = 0.1
# A larger part of the population without a value is mentioned.
MANY_UNKNOWN = 0.05
# How a count of nothing starts, and what counts.
COUNTED = (Count, Distinct)
NOUGHT = "0 "

# Values of features, and moves, whose words are kept.
MOST_KEPT = 50_000
# Stands where a move comes.
MOVE = "\0"


class Phrasing:
    """Says the facts behind a model's answers; the same row and size give the same sentence.

    Parameters
    ----------
    features
        What the model's columns are, in their order.
    model
        Whose population is compared with, and whose kind of task says what a move is.
    currency
        Unit of money.
    words
        The language's phrases.
    """

    def __init__(
        self,
        features: Sequence[Feature],
        model: Model,
        currency: str = "",
        words: Words | None = None,
    ) -> None:
        self.features = tuple(features)
        self.model = model
        self.currency = currency
        self.words = words or words_of()
        self._kinds = [variant_of(one) for one in self.features]
        # Counts and days are few numbers, which many customers have, and so are rounded moves.
        self._around = lru_cache(maxsize=MOST_KEPT)(self._words_around)
        self._moves = lru_cache(maxsize=MOST_KEPT)(self._moved)

    def sentence(self, row: np.ndarray, feature: int, size: float) -> str:
        """Return a reason in words; see `sentences`."""
        one = np.array([feature])
        return self.sentences(row[None], np.zeros(1, np.int64), one, np.array([size]))[0]

    def sentences(
        self, X: np.ndarray, row: np.ndarray, feature: np.ndarray, size: np.ndarray
    ) -> list[str]:
        """Return reasons in words.

        Parameters
        ----------
        X
            Values of all features, shape (n, k).
        row, feature
            Of each reason the row, and the number of the feature that gives the fact.
        size
            How far the score moved with its idea, in the unit of the score.
        """
        beside = self._beside[feature]
        values, others = X[row, feature], np.where(beside < 0, np.nan, X[row, beside])
        sentences = []
        for which, value, other, moved in zip(
            feature.tolist(), values.tolist(), others.tolist(), size.tolist(), strict=True
        ):
            # One NaN is not another, so that it would never be found again.
            known = None if value != value else value
            before, after = self._around(which, known, None if other != other else other)
            sentences.append(before + self.move(moved) + after)
        return sentences

    def _words_around(
        self, feature: int, value: float | None, beside: float | None
    ) -> tuple[str, str]:
        """Return what is said before and after a move; None is not known."""
        known, other = (math.nan if one is None else one for one in (value, beside))
        told = self.words.reason.format(
            fact=self.fact(feature, known),
            aside=self.aside(feature, known, other),
            compared=self.compared(feature, known),
            move=MOVE,
        )
        before, _, after = told.partition(MOVE)
        return before[:1].upper() + before[1:], after

    def fact(self, feature: int, value: float) -> str:
        """Return the value of a feature (its number) in words."""
        one = self.features[feature]
        if self.words.facts is None:
            said = one.say(value, self.currency)
        else:
            days = "" if np.isnan(value) else self.days(value)
            said = self.words.facts.tell(one, value, self.currency, days)
        is_none = isinstance(one, COUNTED) and said.startswith(NOUGHT)
        return self.words.none.format(rest=said.removeprefix(NOUGHT)) if is_none else said

    def aside(self, feature: int, value: float, beside: float) -> str:
        """Return the customer's own rhythm beside how long ago something was, or nothing.

        Beside a rhythm it is how long ago; `beside` is the value of the one that is told.
        """
        if np.isnan(value) or np.isnan(beside):
            return ""
        is_rhythm = isinstance(self.features[self._beside[feature]], Rhythm)
        template = self.words.rhythm if is_rhythm else self.words.pause
        return template.format(days=self.days(beside))

    def compared(self, feature: int, value: float) -> str:
        """Return how a value stands among those of the population, or nothing."""
        one = self.features[feature]
        usual = self.model.population.get(one.name)
        if usual is None:
            return ""
        who = self.words.who[one.entity]
        if np.isnan(value):
            like = usual.unknown >= MOST
            how = "like" if like else "unlike" if usual.unknown <= FEW else ""
            return self._comparison(feature, how, who=who) if how else ""
        if usual.unknown > MANY_UNKNOWN:
            who = self.words.known.format(who=who)
        if usual.same(value) >= MOST:
            return self._comparison(feature, "like", who=who)
        less, more = usual.less(value), usual.more(value)
        share, how = max((less, "more"), (more, "less"))
        if not is_ranked(one):
            return self._comparison(feature, "unlike", who=who) if share >= 1 - FEW else ""
        if share < WORTH_COMPARING:
            return self._comparison(feature, "middle", who=who)
        return self._comparison(feature, how, share=self._share(share, who))

    def bound(self, feature: int, bound: float, is_over: bool) -> str:
        """Return values over a bound, or up to it, in words: "at most 2 visits so far"."""
        one = self.features[feature]
        if np.isinf(bound):
            # The tree cuts between what is known and what is not.
            if is_over:
                return self.fact(feature, math.nan)
            return self.words.bound["known"].format(idea=self.words.idea(one.idea))
        if isinstance(one, Attribute) and (one.is_any or one.order):
            least = max(0, math.floor(bound) + is_over)
            return self.fact(feature, float(least))
        # A tree cuts between whole numbers; the nearest one on the side is told.
        if bound == math.floor(bound) + 0.5:
            bound = math.floor(bound) + is_over
        fact = self.fact(feature, float(bound))
        if bound == 0 and isinstance(one, COUNTED) and not is_over:
            return fact
        before, after = ("least", "over") if is_over else ("most", "upto")
        return self.words.bound[before if fact[:1].isdigit() else after].format(fact=fact)

    def move(self, size: float) -> str:
        """Return direction and size of a move of the score, in points or money."""
        rounded = rounded_points if self._is_in_points else rounded_money
        return self._moves(size >= 0, rounded(abs(size)))

    def _moved(self, is_up: bool, rounded: float) -> str:
        said = self._points(rounded) if self._is_in_points else self._money(rounded)
        template = self.words.moved[self.model.kind]["up" if is_up else "down"]
        return template.format(points=said, money=said)

    def _points(self, points: float) -> str:
        if not points:
            return self.words.points.under
        if points == 1:
            return self.words.points.one
        return self.words.points.many.format(n=self.words.number(f"{points:g}"))

    def _money(self, amount: float) -> str:
        return self.words.number(spoken_money(amount, self.currency).strip())

    def days(self, value: float) -> str:
        """Return a number of days."""
        if value < 1:
            return self.words.days.under
        number = f"{value:,.0f}"
        if number == "1":
            return self.words.days.one
        return self.words.days.many.format(n=self.words.number(number))

    def _comparison(self, feature: int, how: str, **parts: str) -> str:
        words = self.words.comparing(
            self._kinds[feature], how, self.features[feature].entity
        ).format(**parts)
        return self.words.comparison.format(words=words)

    def _share(self, share: float, who: str) -> str:
        n, of = (99, 100) if share > 0.95 else (round(10 * share), 10)
        return self.words.share.format(n=n, of=of, who=who)

    @cached_property
    def ideas(self) -> tuple[str, ...]:
        """The features' ideas, each once."""
        return tuple(dict.fromkeys(feature.idea for feature in self.features))

    @cached_property
    def idea_of(self) -> np.ndarray:
        """Number of each feature's idea in `ideas`, shape (k,)."""
        numbers = {idea: number for number, idea in enumerate(self.ideas)}
        return np.array([numbers[feature.idea] for feature in self.features], np.int64)

    @cached_property
    def _is_in_points(self) -> bool:
        """Whether moves are told in points, and not in money."""
        return "{points}" in self.words.moved[self.model.kind]["up"]

    @cached_property
    def _beside(self) -> np.ndarray:
        """Number of the feature that is told beside each, shape (k,); -1 where there is none."""
        found = [self._companion(one) for one in self.features]
        return np.array([-1 if one is None else one for one in found], np.int64)

    def _companion(self, one: Feature) -> int | None:
        if isinstance(one, Recency):
            found = [
                (other.window is None, other.window or one.window, number)
                for number, other in enumerate(self.features)
                if isinstance(other, Rhythm) and other.of == "mean" and is_of_same(one, other)
            ]
            return max(found, key=lambda it: (it[0], it[1] or 0))[2] if found else None
        if isinstance(one, Rhythm) and one.of != "spread":
            recency = [
                number
                for number, other in enumerate(self.features)
                if isinstance(other, Recency) and is_of_same(one, other)
            ]
            return recency[0] if recency else None
        return None


def rounded_points(share: float) -> float:
    """Return a part of a probability (0 to 1) in points of a hundred, as many as are told.

    Whole from one point on, else tenths; 0 is too little to be told.
    """
    points = 100 * share
    if points < 0.05:
        return 0.0
    return round(points, 0 if points >= 1 else 1)


def rounded_money(amount: float) -> float:
    """Return an amount as it is told: of large ones two figures, of small ones cents."""
    if amount >= 100:
        return float(f"{amount:.2g}")
    return round(amount, 0 if amount >= 1 else 2)


def is_of_same(one: Recency | Rhythm, other: Recency | Rhythm) -> bool:
    """Return whether two features are of the same interactions of the same entity."""
    return one.entity == other.entity and one.where == other.where


def is_ranked(feature: Feature) -> bool:
    """Return whether more and less mean something of a feature's values."""
    return not (isinstance(feature, Attribute) and (feature.is_any or feature.order))
