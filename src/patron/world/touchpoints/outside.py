"""What others know: the connected device, a demographic overlay, and a partner's feed."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.world.block import Block, Raw
from patron.world.dirt import received
from patron.world.moments import days, in_week, instants, iso
from patron.world.words import Array

INCOMES = ("under 20k", "20-40k", "40-60k", "60-100k", "over 100k")
OVERLAID, PARTNERS, PARTNER_RATE = 0.6, 0.15, 0.08


def outside(block: Block) -> Iterator[Raw]:
    """Yield readings, overlay and the partner's feed of a block."""
    yield _readings(block)
    yield _overlay(block)
    yield _partner(block)


def _readings(block: Block) -> Raw:
    """Return a registration of each device, and a reading a week while its owner is there."""
    draw, people, life, world = block.draw("readings"), block.people, block.life, block.world
    week, person = np.nonzero(life.present[: world.weeks] & people.device)
    at = in_week(world, week, draw, hour=12.0)
    order = np.lexsort((person, at))
    week, person, at = week[order], person[order], at[order]
    _, first = np.unique(person, return_index=True)
    is_first = np.zeros(len(person), bool)
    is_first[first] = True
    uses = draw.poisson(3 + 2.5 * life.mood[week, person])
    serial = block.keys.serial.take(pa.array(person))
    rows = pa.table(
        {
            "serial": serial,
            "at": instants(at),
            "received_at": instants(received(world, at, draw)),
            "event": pa.array(["use", "registered"]).take(pa.array(is_first.astype(np.int64))),
            "uses": pa.array(uses),
            "error": pa.array(["E1", "E2", "E7"]).take(
                pa.array(draw.integers(3, size=len(at)), mask=draw.random(len(at)) > 0.03)
            ),
            "email": block.keys.email.take(pa.array(person * 2, mask=~is_first)),
        }
    )
    return Raw("readings", rows, serial, person)


def _overlay(block: Block) -> Raw:
    """Return demographics by e-mail, or else by telephone; some of it is out of date."""
    draw, people = block.draw("overlay"), block.people
    person = np.flatnonzero(draw.random(len(people.number)) < OVERLAID)
    n = len(person)
    by_email = people.registered[person] & (draw.random(n) < 0.6)
    email = block.keys.email.take(pa.array(person * 2, mask=~by_email))
    mobile = pc.binary_join_element_wise("+49 (0)", block.keys.mobile.take(pa.array(person)), "")
    phone = mobile.take(pa.array(np.arange(n), mask=by_email))
    rows = pa.table(
        {
            "email": email,
            "phone": phone,
            "income": _banded(block.nature.tier[person], draw),
            "home_owner": pa.array(["no", "yes"]).take(pa.array(draw.integers(2, size=n))),
            "children": pa.array(np.minimum(draw.poisson(0.7, n), 5)),
            "as_of": days(np.full(n, block.world.start_at)),
        }
    )
    return Raw("overlay", rows, pc.coalesce(email, phone), person)


def _banded(tier: Array, draw: np.random.Generator) -> pa.Array:
    band = np.clip(np.round(1 + tier + draw.normal(0, 0.8, len(tier))), 0, 4)
    return pa.array(INCOMES).take(pa.array(band.astype(np.int64)))


def _partner(block: Block) -> Raw:
    """Return purchases at a partner, who hands on e-mails as SHA-256 only."""
    draw, people, life, world = block.draw("partner"), block.people, block.life, block.world
    member = people.registered & (draw.random(len(people.number)) < PARTNERS)
    here = life.present[: world.weeks] & member
    week, person = np.nonzero(here & (draw.random(here.shape) < PARTNER_RATE))
    at = in_week(world, week, draw)
    order = np.lexsort((person, at))
    week, person, at = week[order], person[order], at[order]
    members, place = np.unique(person, return_inverse=True)
    code = sha256(block.keys.email.take(pa.array(members * 2))).take(pa.array(place))
    rows = pa.table(
        {
            "email_sha256": code,
            "at": iso(at),
            "shop": pa.array(["bakery", "florist", "cinema"]).take(pa.array(person % 3)),
            "spent": pa.array(np.round(np.exp(draw.normal(2.5, 0.6, len(at))), 2)),
        }
    )
    return Raw("partner", rows, code, person)


def sha256(texts: pa.Array) -> pa.Array:
    """Return the SHA-256 of each text in hexadecimal digits."""
    import duckdb

    with duckdb.connect(config={"threads": 1}) as connection:
        connection.register("given", pa.table({"t": texts}))
        found = connection.sql("SELECT sha256(t) AS code FROM given").to_arrow_table()
    return found["code"].combine_chunks()
