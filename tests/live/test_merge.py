from datetime import timedelta

from patron.live import Commons
from patron.schema import ITEMS


def test_an_event_is_a_row_of_the_history_known_by_the_moment_answered_for(
    store, receive, event_of, customer_of
):
    [day] = customer_of("ann").history["occurred_at"].to_pylist()
    store.publish([customer_of("ann", accounts=(("web", "a"),))], 5, "shop", {})
    # It is received long after the data ends.
    receive(event_of(1, "a", 2.0, at=day + timedelta(days=1)), now=day + timedelta(days=900))
    with store.snapshot() as snapshot:
        [ann] = snapshot.customers(["ann"])
        as_of = snapshot.as_of
    rows = ann.history.select(["customer_id", "amount", "occurred_at", "known_at"]).to_pylist()
    late = day + timedelta(days=1)
    assert rows == [
        {"customer_id": "ann", "amount": 1.0, "occurred_at": day, "known_at": day},
        {"customer_id": "ann", "amount": 2.0, "occurred_at": late, "known_at": late},
    ]
    assert as_of == int(late.timestamp()) * 1_000_000


def test_without_events_answers_are_of_the_publication(store, customer_of):
    store.publish([customer_of("ann")], 5, "shop", {})
    with store.snapshot() as snapshot:
        assert snapshot.as_of == 5


def test_what_was_published_and_is_received_again_counts_once(
    store, receive, event_of, customer_of
):
    store.publish([customer_of("ann", accounts=(("till", "7"),))], 5, "shop", {})
    receive(event_of("ann", "7", 9.0, source="till"))
    assert store.customer("ann").history["amount"].to_pylist() == [9.0]


def test_an_item_that_is_new_to_the_customer_comes_from_the_catalogue(
    store, receive, event_of, customer_of
):
    items = ITEMS.of([{"item": "jam", "category": "food"}, {"item": "tea", "category": "drinks"}])
    ann = customer_of("ann", accounts=(("web", "a"),))
    store.publish([ann], 5, "shop", {}, Commons(items=items))
    receive(event_of(1, "a", item="jam"), event_of(2, "a", item="unheard of"))
    found = store.customer("ann").items.select(["item", "category"]).to_pylist()
    assert found == [
        {"item": "tea", "category": "drinks"},
        {"item": "jam", "category": "food"},
    ]


def test_attributes_of_events_are_facts(store, receive, event_of, customer_of):
    store.publish([customer_of("ann", accounts=(("web", "a"),))], 5, "shop", {})
    receive(event_of(1, "a", attributes={"city": "Bonn"}))
    [fact] = store.customer("ann").facts.to_pylist()
    assert (fact["customer_id"], fact["name"], fact["value"]) == ("ann", "city", "Bonn")
