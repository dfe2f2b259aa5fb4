import pytest

from patron.live.console import ConsoleStore
from patron.live.views import MOST_VIEWS


@pytest.fixture
def views(url):
    store = ConsoleStore(url)
    yield store
    store.close()


def test_a_view_is_its_keys_own_and_is_replaced_under_its_name(views):
    for number in (1, 2):
        assert views.save_view("k1", "mine", {"tiles": [number]})
    views.save_view("k1", "also", {"tiles": []})
    assert views.views("k1") == {"also": {"tiles": []}, "mine": {"tiles": [2]}}
    assert views.views("k2") == {}
    views.delete_view("k2", "mine")
    views.delete_view("k1", "also")
    assert list(views.views("k1")) == ["mine"]


def test_a_key_keeps_so_many_views_and_no_more(views):
    assert all(views.save_view("k1", str(number), {}) for number in range(MOST_VIEWS))
    assert not views.save_view("k1", "one more", {})
    assert views.save_view("k1", "0", {"changed": True})
    assert views.save_view("k2", "another's", {})
