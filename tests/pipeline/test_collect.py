from datetime import UTC, datetime

import pytest

from patron.errors import StoreError
from patron.lake import Lake, Written
from patron.live import Event, LiveStore
from patron.pipeline.collect import collect_events
from patron.schema import ATTRIBUTES, CONSENTS, IDENTIFIERS, INTERACTIONS

DAY = datetime(2024, 5, 1, tzinfo=UTC)
LATER = datetime(2024, 6, 1, tzinfo=UTC)


def visit(number, account="v", **beside):
    row = {"source": "web", "interaction_id": str(number), "account": account}
    row |= {"occurred_at": int(DAY.timestamp()) * 1_000_000, "kind": "visit", "actor": "customer"}
    return Event(row, **beside)


@pytest.fixture
def store(tmp_path):
    store = LiveStore(f"sqlite:///{tmp_path}/shop.db")
    yield store
    store.close()


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake", threads=1)


@pytest.fixture
def receive(store):
    def run(*events, now=LATER):
        ones = {one for event in events for one in event.identifiers.items()}
        return store.receive(events, now, {one: (one[1], True) for one in ones})

    return run


def test_what_was_received_is_in_the_lake_once(store, lake, receive):
    mail = {"identifiers": {"email": "a@b.org"}, "attributes": {"city": "Bonn"}}
    receive(visit(1, **mail), visit(2, consents={"email": False}))
    assert collect_events(store, lake).events == 2
    assert collect_events(store, lake).events == 0
    rows = lake.read(INTERACTIONS, columns=["interaction_id", "occurred_at", "known_at"])
    assert rows.sort_by("interaction_id").to_pylist() == [
        {"interaction_id": number, "occurred_at": DAY, "known_at": LATER} for number in "12"
    ]
    account = {"source": "web", "account": "v", "known_at": LATER}
    assert lake.read(IDENTIFIERS).to_pylist() == [
        {**account, "id_type": "email", "id_value": "a@b.org"}
    ]
    assert lake.read(ATTRIBUTES).to_pylist() == [{**account, "name": "city", "value": "Bonn"}]
    # Consent holds since it was given, not since we heard of it.
    said = {**account, "channel": "email", "granted": False, "known_at": DAY}
    assert lake.read(CONSENTS).to_pylist() == [said]


def test_a_collection_killed_before_it_was_noted_is_done_again_and_changes_nothing(
    store, lake, receive, monkeypatch
):
    receive(visit(1, identifiers={"email": "a@b.org"}))

    def killed(*_):
        raise StoreError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(LiveStore, "mark_collected", killed)
        with pytest.raises(StoreError, match="killed"):
            collect_events(store, lake)
    before = lake.versions()
    done = collect_events(store, lake)
    assert done.written["interactions"] == Written(repeated=1)
    assert lake.versions() == before
    assert store.uncollected(0, 9) == []


def test_an_identifier_is_known_since_it_was_first_heard_of(store, lake, receive):
    receive(visit(1, identifiers={"email": "a@b.org"}), now=DAY)
    collect_events(store, lake)
    receive(visit(2, identifiers={"email": "a@b.org"}), now=LATER)
    collect_events(store, lake)
    assert lake.read(IDENTIFIERS)["known_at"].to_pylist() == [DAY]


def test_a_correction_replaces_the_row(store, lake, receive):
    receive(visit(1, "v"))
    collect_events(store, lake)
    receive(visit(1, "w"))
    assert collect_events(store, lake).written["interactions"] == Written(changed=1)
    assert lake.read(INTERACTIONS)["account"].to_pylist() == ["w"]


def test_events_go_from_the_service_to_the_lake_and_back(built):
    """Received, answered, collected, built and published: at each step there is one history."""
    run, workspace = built.run, built.workspace
    assert run("publish").code == 0
    store = LiveStore(f"sqlite:///{workspace.live}")
    with store.snapshot() as snapshot:
        ann = snapshot.find("email", ["p1@x.org"])["p1@x.org"]
    before = store.customer(ann).history.num_rows
    login = visit(2, identifiers={"email": "P1@x.org"})
    store.receive([visit(1), login], LATER, {("email", "P1@x.org"): ("p1@x.org", True)})
    assert store.customer(ann).history.num_rows == before + 2
    said = run("collect")
    assert "collected 2 events" in said.out
    # The lake has them, the publication not yet.
    assert run("publish").code == 0
    assert store.customer(ann).history.num_rows == before + 2
    assert run("build").code == 0
    assert run("publish").code == 0
    with store._engine.connect() as connection:
        records = connection.exec_driver_sql("SELECT record FROM events").scalars().all()
    assert records == ["", ""]
    assert store.customer(ann).history.num_rows == before + 2
    assert run("collect").out.startswith("\ncollected 0 events")
    store.close()
