"""Receipts kept in memory after they were read: they are long, and none ever changes."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from patron.live.statement import Statement

# About 8 kB each, of 22 candidates.
MOST = 2_000
RECEIPTS = Statement("SELECT decision_id, receipt FROM decisions WHERE decision_id IN :values")


class Receipts:
    """The receipts of one database that were read last."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._texts: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, connection: Connection, decision_ids: Sequence[str]) -> dict[str, str]:
        """Return receipts by decision_id."""
        with self._lock:
            found = {name: self._texts[name] for name in decision_ids if name in self._texts}
        missing = [name for name in decision_ids if name not in found]
        for name, text in RECEIPTS.rows(connection, missing):
            found[name] = text
        with self._lock:
            for name in decision_ids:
                self._texts[name] = found[name]
                self._texts.move_to_end(name)
            while len(self._texts) > self._most:
                self._texts.popitem(last=False)
        return found


_kept: WeakKeyDictionary[Engine, Receipts] = WeakKeyDictionary()


def receipts_of(connection: Connection) -> Receipts:
    """Return what is kept of the database of a connection."""
    return _kept.setdefault(connection.engine, Receipts())
