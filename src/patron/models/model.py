"""A fitted estimator together with what is needed to use it again, as plain files."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Self

import numpy as np
import pyarrow as pa

from patron.errors import ModelError
from patron.models.answering import Answering
from patron.models.population import Usual, as_plain, from_plain
from patron.models.spec import find_estimator
from patron.models.timing import FACTS as TIMING
from patron.models.timing import Timing
from patron.schema import SCORES, TEXT, TIME

CARD = "model.json"
# From which percentile of the population on a customer's band is called so.
BANDS = ((90.0, "high"), (70.0, "medium"), (0.0, "low"))


@dataclass(frozen=True)
class Model:
    """A fitted estimator, the features it reads and where its knowledge ends.

    Parameters
    ----------
    task
        Name of the task that the model answers.
    kind
        Type of the task, such as ``churn``.
    estimator_kind
        Name of the estimator's module in ``patron.models``.
    estimator
        Fitted and calibrated.
    columns
        Features in the order in which the estimator saw them.
    features
        How each feature is declared (the fields of its entry), in the order of `columns`.
    horizon_days
        How far ahead the model looks.
    trained_until
        End of the last label window that the estimator saw.
    level
        What counts as one item, for a task about items.
    reference
        Answers on the population of the window that judged the model, rising; percentiles are
        places among them.
    population
        What was usual of each feature in that population, by feature; a feature that is not in
        it is compared with nobody.
    timing
        How soon the event of a churn task comes, where it was learnt.
    facts
        Anything else worth knowing of its making: metrics, lake versions, parameters.
    """

    task: str
    kind: str
    estimator_kind: str
    estimator: Answering
    columns: tuple[str, ...]
    features: tuple[Mapping[str, Any], ...]
    horizon_days: float
    trained_until: datetime
    level: str | None = None
    reference: tuple[float, ...] = ()
    population: Mapping[str, Usual] = field(default_factory=dict)
    timing: Timing | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The model's name: task, day and a digest of its content."""
        content = json.dumps(self.files(), sort_keys=True).encode()
        day = f"{self.trained_until:%Y%m%d}"
        return f"{self.task}-{day}-{hashlib.sha256(content).hexdigest()[:8]}"

    def percentile(self, answers: np.ndarray) -> np.ndarray:
        """Return which per cent of the judged population had a smaller answer, 0 to 100."""
        if not self.reference:
            return np.full(len(answers), np.nan)
        below = np.searchsorted(self._rising, answers)
        return 100.0 * below / len(self.reference)

    @cached_property
    def _rising(self) -> np.ndarray:
        return np.asarray(self.reference)

    def score(
        self,
        customers: np.ndarray,
        items: np.ndarray | None,
        cutoff: np.ndarray,
        X: np.ndarray,
        name: str,
    ) -> pa.Table:
        """Return the SCORES of rows of features.

        Parameters
        ----------
        customers, items
            Ids, shape (n,); items are None for a task about customers.
        cutoff
            Microseconds since 1970, shape (n,).
        X
            Features in the order of `columns`, shape (n, k).
        name
            The model's `name`; an argument because it takes a digest to make.
        """
        self.check_width(X)
        answer = self.estimator.answer(X)
        interval = self.estimator.interval(X, answer)
        percentile = self.percentile(answer)
        n = len(answer)
        none = pa.nulls(n, pa.float64())
        return SCORES.check(
            pa.table(
                {
                    "customer_id": pa.array(customers, TEXT),
                    "item": pa.nulls(n, TEXT) if items is None else pa.array(items, TEXT),
                    "cutoff": pa.array(cutoff).cast(TIME),
                    "task": pa.array([self.task] * n, TEXT),
                    "score": answer,
                    "low": none if interval is None else interval[:, 0],
                    "high": none if interval is None else interval[:, 1],
                    "percentile": percentile,
                    "band": pa.array([band_of(value) for value in percentile], TEXT),
                    "model": pa.array([name] * n, TEXT),
                }
            )
        )

    def check_width(self, X: np.ndarray) -> None:
        """Raise ModelError unless `X` has one column for each feature of the model."""
        if X.ndim != 2 or X.shape[1] != len(self.columns):
            raise ModelError(
                f"The {self.task} model needs {len(self.columns)} features a row, "
                f"but was given an array of shape {X.shape}."
            )

    def files(self) -> dict[str, str]:
        """Return the model as plain text, by file name."""
        card = {
            "task": self.task,
            "kind": self.kind,
            "estimator": self.estimator_kind,
            "columns": self.columns,
            "features": self.features,
            "horizon_days": self.horizon_days,
            "trained_until": self.trained_until.isoformat(),
            "level": self.level,
            "reference": self.reference,
            "population": as_plain(self.population),
            "facts": self.facts,
        }
        timing = {} if self.timing is None else self.timing.files()
        text = json.dumps(card, indent=1, default=str) + "\n"
        return {CARD: text, **timing, **self.estimator.files()}

    @classmethod
    def from_files(cls, files: Mapping[str, str]) -> Self:
        """Return the model that `files` returned.

        Raises
        ------
        ModelError
            If a file is missing or damaged.
        """
        try:
            card = json.loads(files[CARD])
            estimator = find_estimator(card["estimator"], "The stored model")
            rest = {name: text for name, text in files.items() if name != CARD}
            return cls(
                task=card["task"],
                kind=card["kind"],
                estimator_kind=card["estimator"],
                estimator=estimator.from_files(rest),
                columns=tuple(card["columns"]),
                features=tuple(card["features"]),
                horizon_days=float(card["horizon_days"]),
                trained_until=datetime.fromisoformat(card["trained_until"]),
                level=card["level"],
                reference=tuple(card["reference"]),
                # Models that were stored before there was a population compare with nobody.
                population=from_plain(card.get("population", {})),
                timing=Timing.from_files(rest) if TIMING in rest else None,
                facts=card["facts"],
            )
        except (KeyError, TypeError, ValueError) as error:
            raise ModelError(f"The stored model is damaged: {CARD}: {error!r}.") from error


def band_of(percentile: float) -> str | None:
    """Return ``high``, ``medium`` or ``low``, or None where the percentile is unknown."""
    # Of no number it is not true that it is as large.
    return next((name for least, name in BANDS if percentile >= least), None)
