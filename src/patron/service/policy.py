"""By what offers are decided on: the offers and rules that a bundle says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pydantic import TypeAdapter

from patron.offers import Offer, Rule, offers_of

PARTS = ("offers", "rules")


@dataclass(frozen=True)
class Policy:
    """The offers and rules of a workspace, and for how long a decision holds.

    Parameters
    ----------
    offers, rules
        As the workspace declares them, in their order.
    time_zone
        Of its clocks.
    hold
        For how long a decision holds.
    explore
        Share of decisions that are drawn from all that the rules allow.
    """

    offers: tuple[Offer, ...] = ()
    rules: tuple[Rule, ...] = ()
    time_zone: str = "UTC"
    hold: timedelta = timedelta(days=1)
    explore: float = 0.0

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Policy":
        """Return the policy that a bundle says; the default limits hold whatever it says.

        Raises
        ------
        ConfigError
            If an offer or rule is none that this version of patron knows.
        """
        offers, rules = offers_of({part: said.get(part, []) for part in PARTS}, "the bundle")
        hold = TypeAdapter(timedelta).validate_python(said.get("decisions_hold", "P1D"))
        return cls(
            tuple(offers),
            tuple(rules),
            str(said.get("time_zone", "UTC")),
            hold,
            float(said.get("explore", 0.0)),
        )

    def asked(self, *when: str) -> tuple[Rule, ...]:
        """Return the rules that are asked at some of ``deciding, answering, contacting``."""
        return tuple(rule for rule in self.rules if rule.asked in when)

    def window(self) -> timedelta:
        """Return how far back contacts matter to a rule."""
        spans = [getattr(rule, "within", timedelta(0)) for rule in self.rules]
        return max(spans, default=timedelta(0))
