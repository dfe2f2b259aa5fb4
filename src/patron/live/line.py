"""A line of the list for the week: whom to offer what, why, and what it is expected to bring."""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Line:
    """What was chosen for a customer when all were scored.

    Parameters
    ----------
    customer_id
        Whom.
    cutoff
        Moment of the scoring, in microseconds since 1970.
    offer, item, item_name, type, channel
        What; the last four are None where there is none.
    p
        Probability that it is taken.
    cost, value
        Of offering it, and expected of it, cost taken off.
    risk, band
        Probability that they leave, and its band.
    expected
        What they are expected to bring.
    why
        The main reason in words, None where none is known.
    """

    customer_id: str
    cutoff: int
    offer: str
    item: str | None
    item_name: str | None
    type: str | None
    channel: str | None
    p: float | None
    cost: float | None
    value: float
    risk: float | None = None
    band: str | None = None
    expected: float | None = None
    why: str | None = None

    def as_json(self) -> str:
        """Return it as JSON."""
        return json.dumps(vars(self))

    @classmethod
    def of_json(cls, text: str) -> "Line":
        """Return what `as_json` returned."""
        return cls(**json.loads(text))

    def row(self) -> dict[str, Any]:
        """Return it as a row of the database."""
        row = {name: getattr(self, name) for name in ("customer_id", "value", "offer", "channel")}
        return {**row, "json": self.as_json()}
