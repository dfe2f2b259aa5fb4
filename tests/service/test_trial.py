import pytest

from patron.errors import ModelError
from patron.models import read_bundle
from patron.service.champions import make_champions
from patron.service.trial import nobody, try_out


@pytest.fixture
def champions(shop):
    return make_champions(read_bundle(shop.bundles))


def test_who_is_made_up_bought_once():
    assert nobody().history["kind"].to_pylist() == ["purchase"]


def test_champions_that_can_answer_pass(champions):
    assert set(champions.by_kind) == {"churn", "lifetime_value"}
    try_out(champions)


def test_one_that_cannot_answer_is_named(champions, monkeypatch):
    model = champions.by_kind["churn"].model
    monkeypatch.setattr(type(model.estimator), "explain", lambda *_: 1 / 0)
    with pytest.raises(ModelError, match=f"{model.name} cannot answer about a made-up customer"):
        try_out(champions)
