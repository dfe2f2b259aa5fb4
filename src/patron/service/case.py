"""One question with all that its answers are made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from patron.features.compute import moment
from patron.service.champions import Champions
from patron.service.found import Found
from patron.service.known import Known
from patron.service.offers import explain_offer
from patron.service.outlook import NO_OUTLOOK, Outlook
from patron.service.records import (
    Churn,
    Explained,
    Explanation,
    Fields,
    LifetimeValue,
    NextBestOffer,
    Reason,
)
from patron.service.said import Said

CHURN, LIFETIME_VALUE, NEXT_OFFER = "churn", "lifetime_value", "next_offer"
# What an answer has in common with a row of SCORES.
SAID = ("low", "high", "percentile", "band")


@dataclass(frozen=True)
class Case:
    """What was found of the customers asked about, and what the champions say of them.

    Parameters
    ----------
    champions
        Who was asked.
    found
        The customers and their stored answers.
    said
        What each champion says, by type of task and customer_id.
    known
        Features of the customers, where a champion was asked.
    outlook
        What lies ahead beside, by customer_id.
    """

    champions: Champions
    found: Found
    said: Mapping[str, Mapping[str, Said]]
    known: Known | None = None
    outlook: Mapping[str, Outlook] = field(default_factory=dict)

    def churn(self, customer_id: str) -> Churn:
        """Return how likely a customer is to stay away."""
        return Churn(**self.churn_fields(customer_id))

    def churn_fields(self, customer_id: str) -> Fields:
        """Return the same as the fields of the record, in their order."""
        said = self.said[CHURN][customer_id]
        ahead = self.outlook.get(customer_id, NO_OUTLOOK)
        when = ahead.next_purchase_at
        return {
            **self._scored(CHURN, customer_id, 100 * said.answer),
            "probability": said.answer,
            "sooner": [{"horizon_days": days, "probability": p} for days, p in ahead.sooner],
            "days_to_purchase": ahead.days_to_purchase,
            "next_purchase_at": None if when is None else moment(when),
        }

    def lifetime_value(self, customer_id: str) -> LifetimeValue:
        """Return what a customer is expected to bring."""
        return LifetimeValue(**self.lifetime_value_fields(customer_id))

    def lifetime_value_fields(self, customer_id: str) -> Fields:
        """Return the same as the fields of the record, in their order."""
        said = self.said[LIFETIME_VALUE][customer_id]
        ahead = self.outlook.get(customer_id, NO_OUTLOOK)
        return {
            **self._scored(LIFETIME_VALUE, customer_id, said.percentile),
            "value": said.answer,
            "low": said.low,
            "high": said.high,
            "historic": ahead.historic,
            "total": ahead.total,
            "high_value": ahead.high_value,
            "currency": self.champions.currency,
        }

    def score_fields(self, customer_id: str, offer: NextBestOffer | None) -> Fields:
        """Return all three answers as the fields of a `Score`; None where nobody says."""
        return {
            "customer_id": customer_id,
            "as_of": self._as_of,
            CHURN: self.churn_fields(customer_id) if CHURN in self.said else None,
            LIFETIME_VALUE: (
                self.lifetime_value_fields(customer_id) if LIFETIME_VALUE in self.said else None
            ),
            "next_best_offer": offer,
        }

    def explained(self, customer_id: str, with_offer: bool) -> Explained:
        """Return the answers about a customer taken apart."""
        parts = [self._explanation(kind, said[customer_id]) for kind, said in self.said.items()]
        if with_offer:
            parts += explain_offer(self.found.answers[customer_id])
        return Explained(**self._whose(customer_id), explanations=parts)

    def scores(self, customer_id: str) -> list[dict[str, Any]]:
        """Return the answers about a customer as rows of SCORES."""
        return [
            {
                **self._row(kind, customer_id),
                **{name: getattr(said[customer_id], name) for name in SAID},
                "score": said[customer_id].answer,
                "model": self.champions.by_kind[kind].name,
            }
            for kind, said in self.said.items()
        ]

    def reasons(self, customer_id: str) -> list[dict[str, Any]]:
        """Return why, as rows of REASONS."""
        return [
            {**self._row(kind, customer_id), "rank": rank, **reason._asdict()}
            for kind, said in self.said.items()
            for rank, reason in enumerate(said[customer_id].reasons, start=1)
        ]

    def ahead(self, customer_id: str) -> list[dict[str, Any]]:
        """Return what lies ahead of a customer as a row of OUTLOOK; none where nobody tells."""
        ahead = self.outlook.get(customer_id)
        if ahead is None:
            return []
        row = {name: value for name, value in vars(ahead).items() if name != "sooner"}
        if LIFETIME_VALUE in self.said:
            row["predicted"] = self.said[LIFETIME_VALUE][customer_id].answer
        if CHURN in self.said:
            task = self.champions.by_kind[CHURN].model.task
            row |= {f"{task}_{days:g}d": p for days, p in ahead.sooner}
        return [{"customer_id": customer_id, "cutoff": self.found.as_of, **row}]

    def _row(self, kind: str, customer_id: str) -> dict[str, Any]:
        task = self.champions.by_kind[kind].model.task
        return {"customer_id": customer_id, "cutoff": self.found.as_of, "task": task}

    def _whose(self, customer_id: str) -> Fields:
        published = self.found.published
        return {
            "customer_id": customer_id,
            "as_of": self._as_of,
            "data_version": published.generation,
        }

    def _scored(self, kind: str, customer_id: str, score: float | None) -> Fields:
        """Return the fields of `Scored`."""
        said, (of_all, of_model) = self.said[kind][customer_id], self._shared[kind]
        return {
            "customer_id": customer_id,
            **of_all,
            "score": score,
            "percentile": said.percentile,
            "band": said.band,
            **of_model,
            "reasons": _told(said),
        }

    @cached_property
    def _as_of(self) -> datetime:
        return moment(self.found.as_of)

    @cached_property
    def _shared(self) -> dict[str, tuple[Fields, Fields]]:
        """What answers to everybody say alike, by type of task."""
        at, version = self._as_of, self.found.published.generation
        return {
            kind: (
                {"as_of": at, "task": one.model.task, "data_version": version},
                {
                    "horizon_days": one.model.horizon_days,
                    "model": one.name,
                    "bundle": self.champions.version,
                },
            )
            for kind, one in self.champions.by_kind.items()
        }

    def _explanation(self, kind: str, said: Said) -> Explanation:
        champion = self.champions.by_kind[kind]
        told = sum(reason.contribution for reason in said.reasons)
        return Explanation(
            task=champion.model.task,
            item=None,
            unit=self.champions.currency if kind == LIFETIME_VALUE else "probability",
            answer=said.answer,
            base=said.base,
            contributions=[Reason(**one) for one in _told(said)],
            rest=said.answer - said.base - told,
            model=champion.name,
        )


def _told(said: Said) -> list[Fields]:
    return [
        {"idea": idea, "contribution": moved, "sentence": sentence}
        for idea, moved, sentence in said.reasons
    ]
