"""Will the customer stay away, or end the contract?"""

from datetime import timedelta
from typing import Any, ClassVar, Self

import numpy as np
from pydantic import TypeAdapter, field_validator, model_validator

from patron.history import History
from patron.tasks.base import Answers, Task


class Churn(Task):
    """Whether a customer leaves within the horizon (1) or does not (0).

    Without a contract, who leaves is who does not buy within the horizon. With `ends_with`, it is
    whose contract ends within it.

    Parameters
    ----------
    ends_with
        Kind of interaction that ends a contract, such as ``cancellation``. The question is then
        asked of those with a running contract: the last interaction of `kind`, which starts or
        renews one, is later than the last that ends one. Who ends it within the lead is left out
        of what is learnt and judged: nobody could have acted in time.
    horizons
        Shorter horizons to tell of as well; the longest is the `horizon` if that is left out.
        Their probabilities never cross: who stays away for 60 days stays away for 30.
    """

    metric: ClassVar[str] = "auc"

    ends_with: str | None = None
    horizons: tuple[timedelta, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _longest_horizon(cls, fields: Any) -> Any:
        horizons = fields.get("horizons") if isinstance(fields, dict) else None
        if horizons and fields.get("horizon") is None:
            lengths = TypeAdapter(tuple[timedelta, ...]).validate_python(horizons)
            return {**fields, "horizon": max(lengths)}
        return fields

    @field_validator("horizons", mode="before")
    @classmethod
    def _no_bare_durations(cls, horizons: Any) -> Any:
        """Refuse bare numbers, as `Described` does: who writes 30 means days."""
        if any(isinstance(length, int | float) for length in horizons):
            raise ValueError("a duration must be written as ISO 8601, such as P30D")
        return horizons

    @field_validator("horizons", mode="after")
    @classmethod
    def _rising(cls, horizons: tuple[timedelta, ...]) -> tuple[timedelta, ...]:
        return tuple(sorted(set(horizons)))

    @model_validator(mode="after")
    def _shorter_horizons(self) -> Self:
        for length in self.horizons:
            if not timedelta(0) < length <= self.horizon:
                raise ValueError(
                    f"horizons must be above P0D and at most the horizon of {self.horizon.days} "
                    f"days, found {length.days} days"
                )
        return self

    @model_validator(mode="after")
    def _contracts_run_whatever_is_bought(self) -> Self:
        if self.ends_with is not None and self.active_within is not None:
            raise ValueError(
                "with ends_with, all are asked whose contract runs; active_within must be left out"
            )
        return self

    @property
    def kinds(self) -> tuple[str, ...]:
        """What decides, and what makes somebody a customer."""
        return (self.kind,) if self.ends_with is None else (self.kind, self.ends_with)

    def population(self, past: History, cutoff: int) -> np.ndarray:
        """Return the numbers of those who bought lately, or whose contract runs, rising."""
        if self.ends_with is None:
            return super().population(past, cutoff)
        return np.flatnonzero(self._runs(past))

    def concerned(self, history: History, customers: np.ndarray, moment: int) -> np.ndarray:
        """Return those of the `customers` (numbers) whose contract has not ended by the moment."""
        if self.ends_with is None:
            return customers
        runs = self._runs(history.until(moment))
        return np.asarray(customers[runs[customers]])

    def answer(self, future: History, customers: np.ndarray) -> Answers:
        """Return 1.0 for customers who leave in `future`, else 0.0."""
        found = np.isfinite(self.first_event(future)[customers])
        label = found if self.ends_with is not None else ~found
        return Answers(customers, np.full(len(customers), -1), label.astype(np.float64))

    def first_event(self, future: History) -> np.ndarray:
        """Return when each customer first does what decides, in microseconds; NaN if never.

        What decides is buying, or ending the contract.
        """
        decisive = self.kind if self.ends_with is None else self.ends_with
        rows = future.is_any("kind", (decisive,))
        first = np.full(len(future.customers), np.inf)
        np.minimum.at(first, future.owner[rows], future.occurred_at[rows].astype(np.float64))
        return np.where(np.isfinite(first), first, np.nan)

    def _runs(self, past: History) -> np.ndarray:
        """Return whether each customer has a contract that runs at the end of `past`."""
        return self._last(past, self.kind) > self._last(past, self.ends_with)

    def _last(self, past: History, kind: str | None) -> np.ndarray:
        """Return when each customer last did it, or the least number where they never did."""
        last = np.full(len(past.customers), np.iinfo(np.int64).min)
        rows = past.is_any("kind", (str(kind),))
        np.maximum.at(last, past.owner[rows], past.occurred_at[rows])
        return last
