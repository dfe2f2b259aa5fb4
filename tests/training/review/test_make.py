import pytest

from patron.training import train


@pytest.fixture
def review(history, task, features, spec):
    return train(history, task, features, spec, trials=0, seed=0, protected=["age"]).review


def test_a_review_comes_with_every_training(review):
    assert (review.task, review.kind, review.metric) == ("churn", "churn", "auc")
    assert review.grade in "ABCD"
    assert review.judged == review.looked_at == review.customers
    assert [told.name for told in review.features] == ["days", "purchases"]
    assert review.params["leaves"] == 3
    assert not review.is_money
    assert not review.about_items


def test_an_attribute_of_which_nothing_is_known_is_said_to_be_unknown(review):
    assert review.protected == ()
    assert review.unknown == ("age",)


def test_reviewing_changes_no_model(history, task, features, spec, review):
    again = train(history, task, features, spec, trials=0, seed=0, protected=[])
    assert again.model.name == review.model
