"""Who is who by what was received, asked of a store as answers are."""

import pytest

from patron.live import Commons, Identifier
from patron.live.event import own_id

MAIL = "ann@b.org"


@pytest.fixture
def publish(store, customer_of):
    """Return a function that publishes ann, who has a till card and an e-mail address, and bob."""

    def run(*others, rules="{}", holders=None, **commons):
        ann = customer_of(
            "ann",
            number=0,
            accounts=(("till", "7"),),
            identifiers=(Identifier("email", MAIL, holders or {"till": 1}),),
        )
        bob = customer_of("bob", number=1, accounts=(("web", "b"),))
        customers = [ann, bob, *others]
        store.publish(customers, 5, "shop", {}, Commons(rules=rules, **commons))

    return run


@pytest.fixture
def whole(store):
    """Return a function that says, of each name, whose it is and which interactions they have."""

    def run(*nodes):
        with store.snapshot() as snapshot:
            people = snapshot.people(nodes)
            found = snapshot.customers(list(people.values()))
        ids = {one.customer_id: sorted(one.history["interaction_id"].to_pylist()) for one in found}
        return {node: (people[node].customer_id, ids[people[node].customer_id]) for node in nodes}

    return run


def test_an_event_of_a_known_account_is_its_customers(publish, receive, event_of, whole):
    publish()
    receive(event_of(1, "b"))
    assert whole("bob", "ann") == {"bob": ("bob", ["1", "bob"]), "ann": ("ann", ["ann"])}


def test_a_visitor_who_logs_in_has_one_history_in_the_very_next_answer(
    publish, receive, event_of, whole
):
    publish()
    receive(event_of(1, "v"), event_of(2, "v"))
    alone = own_id("web", "v")
    assert whole(("web", "v")) == {("web", "v"): (alone, ["1", "2"])}
    receive(event_of(3, "v", identifiers={"email": MAIL}))
    assert whole("ann") == {"ann": ("ann", ["1", "2", "3", "ann"])}
    assert whole(("web", "v")) == {("web", "v"): ("ann", ["1", "2", "3", "ann"])}


def test_two_published_customers_become_the_older_one(publish, receive, event_of, whole):
    publish()
    receive(event_of(1, "b", identifiers={"email": MAIL}))
    assert whole("bob") == {"bob": ("ann", ["1", "ann", "bob"])}


def test_accounts_that_only_events_named_hang_together_too(publish, receive, event_of, whole):
    publish()
    receive(event_of(1, "v", identifiers={"email": "new@b.org"}))
    receive(event_of(2, "w", identifiers={"email": "new@b.org"}, source="app"))
    assert whole(("app", "w")) == {("app", "w"): (own_id("app", "w"), ["1", "2"])}


def test_what_proves_nothing_stitches_nothing(publish, receive, event_of, whole):
    publish()
    receive(event_of(1, "v", identifiers={"phone": "555"}))
    receive(event_of(2, "w", identifiers={"phone": "555"}))
    assert whole(("web", "v")) == {("web", "v"): (own_id("web", "v"), ["1"])}


def test_a_value_that_several_customers_have_stitches_nothing(publish, receive, event_of, whole):
    publish(shared=(Identifier("email", "us@b.org", {"till": 2}),))
    receive(event_of(1, "v", identifiers={"email": "us@b.org"}))
    receive(event_of(2, "w", identifiers={"email": "us@b.org"}))
    assert whole(("web", "v")) == {("web", "v"): (own_id("web", "v"), ["1"])}


@pytest.mark.parametrize(
    ("rules", "holders", "is_one"),
    [
        ('{"largest": 3}', {"till": 2}, True),
        ('{"largest": 3}', {"till": 3}, False),
        ('{"people": {"email": 1}}', {"web": 1}, False),
        ('{"people": {"email": 1}}', {"till": 1}, True),
    ],
)
def test_a_value_that_too_many_accounts_share_stitches_nothing(
    publish, receive, event_of, whole, rules, holders, is_one
):
    publish(rules=rules, holders=holders)
    receive(event_of(1, "v", identifiers={"email": MAIL}))
    assert whole(("web", "v"))["web", "v"][0] == ("ann" if is_one else own_id("web", "v"))


def test_a_value_that_many_new_accounts_share_stitches_nothing(publish, receive, event_of, whole):
    publish(rules='{"largest": 4}')
    receive(*(event_of(number, f"v{number}", identifiers={"email": MAIL}) for number in range(5)))
    assert whole("ann", ("web", "v0")) == {
        "ann": ("ann", ["ann"]),
        ("web", "v0"): (own_id("web", "v0"), ["0"]),
    }


def test_customers_told_apart_stay_apart_with_their_own_events(publish, receive, event_of, whole):
    publish(apart=(("ann", "bob"),))
    receive(event_of(1, "b", identifiers={"email": MAIL}))
    assert whole("ann", "bob") == {"ann": ("ann", ["ann"]), "bob": ("bob", ["1", "bob"])}


def test_many_customers_are_asked_of_at_once(store, receive, event_of, customer_of, whole):
    names = [f"c{number:03}" for number in range(450)]
    customers = [customer_of(name, accounts=(("web", name),)) for name in names]
    store.publish(customers, 5, "shop", {})
    receive(*(event_of(number, name) for number, name in enumerate(names)))
    found = whole(*names)
    assert found["c007"] == ("c007", ["7", "c007"])
    assert {one for one, _ in found.values()} == set(names)
