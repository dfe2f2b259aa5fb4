"""Keep the keys at hand, so that a request need not ask the store who it is from."""

import logging
import threading
import time
from collections.abc import Mapping

from patron.errors import PatronError
from patron.live.keyring import Keyring
from patron.live.keys import Granted, Key, hash_of, parse_token
from patron.service.bucket import Bucket

log = logging.getLogger(__name__)

# Compared with where there is no key of an id, so that this takes the same time.
NOBODY = Key("", "", hash_of(""), Granted(frozenset()), 0, revoked_at=0)
SECONDS = 1.0
# Without a store for so long, no key is good: it may have been revoked meanwhile.
STALE = 30.0
# The last use of keys is written so often, in seconds.
NOTED = 10.0


class KeyWatch:
    """The keys, read again every second: so long, a revoked one may still be good.

    Parameters
    ----------
    ring
        Where they are.
    seconds
        Time between two looks.
    """

    def __init__(self, ring: Keyring, seconds: float = SECONDS) -> None:
        self._ring = ring
        self._seconds = seconds
        self._keys: Mapping[str, Key] = {}
        self._read_at: float | None = None
        self._noted_at = 0.0
        self._used: dict[str, int] = {}
        self._buckets: dict[str, Bucket] = {}
        self._trouble: str | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="key-watch", daemon=True)

    def start(self) -> None:
        """Look once, and from now on again and again."""
        self.look()
        self._thread.start()

    def stop(self) -> None:
        """Look no more, and write when keys were used last."""
        self._stopped.set()
        self._note_used()
        self._ring.close()

    @property
    def is_fresh(self) -> bool:
        """Whether the keys were read not long ago."""
        return self._read_at is not None and time.monotonic() - self._read_at < STALE

    def find(self, token: str, now: int) -> Key | None:
        """Return the key that a token opens at a moment (microseconds since 1970), else None."""
        parsed = parse_token(token)
        if parsed is None:
            return None
        key_id, secret = parsed
        key = self._keys.get(key_id, NOBODY)
        if not key.is_opened_by(secret) or not key.holds(now):
            return None
        self._used[key_id] = now
        return key

    def named(self, key_id: str | None, now: int) -> Key | None:
        """Return the key of an id if it holds at a moment, for whom its secret was seen before."""
        key = self._keys.get(key_id or "")
        if key is None or not key.holds(now):
            return None
        self._used[key.key_id] = now
        return key

    def wait_of(self, key: Key, now: float) -> int:
        """Return 0 if the key may ask now, else in how many seconds; `now` in seconds."""
        bucket = self._buckets.get(key.key_id)
        if bucket is None:
            bucket = self._buckets[key.key_id] = Bucket(key.granted.rate, now)
        return bucket.take(now)

    def look(self) -> None:
        """Read the keys anew; what is wrong with the store is logged once."""
        try:
            self._keys = self._ring.keys(self._keys)
            self._read_at, self._trouble = time.monotonic(), None
            if self._read_at - self._noted_at > NOTED:
                self._noted_at = self._read_at
                self._note_used()
        except PatronError as error:
            if str(error) != self._trouble:
                log.warning("service: keys cannot be read: %s", error)
            self._trouble = str(error)

    def _note_used(self) -> None:
        used, self._used = self._used, {}
        if used:
            try:
                self._ring.note_used(used)
            except PatronError as error:
                log.warning("service: the last use of keys is not noted: %s", error)

    def _run(self) -> None:
        while not self._stopped.wait(self._seconds):
            # Whatever goes wrong, the next look must happen.
            try:
                self.look()
            except Exception:
                log.exception("service: keys cannot be read")
