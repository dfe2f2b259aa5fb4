from dataclasses import replace

import pytest

from patron.errors import ModelError
from patron.models import Bundle
from patron.service.champions import make_champions


@pytest.fixture
def bundle_of(shop):
    """Return a function that makes a bundle of the shop's models, changed or renamed."""

    def make(texts=None, **models):
        models = models or shop.models
        return Bundle("1", models, {task: f"{task}-1" for task in models}, texts or {})

    return make


def test_a_feature_of_several_models_is_computed_once(bundle_of):
    champions = make_champions(bundle_of())
    assert len(champions.features.features) == 10
    assert champions.by_kind["churn"].columns.tolist() == list(range(10))
    assert champions.by_kind["lifetime_value"].columns.tolist() == list(range(1, 10))


def test_features_of_one_name_that_differ_are_both_computed(bundle_of, shop):
    churn = shop.models["churn"]
    other = {**churn.features[0], "kind": "return"}
    changed = replace(churn, features=(other, *churn.features[1:]), kind="lifetime_value")
    champions = make_champions(bundle_of(churn=churn, lifetime_value=changed))
    assert len(champions.features.features) == 11
    assert champions.by_kind["lifetime_value"].columns.tolist() == [10, *range(1, 10)]


def test_of_several_tasks_of_a_kind_the_one_called_like_it_answers(bundle_of, shop):
    churn = shop.models["churn"]
    champions = make_champions(bundle_of(a_churn=churn, churn=churn, z_churn=churn))
    assert champions.by_kind["churn"].name == "churn-1"


@pytest.mark.parametrize(
    ("texts", "currency"),
    [({}, "money"), ({"workspace.json": '{"currency": "EUR"}'}, "EUR")],
)
def test_the_currency_is_the_workspaces(bundle_of, texts, currency):
    assert make_champions(bundle_of(texts)).currency == currency


def test_a_damaged_workspace_is_refused(bundle_of):
    with pytest.raises(ModelError, match=r"workspace\.json of the bundle is damaged"):
        make_champions(bundle_of({"workspace.json": "{"}))


def test_a_feature_of_another_version_is_refused(bundle_of, shop):
    churn = shop.models["churn"]
    strange = replace(churn, features=({"type": "oracle", "name": "x"}, *churn.features[1:]))
    with pytest.raises(ModelError, match=r"does not fit this version of patron.*'oracle'"):
        make_champions(bundle_of(churn=strange))
