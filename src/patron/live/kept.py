"""Customers kept in memory after they were read: who is asked about once is asked about again."""

import threading
from collections import OrderedDict

from patron.live.customer import LiveCustomer
from patron.live.receipts import Receipts

# About 120 kB each, of one with 200 interactions, with what is worked out of them.
MOST = 2_000


class Kept:
    """The published customers that were read last, of one publication, and `receipts`."""

    def __init__(self, most: int = MOST) -> None:
        self.receipts = Receipts()
        self._most = most
        self._generation = 0
        self._customers: OrderedDict[str, LiveCustomer] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, generation: int, customer_id: str) -> LiveCustomer | None:
        """Return a customer of a publication, None if it is not here."""
        with self._lock:
            if generation != self._generation or customer_id not in self._customers:
                return None
            self._customers.move_to_end(customer_id)
            return self._customers[customer_id]

    def put(self, generation: int, customer: LiveCustomer) -> None:
        """Keep a customer of a publication; those of an older one are let go."""
        with self._lock:
            if generation < self._generation:
                return
            if generation > self._generation:
                self._customers.clear()
                self._generation = generation
            self._customers[customer.customer_id] = customer
            if len(self._customers) > self._most:
                self._customers.popitem(last=False)
