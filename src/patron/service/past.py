"""What rules look at: consents and contacts as they are at this moment."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from patron.history import micros
from patron.live import LiveCustomer
from patron.live.desk import Desk
from patron.offers import OfferFacts
from patron.offers.base import CONTACTS, GRANTS, REACHED
from patron.schema import TEXT, TIME, utc
from patron.service.policy import Policy

TOLD = pa.schema([("customer_id", TEXT), ("channel", TEXT), ("offer", TEXT), ("at", TIME)])


def consents_of(consents: Mapping[str, Mapping[str, bool]], now: int, policy: Policy) -> OfferFacts:
    """Return what people said of being contacted, and by whose clocks it is now."""
    said = [
        {"customer_id": name, "channel": channel, "granted": granted}
        for name, by_channel in consents.items()
        for channel, granted in by_channel.items()
    ]
    table = pa.Table.from_pylist(said, GRANTS)
    return OfferFacts(now, consents=table, time_zone=policy.time_zone)


def facts_of(desk: Desk, customers: Sequence[LiveCustomer], now: int, policy: Policy) -> OfferFacts:
    """Return the consents of people and with whom there was which contact.

    Contacts are those that decisions led to, and those that customers' histories tell of.

    Parameters
    ----------
    desk
        Consents and contacts as they are now.
    customers
        The same people with their histories.
    now
        The moment, in microseconds since 1970.
    policy
        How far back contacts matter, and whose clocks count.
    """
    since = now - micros(policy.window())
    told = pa.concat_tables([_told(customers, since), _made(desk, since)])
    reached = told.filter(pc.is_valid(told["channel"])).select(REACHED.names)
    # The rows are few: to wake other threads takes longer than to group them.
    # Several rows of one moment, such as the items of a letter, are one contact.
    reached = reached.group_by(REACHED.names, use_threads=False).aggregate([])
    offered = told.filter(pc.is_valid(told["offer"]))
    offered = offered.group_by(["customer_id", "offer"], use_threads=False)
    last = offered.aggregate([("at", "max")]).rename_columns(CONTACTS.names)
    return replace(
        consents_of(desk.consents(), now, policy),
        contacts=last.cast(CONTACTS),
        reached=reached.cast(REACHED),
    )


def _told(customers: Sequence[LiveCustomer], since: int) -> pa.Table:
    """Return the contacts that histories tell of."""
    columns = ["customer_id", "channel", "offer", "occurred_at", "actor"]
    rows = pa.concat_tables(one.history.select(columns) for one in customers)
    ours = pc.equal(rows["actor"], "company").to_numpy() & (
        utc(rows["occurred_at"]).to_numpy() > since
    )
    return rows.filter(pa.array(ours)).drop_columns(["actor"]).rename_columns(TOLD.names).cast(TOLD)


def _made(desk: Desk, since: int) -> pa.Table:
    """Return the contacts that decisions led to."""
    rows = [
        {"customer_id": one.customer_id, "channel": one.channel, "offer": one.offer, "at": one.at}
        for one in desk.contacts(since)
    ]
    return pa.Table.from_pylist(rows, TOLD)
