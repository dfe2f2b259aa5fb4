"""Receipts kept in memory after they were read: they are long, and none ever changes."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

# About 8 kB each, of 22 candidates.
MOST = 2_000


class Receipts:
    """The receipts of decisions that were read last."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._texts: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def read(
        self, decision_ids: Sequence[str], rows: Callable[[Sequence[str]], Iterable[Sequence[Any]]]
    ) -> dict[str, str]:
        """Return receipts by decision_id; of a decision that is gone by now there is none.

        Parameters
        ----------
        decision_ids
            Of decisions that are there, or were a moment ago.
        rows
            Returns id and receipt of those that are not kept.
        """
        with self._lock:
            found = {name: self._texts[name] for name in decision_ids if name in self._texts}
        for name, text in rows([name for name in decision_ids if name not in found]):
            found[name] = text
        with self._lock:
            for name, text in found.items():
                self._texts[name] = text
                self._texts.move_to_end(name)
            while len(self._texts) > self._most:
                self._texts.popitem(last=False)
        return found
