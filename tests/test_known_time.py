"""What is known later, of rows or of whose they are, never changes what was said before."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from patron.catalog import kinds
from patron.config import build
from patron.features import Feature, compute_features, feature_columns
from patron.features.online import OnlineFeatures
from patron.history import MICROSECONDS_A_DAY as DAY
from patron.history import current_history, read_history, read_parts, unify
from patron.identity import customers_as_of
from patron.lake import Lake
from patron.schema import ATTRIBUTES, CUSTOMERS, HISTORY, INTERACTIONS, ITEMS, RELATIONS, TIME
from patron.tasks import make_labels
from patron.tasks.churn import Churn
from patron.tasks.next_offer import NextOffer
from patron.training import make_frame

START, DAYS, ACCOUNTS = 19_000, 100, 12
DECLARED = [
    {"name": "buys", "type": "count", "kind": "purchase"},
    {"name": "spend", "type": "total", "column": "amount", "window": "P30D"},
    {"name": "since", "type": "recency"},
    {"name": "things", "type": "distinct", "column": "item"},
    {"name": "plan", "type": "attribute", "attribute": "plan"},
    {"name": "friends", "type": "connected", "relation": "friend"},
    {"name": "sold", "type": "count", "entity": "item", "window": "P40D"},
    {"name": "buyers", "type": "mix", "entity": "item", "column": "channel"},
    {"name": "often", "type": "count", "entity": "pair"},
]
FEATURES = [
    build({"idea": "what they do", **entry}, kinds(Feature, "patron.features"), entry["name"])
    for entry in DECLARED
]
OF_CUSTOMERS = [one for one in FEATURES if one.entity == "customer"]
CHURN = Churn(name="churn", horizon=timedelta(days=20))
NEXT = NextOffer(name="next", horizon=timedelta(days=20), own=3, popular=3)


def at(day):
    return (START + day) * DAY


class World:
    """What some accounts did, and which of them were found to be one person, and when."""

    def __init__(self, seed):
        random = np.random.default_rng(seed)
        self.met = random.integers(0, 30, ACCOUNTS)
        self.did = []
        for number in range(400):
            account, happened = int(random.integers(ACCOUNTS)), int(random.integers(30, DAYS))
            late = int(random.integers(20)) if random.random() < 0.3 else 0
            self.did.append((number, account, happened, happened + late, int(random.integers(5))))
        pairs = random.integers(0, ACCOUNTS, (8, 2)).tolist()
        self.links = [(a, b, int(random.integers(30, DAYS))) for a, b in pairs if a != b]
        told = {
            (int(random.integers(ACCOUNTS)), int(random.integers(30, DAYS))): int(number)
            for number in range(20)
        }
        self.told = [(*key, value) for key, value in told.items()]
        self.friends = sorted(
            {
                (int(a), int(b)): int(random.integers(30, DAYS))
                for a, b in random.integers(0, ACCOUNTS, (12, 2))
            }.items()
        )

    def anchor(self, account, by):
        """Return the smallest account that links known by a day join with one."""
        own = {account}
        for _ in self.links:
            own |= {x for a, b, day in self.links if day <= by and {a, b} & own for x in (a, b)}
        return min(own)

    def customers(self, by):
        rows = []
        for account in range(ACCOUNTS):
            days = range(self.met[account], by + 1)
            told = [(day, self.anchor(account, day)) for day in days]
            new = [one for n, one in enumerate(told) if not n or one[1] != told[n - 1][1]]
            ends = [at(day) for day, _ in new[1:]] + [None]
            rows += [
                {"source": "s", "account": f"{account:02}", "customer_id": f"c{anchor:02}",
                 "known_at": at(day), "known_until": end}
                for (day, anchor), end in zip(new, ends, strict=True)
            ]  # fmt: skip
        return CUSTOMERS.of(rows)

    def lake(self, folder, by, customers):
        """Return a lake of all that was known by a day, of some customers."""
        lake = Lake(folder, threads=1)
        who = {"source": "s"}
        did = [
            {**who, "interaction_id": f"{number:03}", "account": f"{account:02}",
             "occurred_at": at(happened), "known_at": at(known), "actor": "customer",
             "kind": "purchase" if number % 3 else "visit", "item": f"i{item}",
             "channel": f"{number % 4}", "amount": float(number)}
            for number, account, happened, known, item in self.did if known <= by
        ]  # fmt: skip
        told = [
            {**who, "account": f"{account:02}", "name": "plan", "value": f"{value}",
             "known_at": at(day)}
            for account, day, value in self.told if day <= by
        ]  # fmt: skip
        friends = [
            {**who, "account": f"{a:02}", "relation": "friend", "other": f"{b:02}",
             "known_at": at(day)}
            for (a, b), day in self.friends if day <= by
        ]  # fmt: skip
        lake.replace(INTERACTIONS, INTERACTIONS.of(did))
        lake.replace(ATTRIBUTES, ATTRIBUTES.of(told))
        lake.replace(RELATIONS, RELATIONS.of(friends))
        lake.replace(ITEMS, ITEMS.of({"item": f"i{n}"} for n in range(5)))
        lake.replace(CUSTOMERS, customers)
        unify(lake)
        return lake


@pytest.fixture(scope="module", params=[1, 2, 3])
def worlds(request, tmp_path_factory):
    """Return a world, all of its history, and that of what was known on the sixtieth day.

    In the latter there are no former customers: each account is whose it was then.
    """
    world = World(request.param)
    folder = tmp_path_factory.mktemp("world")
    everything = world.lake(folder / "all", 2 * DAYS, world.customers(DAYS))
    held = customers_as_of(world.customers(60), datetime.fromtimestamp(at(60) / 1e6, UTC))
    held = held.set_column(4, "known_until", pa.nulls(held.num_rows, TIME))
    then = world.lake(folder / "then", 60, held)
    assert len(read_history(everything).former) > len(read_history(then).former) == 0
    return world, everything, then


def rows_of(history, features, entity):
    """Return the features of each entity at the sixtieth day, by its names."""
    own = [one for one in features if one.entity == entity]
    customer, item, _, columns = feature_columns(history, own, [at(60)], entity)
    ids = np.append(history.customers, None)[customer]
    items = np.append(history.names["item"], None)[item]
    values = np.column_stack(list(columns.values())).tolist()
    return dict(zip(zip(ids, items, strict=True), map(str, values), strict=True))


@pytest.mark.parametrize("entity", ["customer", "item", "pair"])
def test_features_are_those_of_a_world_in_which_the_rest_was_never_learnt(worlds, entity):
    world, everything, then = worlds
    assert len({day > 60 for *_, day in world.links}) == 2
    expected = rows_of(read_history(then), FEATURES, entity)
    assert rows_of(read_history(everything), FEATURES, entity) == expected
    assert len(expected) >= 5


@pytest.mark.parametrize("task", [CHURN, NEXT], ids=lambda task: task.name)
def test_what_a_model_is_asked_does_not_change_either(worlds, task):
    def asked(lake):
        history = read_history(lake)
        frame = make_frame(history, task, FEATURES, [at(60)], labelled=False)
        ids = history.customers[frame.customer].tolist()
        items = np.append(history.names["item"], None)[frame.item].tolist()
        return ids, items, str({name: list(values) for name, values in frame.columns.items()})

    _, everything, then = worlds
    assert asked(everything) == asked(then)


def test_parts_and_single_customers_have_the_features_of_the_whole(worlds):
    _, lake, _ = worlds
    cutoffs = [at(day) for day in (35, 60, 80, 120)]
    history = read_history(lake)
    assert len(history.former) >= 2
    whole = compute_features(history, OF_CUSTOMERS, cutoffs)
    columns = {"kind", "amount", "item", "channel", "attributes"}
    parts = compute_features(read_parts(lake, columns, rows=50), OF_CUSTOMERS, cutoffs)
    assert str(parts.to_pydict()) == str(whole.to_pydict())
    names = [one.name for one in OF_CUSTOMERS]
    rows = {(row["customer_id"], row["cutoff"]): row for row in whole.to_pylist()}
    online = OnlineFeatures(OF_CUSTOMERS)
    for cutoff in cutoffs:
        when = pa.scalar(cutoff).cast(HISTORY.columns["known_at"]).as_py()
        for who in history.customers.tolist():
            row = rows.get((who, when), dict.fromkeys(names, float("nan")))
            alone = online.compute(history.of_customer(who), cutoff)[0]
            np.testing.assert_array_equal(alone, [row[name] for name in names])


def test_a_label_is_what_the_person_did(worlds):
    world, lake, _ = worlds
    history = read_history(lake)
    told = make_labels(history, CHURN, [at(60)]).to_pylist()
    asked = {
        f"c{world.anchor(account, 60):02}"
        for number, account, happened, known, _ in world.did
        if number % 3 and happened <= 60 and known <= 60
    }
    buyers = {
        world.anchor(account, DAYS)
        for number, account, happened, _, _ in world.did
        if number % 3 and 60 < happened <= 80
    }
    expected = {who: float(world.anchor(int(who[1:]), DAYS) not in buyers) for who in asked}
    assert {row["customer_id"]: row["label"] for row in told} == expected


def test_today_each_interaction_known_by_then_is_of_one_customer_of_now(worlds):
    world, lake, _ = worlds
    found = current_history(read_history(lake), at(60)).upto(at(60))
    people = {f"c{world.anchor(account, DAYS):02}" for account in range(ACCOUNTS)}
    assert set(found.customers.tolist()) <= people
    expected = sorted(
        (f"c{world.anchor(account, DAYS):02}", float(number))
        for number, account, happened, known, _ in world.did
        if happened <= 60 and known <= 60
    )
    owners = found.customers[found.owner].tolist()
    assert sorted(zip(owners, found.numbers["amount"].tolist(), strict=True)) == expected
