import pytest

from patron.live import Event, queries
from patron.live.customer import Grant
from patron.live.statement import AT_A_TIME, Statement
from patron.live.stitch import Person


@pytest.fixture
def publish(store, customer_of):
    """Return a function that publishes customers by id and amount."""

    def run(**amounts):
        customers = [customer_of(name, amount) for name, amount in amounts.items()]
        return store.publish(customers, 5, "shop", {})

    return run


def amounts(customers):
    return {customer.customer_id: customer.history["amount"][0].as_py() for customer in customers}


def test_customers_come_in_the_order_asked_for_each_once(store, publish):
    publish(ann=1.0, bob=2.0, cyd=3.0)
    with store.snapshot() as snapshot:
        found = snapshot.customers(["cyd", "nobody", "ann", "cyd"])
    assert list(amounts(found).items()) == [("cyd", 3.0), ("ann", 1.0)]


def test_more_customers_than_fit_in_one_query(store, publish):
    names = [f"c{number}" for number in range(2 * AT_A_TIME + 1)]
    publish(**dict.fromkeys(names, 1.0))
    with store.snapshot() as snapshot:
        assert [found.customer_id for found in snapshot.customers(names[::-1])] == names[::-1]


def test_a_snapshot_does_not_see_a_later_publication(store, publish):
    publish(ann=1.0)
    with store.snapshot() as snapshot:
        assert snapshot.published.generation == 1
        publish(ann=2.0)
        assert amounts(snapshot.customers(["ann"])) == {"ann": 1.0}
    assert amounts(store.customers(["ann"])) == {"ann": 2.0}


def test_of_a_customer_who_is_kept_nothing_published_is_read_again(store, customer_of, monkeypatch):
    ann = Person("ann", ("ann",), ())

    def publish(granted):
        one = customer_of("ann", accounts=(("web", "1"),), consents=(Grant("email", granted, 1),))
        store.publish([one], 5, "shop", {})

    def read():
        with store.snapshot() as snapshot:
            snapshot.customers(["ann"])
            return snapshot.accounts(["ann"]), snapshot.consents([ann])

    asked = []
    run = Statement._run
    monkeypatch.setattr(Statement, "_run", lambda *given: asked.append(given[0]) or run(*given))
    publish(granted=True)
    told = {"ann": (("web", "1"),)}, {"ann": {"email": True}}
    assert read() == told
    asked.clear()
    assert read() == told
    assert asked == [queries.NEWEST]
    publish(granted=False)
    assert read() == (told[0], {"ann": {"email": False}})


def test_stored_answers_come_by_customer_and_name(store, customer_of):
    answers = {"decisions": "[1]", "next_offer": "[2]"}
    store.publish([customer_of("ann", answers=answers), customer_of("bob")], 5, "shop", {})
    with store.snapshot() as snapshot:
        assert snapshot.answers(["bob", "ann"]) == {"bob": {}, "ann": answers}


def test_identifiers_are_found_by_type_and_value(store, customer_of):
    ann = customer_of("ann", identifiers=(("phone", "555"), ("email", "a@b.org")))
    store.publish([ann, customer_of("bob", identifiers=(("card", "555"),))], 5, "shop", {})
    with store.snapshot() as snapshot:
        assert snapshot.find("phone", ["555", "556"]) == {"555": "ann"}
        assert snapshot.find("card", ["555"]) == {"555": "bob"}


def test_anyone_is_the_first(store, publish):
    publish()
    with store.snapshot() as snapshot:
        assert snapshot.anyone() is None
    publish(bob=1.0, ann=1.0)
    with store.snapshot() as snapshot:
        assert snapshot.anyone() == "ann"


def test_attributes_come_without_the_rest(store, publish):
    publish(a=1.0, b=2.0)
    with store.snapshot() as snapshot:
        people = list(snapshot.people(["a", "b", "nobody"]).values())
        customers = {one.customer_id: one for one in snapshot.customers(people)}
        found = snapshot.facts(people)
    assert set(found) == {"a", "b"}
    assert all(facts.equals(customers[name].facts) for name, facts in found.items())


def test_for_attributes_no_other_events_are_read(store, publish, receive, event_of, monkeypatch):
    publish(a=1.0)
    told = '{"attributes": {}'
    receive(*(event_of(number, "visitor", identifiers={"note": told}) for number in range(5)))
    receive(event_of(9, "visitor", attributes={"town": told}), event_of(10, "other"))
    read, plain = [], Event.of_record.__func__
    monkeypatch.setattr(
        Event, "of_record", classmethod(lambda cls, text: read.append(text) or plain(cls, text))
    )
    with store.snapshot() as snapshot:
        people = snapshot.people([("web", "visitor"), ("web", "other")])
        facts = snapshot.facts(list(people.values()))
    whose = [people["web", name].customer_id for name in ("visitor", "other")]
    found = [facts[name].to_pylist() for name in whose]
    assert [[(row["name"], row["value"]) for row in rows] for rows in found] == [
        [("town", told)],
        [],
    ]
    assert len(read) == 1
