"""Counts, times and distributions for Prometheus; no label names a customer or a key.

With several workers each writes to files of its own in PROMETHEUS_MULTIPROC_DIR, which BentoML
sets, and whichever is asked adds them up.
"""

import os
from collections.abc import Iterable
from functools import cache
from typing import Any

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from patron.live import Published
from patron.service.champions import Champions

MEDIA_TYPE = CONTENT_TYPE_LATEST
MICROS = 1_000_000
TIMES = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

REQUESTS = Counter("patron_requests", "Requests answered", ["address", "status"])
SECONDS = Histogram(
    "patron_request_seconds", "Time from request to answer", ["address"], buckets=TIMES
)
CUSTOMERS = Counter("patron_customers", "Customers told about", ["address"])
SCORES = Histogram(
    "patron_score", "Scores told, from 0 to 100", ["task"], buckets=range(10, 110, 10)
)


def _gauge(name: str, text: str, labels: Iterable[str] = ()) -> Gauge:
    return Gauge(name, text, list(labels), multiprocess_mode="mostrecent")


MODEL = _gauge(
    "patron_model_info", "1 for each model that answers now", ["task", "model", "bundle"]
)
PUBLICATION = _gauge("patron_publication", "Number of the publication that answers come from")
AS_OF = _gauge("patron_published_until_seconds", "End of what was published, since 1970")
LAST_EVENT = _gauge("patron_last_event_seconds", "When the newest event happened, since 1970")
WAITING = _gauge("patron_audit_rows_waiting", "Rows on their way to the audit log")
_told_of: set[tuple[str, str, str]] = set()


def count_request(address: str, status: int, seconds: float, customers: int) -> None:
    """Count an answer.

    Parameters
    ----------
    address
        As `addresses.name_of` says, or ``other``.
    status
        HTTP status.
    seconds
        How long it took.
    customers
        How many customers it told about.
    """
    _labelled(REQUESTS, address, str(status)).inc()
    _labelled(SECONDS, address).observe(seconds)
    if customers:
        _labelled(CUSTOMERS, address).inc(customers)


# There are few, and every answer counts in some of them.
@cache
def _labelled(metric: Any, *labels: str) -> Any:
    return metric.labels(*labels)


def count_scores(task: str, scores: Iterable[float | None]) -> None:
    """Count the scores (0 to 100) of a task that were told."""
    scored = _labelled(SCORES, task)
    for score in scores:
        if score is not None:
            scored.observe(score)


def tell_state(
    champions: Champions | None, published: Published | None, last_event: int | None, waiting: int
) -> None:
    """Note what answers come from.

    Parameters
    ----------
    champions, published
        None where there are none.
    last_event
        When the newest event happened, in microseconds since 1970; None without events.
    waiting
        Rows on their way to the audit log.
    """
    now = set()
    if champions is not None:
        now = {(one.model.task, one.name, champions.version) for one in champions.by_kind.values()}
    for gone in _told_of - now:
        MODEL.labels(*gone).set(0)
    for model in now:
        MODEL.labels(*model).set(1)
    _told_of.update(now)
    if published is not None:
        PUBLICATION.set(published.generation)
        AS_OF.set(published.as_of / MICROS)
    if last_event is not None:
        LAST_EVENT.set(last_event / MICROS)
    WAITING.set(waiting)


def exposition() -> bytes:
    """Return all metrics as Prometheus reads them."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)
