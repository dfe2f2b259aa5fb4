"""How many requests somebody may still send: a bucket that tokens drip into."""

import math


class Bucket:
    """A token bucket.

    Parameters
    ----------
    rate
        Tokens that drip in each second; it holds two seconds' worth, and at least one.
    now
        Seconds on any clock that does not go back.
    """

    def __init__(self, rate: float, now: float) -> None:
        self._rate = rate
        self._most = max(2 * rate, 1.0)
        self._tokens, self._at = self._most, now

    def take(self, now: float) -> int:
        """Return 0 and take a token, or return in how many seconds there will be one."""
        self._tokens = min(self._most, self._tokens + (now - self._at) * self._rate)
        self._at = now
        if self._tokens >= 1:
            self._tokens -= 1
            return 0
        return math.ceil((1 - self._tokens) / self._rate)
