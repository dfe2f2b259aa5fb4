"""The CRM, the loyalty programme and referrals: who people say they are, with typing errors."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.world.block import Block, Raw
from patron.world.dirt import mistyped
from patron.world.moments import days
from patron.world.people import NEVER
from patron.world.settings import DAY, WEEK
from patron.world.words import CITIES, FIRST_NAMES, LAST_NAMES, STREETS, Array

# Share of those who moved or married that tell the company; of cards with an e-mail; of customers
# in the referral programme; of its new members whom an older one brought.
TELLS, CARD_EMAIL, MEMBERS, REFERRED = 0.8, 0.4, 0.3, 0.35


def records(block: Block) -> Iterator[Raw]:
    """Yield the CRM's records, the loyalty cards and the referrals of a block."""
    yield _crm(block)
    yield _loyalty(block)
    yield _referrals(block)


def _crm(block: Block) -> Raw:
    """Return a row for each registration and each change that the company was told."""
    people, life, draw = block.people, block.life, block.draw("crm")
    person, week, closed = _versions(block, draw)
    again = week >= people.again[person]
    who = person * 2 + again
    account = block.keys.customer_no.take(pa.array(who))
    landline = people.landline[person]
    phone = pc.if_else(
        pa.array(landline), _phones(block, person, True), _phones(block, person, False)
    )
    referred_card = people.card[person] & (draw.random(len(person)) < 0.3) & ~again
    row = np.clip(week, 0, block.world.weeks - 1)
    wants = life.reached[row, person] | ~people.reachable[person]
    rows = pa.table(
        {
            "customer_no": account,
            "valid_from": days(_day(block, week)),
            **_described(block, person, week, draw),
            "email": block.keys.email.take(pa.array(who)),
            "phone": pc.binary_join_element_wise("0", phone, ""),
            "card": block.keys.card.take(pa.array(person, mask=~referred_card)),
            "newsletter": pa.array(["no", "yes"]).take(pa.array(wants.astype(np.int64))),
            "status": pa.array(["active", "closed"]).take(pa.array(closed.astype(np.int64))),
        }
    )
    return Raw("crm", rows, account, person)


def _versions(block: Block, draw: np.random.Generator) -> tuple[Array, Array, Array]:
    """Return person, week and whether the account is closed of each row, in order of time."""
    people, life, weeks = block.people, block.life, block.world.weeks
    n = len(people.number)
    opted_out = np.where(
        (~life.reached[:weeks]).any(0) & people.reachable, (~life.reached[:weeks]).argmax(0), NEVER
    )
    told = draw.random((2, n)) < TELLS
    found = [
        (np.flatnonzero(people.registered), people.joined),
        (np.flatnonzero(people.again < weeks), people.again),
        (np.flatnonzero(told[0] & (people.moved < NEVER)), people.moved),
        (np.flatnonzero(told[1] & (people.married < NEVER)), people.married),
        (np.flatnonzero(opted_out < NEVER), opted_out),
        (np.flatnonzero(life.cancelled), life.left),
    ]
    person = np.concatenate([who for who, _ in found])
    week = np.concatenate([when[who] for who, when in found])
    closes = np.repeat(np.arange(len(found)) == len(found) - 1, [len(who) for who, _ in found])
    since = people.joined[person]
    kept = people.registered[person] & (week >= since) & (week < weeks)
    # Who has left tells nothing more, but may still opt out unless the account is closed.
    opts_out = (week == opted_out[person]) & ~life.cancelled[person]
    kept &= (week < life.left[person]) | closes | opts_out
    # A change in the week of the registration is part of it.
    kept &= (week > since) | (np.arange(len(person)) < len(found[0][0]))
    order = np.flatnonzero(kept)
    order = order[np.lexsort((closes[order], person[order], week[order]))]
    # Changes of one week are one row, which says all of them.
    same = np.append(np.diff(week[order]) == 0, False) & np.append(
        np.diff(person[order]) == 0, False
    )
    order = order[~same]
    return person[order], week[order], closes[order]


def _described(
    block: Block, person: Array, week: Array, draw: np.random.Generator, short: bool = False
) -> dict[str, pa.Array]:
    """Return name, birthday and address as somebody typed them in."""
    people, typos = block.people, block.world.typos
    home = people.home_of(person, week)
    born = people.birthday[person].astype(np.int64) * DAY
    birthday = days(born)
    number = pc.binary_join_element_wise(
        _take(STREETS, home.street), pa.array(home.house).cast(pa.string()), " "
    )
    named = {
        "first_name": mistyped(_take(FIRST_NAMES, people.first_name[person]), typos, draw),
        "last_name": mistyped(_take(LAST_NAMES, people.name_of(person, week)), typos, draw),
        "birthday": mistyped(birthday, typos / 2, draw),
    }
    postcode = pa.array(10_000 + home.city * 137 + home.house % 10).cast(pa.string())
    if short:
        return {**named, "postcode": postcode}
    street = mistyped(number, typos, draw)
    return {**named, "street": street, "postcode": postcode, "city": _take(CITIES, home.city)}


def _loyalty(block: Block) -> Raw:
    """Return a row for each loyalty card, written in a store."""
    people, draw = block.people, block.draw("loyalty")
    person = np.flatnonzero(people.card)
    person = person[np.argsort(people.joined[person], kind="stable")]
    week = people.joined[person]
    gives = people.registered[person] & (draw.random(len(person)) < CARD_EMAIL)
    card = block.keys.card.take(pa.array(person))
    rows = pa.table(
        {
            "card": card,
            "joined_on": days(_day(block, week)),
            **_described(block, person, week, draw, short=True),
            "phone": pc.binary_join_element_wise("0049 ", _phones(block, person, False), ""),
            "email": block.keys.email.take(pa.array(person * 2, mask=~gives)),
        }
    )
    return Raw("loyalty", rows, card, person)


def _referrals(block: Block) -> Raw:
    """Return the members of the referral programme, and who brought them; `SHOP` is nobody."""
    people, draw = block.people, block.draw("referrals")
    members = np.flatnonzero(people.registered & (draw.random(len(people.number)) < MEMBERS))
    members = members[np.argsort(people.joined[members], kind="stable")]
    n = len(members)
    # Members are in order of joining, so an earlier place is an older customer.
    by = (draw.random(n) * np.arange(n)).astype(np.int64)
    brought = (people.joined[members] >= 0) & (draw.random(n) < REFERRED)
    account = block.keys.customer_no.take(pa.array(members * 2))
    rows = pa.table(
        {
            "member": account,
            "joined_on": days(_day(block, people.joined[members])),
            "brought_by": pc.if_else(pa.array(brought), account.take(pa.array(by)), "SHOP"),
        }
    )
    return Raw("referrals", rows, account, members)


def _day(block: Block, week: Array) -> Array:
    return np.asarray(block.world.start_at + week.astype(np.int64) * WEEK)


def _phones(block: Block, person: Array, landline: bool) -> pa.Array:
    return (block.keys.landline if landline else block.keys.mobile).take(pa.array(person))


def _take(words: tuple[str, ...], places: Array) -> pa.Array:
    return pa.array(words).take(pa.array(places))
