"""What a question takes as having happened besides what the store has, or as not."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from patron.errors import SchemaError
from patron.live import NOTHING, Event, Supposed, read_event
from patron.service.problems import NotFit
from patron.service.questions import WhatIf, Why

OF_ONE = "are of one customer: give customer and not customers"
NO_RANKING = "do not change the ranking of items, which is of the last scoring; leave them out"
KEY = ("source", "interaction_id")
NO_KEY = 'must be an object such as {"source": "till", "interaction_id": "812"}'


def supposed(question: WhatIf, now: datetime) -> Supposed:
    """Return what a what-if question takes as having happened, or as not; nothing if it is none.

    Parameters
    ----------
    now
        The moment of the call; an event may not be later, as where events are told.

    Raises
    ------
    NotFit
        If an event is none, what is to be taken away is not named by its key, or the question is
        not of the kind that anything can be supposed for.
    """
    told = [name for name in ("events", "without") if getattr(question, name)]
    if not told:
        return NOTHING
    if not question.is_about_one:
        raise NotFit([(name, OF_ONE) for name in told])
    if isinstance(question, Why) and question.task == "next_offer":
        raise NotFit([(name, NO_RANKING) for name in told])
    wrong: list[tuple[str, str]] = []
    events = list(_events(question.events or (), now, wrong))
    without = list(_keys(question.without or (), wrong))
    if wrong:
        raise NotFit(wrong)
    return Supposed(events, without)


def _events(sent: Sequence[Any], now: datetime, wrong: list[tuple[str, str]]) -> Iterator[Event]:
    for place, one in enumerate(sent):
        try:
            yield read_event(one, now)
        except SchemaError as error:
            wrong.append((f"events.{place}", str(error)))


def _keys(sent: Sequence[Any], wrong: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for place, one in enumerate(sent):
        if isinstance(one, dict) and set(one) == set(KEY) and _are_texts(one):
            yield one["source"], one["interaction_id"]
        else:
            wrong.append((f"without.{place}", NO_KEY))


def _are_texts(one: dict[str, Any]) -> bool:
    return all(isinstance(value, str) for value in one.values())
