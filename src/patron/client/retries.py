"""How often and when to ask again."""

import random
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime

import httpx

# The service, or what stands before it, has done nothing with the request.
PASSING = (429, 502, 503)


@dataclass(frozen=True)
class Retries:
    """How often and when to ask again what may be asked twice.

    The waits double, and each is drawn between none and all of it ("full jitter"), so that
    callers who failed together do not come back together.

    Parameters
    ----------
    most
        How often to ask again; 0 to never do so.
    first_wait
        Seconds before the first time, at most.
    longest_wait
        Seconds that no wait is longer than. If the service says to come back later than that, it
        is not waited for.
    drawn_by
        Draws the waits.

    References
    ----------
    Brooker (2015), "Exponential Backoff And Jitter", AWS Architecture Blog.
    """

    most: int = 3
    first_wait: float = 0.2
    longest_wait: float = 10.0
    drawn_by: random.Random = field(default_factory=random.SystemRandom, repr=False)

    def wait(self, asked: int, retry_after: float | None) -> float | None:
        """Return how many seconds to wait before asking again, None to give up.

        Parameters
        ----------
        asked
            How often it was asked already.
        retry_after
            What the service said; None where it said nothing.
        """
        if asked > self.most:
            return None
        if retry_after is not None:
            return retry_after if retry_after <= self.longest_wait else None
        longest = min(self.longest_wait, self.first_wait * 2 ** (asked - 1))
        return self.drawn_by.uniform(0, longest)


def retry_after_of(response: httpx.Response) -> float | None:
    """Return after how many seconds to come back; None where an answer does not say."""
    said = response.headers.get("retry-after", "")
    if said.isascii() and said.isdigit():
        return float(said[:9])
    until, now = _moment(said), _moment(response.headers.get("date", ""))
    # Both by the service's clock, so that ours may be wrong.
    return max(0.0, (until - now).total_seconds()) if until and now else None


def _moment(said: str) -> datetime | None:
    try:
        return parsedate_to_datetime(said)
    except ValueError:
        return None
