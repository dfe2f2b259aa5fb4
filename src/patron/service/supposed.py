"""What a question takes as having happened besides what the store has."""

from datetime import datetime

from patron.errors import SchemaError
from patron.live import Event, read_event
from patron.service.problems import NotFit
from patron.service.questions import WhatIf, Why

OF_ONE = "are of one customer: give customer and not customers"
NO_RANKING = "do not change the ranking of items, which is of the last scoring; leave them out"


def supposed(question: WhatIf, now: datetime) -> list[Event]:
    """Return the events of a what-if question, none if it is none.

    Parameters
    ----------
    now
        The moment of the call; an event may not be later, as where events are told.

    Raises
    ------
    NotFit
        If an event is none, or the question is not of the kind that events can be supposed for.
    """
    if not question.events:
        return []
    if not question.is_about_one:
        raise NotFit([("events", OF_ONE)])
    if isinstance(question, Why) and question.task == "next_offer":
        raise NotFit([("events", NO_RANKING)])
    found, wrong = [], []
    for place, one in enumerate(question.events):
        try:
            found.append(read_event(one, now))
        except SchemaError as error:
            wrong.append((f"events.{place}", str(error)))
    if wrong:
        raise NotFit(wrong)
    return found
