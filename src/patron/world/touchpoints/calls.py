"""The call centre: telephone numbers, topics, and what the agents note."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.world.block import Block, Raw
from patron.world.keys import registration
from patron.world.moments import in_week, iso
from patron.world.texts import BAD, tones, write
from patron.world.words import Array

TOPICS = ("question", "complaint", "cancellation")
QUESTION, COMPLAINT, CANCELLATION = range(3)
# Share of the late orders that people call about; share of the calls with a customer number.
CALLS_WHEN_LATE, SAYS_NUMBER = 0.25, 0.5


def calls(block: Block) -> Iterator[Raw]:
    """Yield the calls of a block."""
    draw, people = block.draw("calls"), block.people
    person, week, topic = _calls(block, draw)
    at = in_week(block.world, week, draw, np.cumsum([0.2] * 5), hour=12.0)
    order = np.argsort(at, kind="stable")
    person, week, topic, at = person[order], week[order], topic[order], at[order]
    n = len(person)
    mood = block.life.mood[week, person]
    tone = np.where(topic == QUESTION, np.maximum(tones(mood, draw), 1), BAD)
    from_home = people.landline[person] & (draw.random(n) < 0.7)
    phone = pc.if_else(
        pa.array(from_home),
        block.keys.landline.take(pa.array(person)),
        block.keys.mobile.take(pa.array(person)),
    )
    phone = pc.binary_join_element_wise("+49", phone, "")
    says = people.registered[person] & (draw.random(n) < SAYS_NUMBER)
    number = block.keys.customer_no.take(pa.array(registration(people, person, week), mask=~says))
    note = pc.if_else(
        pa.array(topic == CANCELLATION),
        write("goodbye", np.zeros(n, np.int64), draw),
        write("calls", tone, draw),
    )
    rows = pa.table(
        {
            "call": block.ids("C", np.arange(n)),
            "at": iso(at),
            "caller.phone": phone,
            "caller.customer_no": number,
            "topic": pa.array(TOPICS).take(pa.array(topic)),
            "minutes": pa.array(1 + draw.poisson(4 + 4 * (tone == BAD))),
            "note": note,
        }
    )
    nameless = pc.binary_join_element_wise("phone:", phone, "")
    yield Raw("calls", rows, pc.coalesce(number, nameless), person)


def _calls(block: Block, draw: np.random.Generator) -> tuple[Array, Array, Array]:
    """Return person, week and topic of each call."""
    life, weeks = block.life, block.world.weeks
    about_late = draw.binomial(life.late[:weeks], CALLS_WHEN_LATE)
    goes = np.flatnonzero(life.cancelled & (life.left < weeks))
    found = []
    for topic, counts in (
        (QUESTION, life.calls[:weeks]),
        (COMPLAINT, life.bad_calls[:weeks]),
        (COMPLAINT, about_late),
    ):
        week, person = np.nonzero(counts)
        times = counts[week, person].astype(np.int64)
        found.append((np.repeat(person, times), np.repeat(week, times), topic))
    # Who cancels does so in the last week.
    found.append((goes, np.maximum(life.left[goes] - 1, 0), CANCELLATION))
    return (
        np.concatenate([who for who, _, _ in found]),
        np.concatenate([when for _, when, _ in found]),
        np.repeat([topic for _, _, topic in found], [len(who) for who, _, _ in found]),
    )
