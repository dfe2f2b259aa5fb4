import pytest

from patron.errors import StoreError
from patron.live import LiveStore
from patron.live.lock import alone


def test_a_job_is_done_by_one_at_a_time_and_another_job_beside_it(store, url):
    store.prepare()
    other = LiveStore(url)
    with alone(store._url, store._engine, "publish"):
        with (
            pytest.raises(StoreError, match=r"at it \(publish\) for 0.1 seconds"),
            alone(other._url, other._engine, "publish", patience=0.1),
        ):
            pass
        with alone(other._url, other._engine, "collect", patience=0.1):
            pass
    with alone(other._url, other._engine, "publish", patience=0.1):
        pass
    other.close()
