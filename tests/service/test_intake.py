from datetime import UTC, datetime

import pytest

from patron.live import LiveStore, Published
from patron.service.intake import spell, take_in
from patron.service.problems import NotReady

NOW = datetime(2024, 6, 1, tzinfo=UTC)
RULES = {"trusted": ["email", "phone"], "country": "DE"}
SENT = {"source": "web", "account": "v", "occurred_at": "2024-05-01T10:00:00Z", "kind": "visit"}


@pytest.fixture
def store(tmp_path):
    store = LiveStore(f"sqlite:///{tmp_path}/shop.db")
    yield store
    store.close()


def test_a_bad_event_is_refused_alone(store):
    store.publish([], 5, "shop", {})
    one, two = {**SENT, "interaction_id": "1"}, {**SENT, "interaction_id": "2"}
    said = take_in(store, [one, {**two, "kind": 7}, one, two, {**two, "amount": 1}], NOW)
    assert said.model_dump() == {
        "accepted": [0, 3],
        "repeated": [2],
        "corrected": [4],
        "refused": [{"index": 1, "reason": "kind must be a text of 1 to 300 letters."}],
    }
    assert len(store.uncollected(0, 9)) == 2


def test_a_store_that_was_never_published_takes_nothing_in(store):
    store.prepare()
    with pytest.raises(NotReady, match="run `patron score`"):
        take_in(store, [SENT], NOW)


def test_identifiers_are_spelled_as_a_build_spells_them_and_prove_what_they_prove_there():
    written = [
        ("email", "Ann@B.org "),
        ("email", "info@b.org"),
        ("phone", "030 901820"),
        ("phone", "12"),
        ("cookie", "k 1"),
    ]
    assert spell(written, Published(1, 5, "shop", {}, {}, RULES)) == {
        ("email", "Ann@B.org "): ("ann@b.org", True),
        ("email", "info@b.org"): ("info@b.org", False),
        ("phone", "030 901820"): ("+4930901820", True),
        ("phone", "12"): ("12", False),
        ("cookie", "k 1"): ("k 1", False),
    }
