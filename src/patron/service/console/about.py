"""What every page says of itself: whose data, of when, and who is signed in."""

import time
from dataclasses import dataclass

from patron.features.compute import moment
from patron.report.wording import counted, day, label
from patron.service.case import CHURN, LIFETIME_VALUE
from patron.service.champions import Champions
from patron.service.console.page import service, whoever
from patron.service.problems import NotReady


@dataclass(frozen=True)
class About:
    """What a page says of itself.

    Parameters
    ----------
    title
        Whose data.
    as_of
        The end of what is known, in words.
    who
        Who is signed in, empty where there are no keys.
    currency
        Of money.
    horizons
        How far ahead each kind of task looks, in words such as ``90 days``.
    """

    title: str
    as_of: str
    who: str
    currency: str
    horizons: dict[str, str]

    def within(self, kind: str) -> str:
        """Return `` in the next 90 days`` where the horizon is known, else nothing."""
        return f" in the next {self.horizons[kind]}" if kind in self.horizons else ""


def about() -> About:
    """Return what a page says of itself.

    Raises
    ------
    NotReady
        If the live store is empty.
    """
    running = service()
    with running.store.snapshot() as snapshot:
        published, as_of = snapshot.published, snapshot.as_of
    if published is None:
        raise NotReady("The live store is empty; run `patron score`.")
    champions: Champions | None = running.watch.champions
    by_kind = {} if champions is None else champions.by_kind
    horizons = {
        kind: f"{by_kind[kind].model.horizon_days:g} days"
        for kind in (CHURN, LIFETIME_VALUE)
        if kind in by_kind
    }
    return About(
        label(published.workspace),
        day(moment(as_of)),
        _name(),
        "" if champions is None else champions.currency,
        horizons,
    )


def since() -> str:
    """Return what the service has received that published figures have not, in words."""
    events, last = service().access.console.received()
    if not events or last is None:
        return "The service has received no events since these figures were made."
    told = counted(events, "event")
    return (
        f"Since these figures were made the service has received {told}, the last on "
        f"{minute(last)}. They are in the scores and pages of single customers."
    )


def minute(at: int) -> str:
    """Return a moment in words, such as ``1 May 2026, 10:00 UTC``."""
    when = moment(at)
    return f"{day(when)}, {when:%H:%M} UTC"


def _name() -> str:
    keys = service().access.keys
    if keys is None:
        return ""
    key = keys.named(whoever().key_id, time.time_ns() // 1_000)
    return "" if key is None else str(key.name)
