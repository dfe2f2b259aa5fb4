import logging

from patron.live import LiveStore
from patron.service.scorer import Scorer
from patron.service.warm import warm
from patron.service.watch import BundleWatch


def test_somebody_is_answered_about_if_there_is_anybody(shop, monkeypatch):
    asked = []

    def score(scorer, question, now, remember):
        yield asked.append((question.asked, remember))

    monkeypatch.setattr(Scorer, "score", score)
    store = shop.store
    warm(store, Scorer(store, BundleWatch(shop.bundles)))
    store.close()
    assert asked == [([shop.customer(0)], False)]


def test_what_is_missing_does_not_stop_the_start(tmp_path, caplog):
    store = LiveStore(f"sqlite:///{tmp_path}/none.db")
    with caplog.at_level(logging.WARNING):
        warm(store, Scorer(store, BundleWatch(tmp_path)))
    assert caplog.records == []
    assert list(tmp_path.iterdir()) == []
