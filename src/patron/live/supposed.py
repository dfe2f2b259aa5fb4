"""What a customer is answered about as if it had happened, or as if it had not."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from patron.live.event import Event

# Source and interaction_id.
Key = tuple[str, str]


@dataclass(frozen=True)
class Supposed:
    """What is taken as having happened besides, and as not having happened; true if anything is.

    Parameters
    ----------
    events
        What has; one of a source and interaction_id that is there already takes its place.
    without
        What has not.
    """

    events: Sequence[Event] = ()
    without: Sequence[Key] = ()

    def __bool__(self) -> bool:
        """Return whether anything is supposed."""
        return bool(self.events or self.without)

    def kept(self, history: pa.Table) -> pa.Table:
        """Return the rows of a history that are not taken away."""
        if not self.without:
            return history
        away = set(self.without)
        keep = [key not in away for key in _keys(history)]
        return history.filter(pa.array(np.array(keep, dtype=bool)))

    def missing(self, history: pa.Table) -> list[int]:
        """Return the places of what is to be taken away and is not there."""
        there = set(_keys(history)) if self.without else set()
        return [place for place, key in enumerate(self.without) if key not in there]


NOTHING = Supposed()


def _keys(history: pa.Table) -> list[Key]:
    columns = (history[name].to_pylist() for name in ("source", "interaction_id"))
    return list(zip(*columns, strict=True))
