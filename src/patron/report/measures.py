"""What each metric means, in words that a manager knows."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from patron.report.language import say
from patron.report.wording import NOT_KNOWN, is_known, label, money, number, of_hundred, percent

Better = Literal["higher", "lower", "neither"]


@dataclass(frozen=True)
class Measure:
    """How to say a metric.

    Parameters
    ----------
    words
        What it measures.
    sentence
        What it says of the model, with ``{value}`` for the number, which `unit` words.
    better
        Which direction is better; ``neither`` where a target between is.
    unit
        ``hundred`` words a share as a count of 100, ``percent`` as per cent, ``money`` as an
        amount, ``number`` as it is.
    k
        What stands for ``{k}``: of how many suggestions.
    among
        Items that it is about, where not about all.
    """

    words: str
    sentence: str
    better: Better = "higher"
    unit: Literal["hundred", "percent", "money", "number"] = "number"
    k: str = ""
    among: str = ""

    @property
    def title(self) -> str:
        """What it measures, in the language that is spoken."""
        words = say(self.words, k=self.k)
        return f"{words}, {say(self.among)}" if self.among else words

    def told(self, value: float | None, currency: str) -> str:
        """Return what a value of the metric says of the model, in the language that is spoken."""
        sentence = say(self.sentence, k=self.k, value=self.said(value, currency))
        if not self.among:
            return sentence
        return say("Of {those}, {sentence}", those=say(self.among), sentence=sentence)

    def difference(self, value: float | None, currency: str) -> str:
        """Return a difference between two values of the metric, in its unit."""
        if not is_known(value) or self.unit in ("money", "number"):
            return self.said(value, currency)
        unit = "{n} points" if self.unit == "percent" else "{n} of 100"
        return say(unit, n=number(value * 100, 1))

    def bare(self, value: float | None) -> str:
        """Return a difference between two values without its unit, where that follows."""
        if not is_known(value) or self.unit == "number":
            return self.said(value, "")
        return number(
            value if self.unit == "money" else value * 100, 2 if self.unit == "money" else 1
        )

    def said(self, value: float | None, currency: str) -> str:
        """Return a value of the metric in its unit."""
        if not is_known(value):
            return say(NOT_KNOWN)
        if self.unit == "hundred":
            return of_hundred(value)
        if self.unit == "percent":
            return percent(value)
        return (
            money(value, currency)
            if self.unit == "money"
            else number(value, 3 if abs(value) < 1 else 2)
        )


MEASURES = {
    "auc": Measure(
        "Right order of pairs, of 100",
        "Shown two customers with different outcomes, the model tells which is which "
        "in {value} of 100 pairs",
        unit="hundred",
    ),
    "average_precision": Measure(
        "Hits down the list, on average",
        "Going down the model's list, the average share of hits is {value}",
        unit="percent",
    ),
    "top_decile_lift": Measure(
        "Hits in the first tenth, beside all",
        "Among the tenth of customers ranked first, hits are {value} times as frequent as "
        "among all",
    ),
    "log_loss": Measure(
        "Penalty for wrong probabilities (log loss)",
        "The penalty for wrong probabilities is {value}",
        "lower",
    ),
    "brier": Measure("Squared error of the probabilities", "The squared error is {value}", "lower"),
    "calibration_error": Measure(
        "Distance between said and seen",
        "What the model says and what comes true differ by {value} on average",
        "lower",
        "percent",
    ),
    "gini": Measure(
        "Right order by value (Gini, 100 % is perfect)",
        "Of the best possible order of customers by value, the model reaches {value}",
        unit="percent",
    ),
    "base_rate": Measure(
        "How many there were, of 100", "It came true of {value} in 100", "neither", "hundred"
    ),
    "mean_label": Measure(
        "True mean per customer", "The true mean is {value} per customer", "neither", "money"
    ),
    "mean_answer": Measure(
        "Predicted mean per customer",
        "The predicted mean is {value} per customer",
        "neither",
        "money",
    ),
    "spearman": Measure(
        "Agreement of the order (1 is perfect)", "The agreement with the true order is {value}"
    ),
    "mae": Measure(
        "Error per customer", "The model is off by {value} per customer", "lower", "money"
    ),
    "r2": Measure(
        "Share of the differences explained (1 is perfect)",
        "The share of the differences between customers that is explained is {value}",
    ),
    "total_ratio": Measure(
        "Predicted sum over true sum (100 % is right)",
        "The sum of all predictions is {value} of the true sum",
        "neither",
        "percent",
    ),
    "interval_coverage": Measure(
        "True value inside the range, of 100 (80 is right)",
        "The true value lies inside the range in {value} of 100 cases",
        "neither",
        "hundred",
    ),
}
AT_K = {
    "recall": Measure(
        "Share of what they took among {k} offers",
        "The first {k} suggestions hold {value} of what customers went on to take",
        unit="percent",
    ),
    "ndcg": Measure(
        "Order of {k} offers (1 is perfect)", "The order of the first {k} offers scores {value}"
    ),
    "hit_rate": Measure(
        "Customers who took one of {k} offers, of 100",
        "Of 100 customers, {value} took at least one of the first {k} suggestions",
        unit="hundred",
    ),
    "coverage": Measure(
        "Items that stand among anybody's {k} offers",
        "{value} of all items stand among the first {k} suggestions to anybody",
        unit="percent",
    ),
    "precision": Measure(
        "Offers taken, of the first {k}",
        "Of the first {k} suggestions, {value} were taken",
        unit="percent",
    ),
}
AMONG = {"repeat": "items taken before", "new": "items never taken before"}


def measure(metric: str) -> Measure:
    """Return how to say a metric; one that nobody described is said by its name."""
    at_k = re.fullmatch(r"(\w+?)_at_(\d+)(?:_(repeat|new))?", metric)
    if at_k and at_k[1] in AT_K:
        return replace(AT_K[at_k[1]], k=at_k[2], among=AMONG.get(at_k[3], ""))
    return MEASURES.get(metric) or Measure(label(metric), "It scores {value}", "neither")
