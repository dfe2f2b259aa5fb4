"""What the company sends: the log of its campaigns, e-mails with what became of them, letters."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from patron.world.block import Block, Raw
from patron.world.keys import registration
from patron.world.life import NOT_ASKED
from patron.world.moments import SECOND, days, instants, iso
from patron.world.policy import NAMES, propensities
from patron.world.settings import DAY, WEEK
from patron.world.words import Array

HOUR = 3600 * SECOND
EVENTS = ("sent", "bounced", "opened", "clicked", "unsubscribed")
SENT, BOUNCED, OPENED, CLICKED, UNSUBSCRIBED = range(5)
OPENS = np.array([0.2, 0.3, 0.4, 0.45, 0.5])
CLICKS = 0.25


def messages(block: Block) -> Iterator[Raw]:
    """Yield assignments, e-mails and letters of a block."""
    week, person = np.nonzero(block.life.offer[: block.world.weeks] != NOT_ASKED)
    offer = block.life.offer[week, person].astype(np.int64)
    yield _assignments(block, person, week, offer)
    by_letter = block.people.by_letter[person]
    some = offer > 0
    yield _emails(block, *(part[some & ~by_letter] for part in (person, week, offer)))
    yield _letters(block, *(part[some & by_letter] for part in (person, week, offer)))


def _monday(block: Block, week: Array, hour: float) -> Array:
    return np.asarray(block.world.start_at + week.astype(np.int64) * WEEK + int(hour * HOUR))


def _numbers(block: Block, person: Array, week: Array) -> pa.Array:
    return block.keys.customer_no.take(pa.array(registration(block.people, person, week)))


def _assignments(block: Block, person: Array, week: Array, offer: Array) -> Raw:
    """Return what the policy chose for whom, with the probability of just that choice."""
    segment = block.nature.segment[person]
    account = _numbers(block, person, week)
    rows = pa.table(
        {
            "assignment": block.ids("A", np.arange(len(person))),
            "at": instants(_monday(block, week, 5.0)),
            "customer_no": account,
            "segment": pa.array(["thrifty", "middle", "generous"]).take(pa.array(2 - segment)),
            "channel": pa.array(["email", "mail"]).take(
                pa.array(block.people.by_letter[person].astype(np.int64))
            ),
            "offer": pa.array(NAMES).take(pa.array(offer)),
            "propensity": pa.array(propensities(block.world)[segment, offer]),
            "holdout": pa.array(offer == 0),
        }
    )
    return Raw("assignments", rows, account, person)


def _emails(block: Block, person: Array, week: Array, offer: Array) -> Raw:
    """Return campaigns and newsletters sent, and what became of each message."""
    draw, people, life = block.draw("emails"), block.people, block.life
    news_week, news_person = _newsletters(block)
    who = np.concatenate([person, news_person])
    when = np.concatenate([week, news_week])
    what = np.concatenate([offer, np.zeros(len(news_week), np.int64)])
    sent = _monday(block, when, 6.0) + draw.integers(0, 3600, len(who)) * SECOND
    n = len(who)
    arrives = people.reachable[who]
    opens = life.present[when, who] & (draw.random(n) < OPENS[life.mood[when, who]]) & arrives
    clicks = opens & (draw.random(n) < CLICKS)
    # Who opts out does so in one of the week's messages, or in the last that came.
    goes = life.reached[when, who] & ~life.reached[when + 1, who]
    after = sent + (draw.exponential(0.5, n) * DAY).clip(60e6, 5 * DAY).astype(np.int64)
    parts = (
        (SENT, np.arange(n), sent),
        (BOUNCED, np.flatnonzero(~arrives), sent + 30 * SECOND),
        (OPENED, np.flatnonzero(opens), after),
        (CLICKED, np.flatnonzero(clicks), after + 40 * SECOND),
        (UNSUBSCRIBED, np.flatnonzero(goes), after + 60 * SECOND),
    )
    of = np.concatenate([which for _, which, _ in parts])
    event = np.repeat([kind for kind, _, _ in parts], [len(which) for _, which, _ in parts])
    at = np.concatenate(
        [moments if len(moments) == len(which) else moments[which] for _, which, moments in parts]
    )
    kept = np.flatnonzero(at < block.world.end_at)
    kept = kept[np.lexsort((of[kept], at[kept]))]
    of, event, at = of[kept], event[kept], at[kept]
    address = block.keys.email.take(pa.array(registration(people, who[of], when[of])))
    rows = pa.table(
        {
            "message": block.ids("M", of),
            "event": pa.array(EVENTS).take(pa.array(event)),
            "at": iso(at),
            "to": address,
            "offer": pa.array(NAMES).take(pa.array(what[of], mask=what[of] == 0)),
        }
    )
    return Raw("emails", rows, address, who[of])


def _newsletters(block: Block) -> tuple[Array, Array]:
    """Return week and person of each newsletter, which goes to wrong addresses, too."""
    people, life, world = block.people, block.life, block.world
    weeks = np.arange(world.weeks)
    weeks = weeks[weeks % (2 * world.campaign_every) == 3 % (2 * world.campaign_every)]
    known = people.joined[None, :] <= weeks[:, None]
    known &= ~(life.cancelled & (life.left <= weeks[:, None]))
    known &= life.reached[weeks] | ~people.reachable
    row, person = np.nonzero(known & people.registered & ~people.by_letter)
    return weeks[row], person


def _letters(block: Block, person: Array, week: Array, offer: Array) -> Raw:
    account = _numbers(block, person, week)
    rows = pa.table(
        {
            "letter": block.ids("L", np.arange(len(person))),
            "posted_on": days(_monday(block, week, 0.0)),
            "customer_no": account,
            "offer": pa.array(NAMES).take(pa.array(offer)),
        }
    )
    return Raw("letters", rows, account, person)
