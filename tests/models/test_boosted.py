import json

import numpy as np
import pytest

from patron.errors import ModelError
from patron.models.boosted import Boosted
from patron.models.boosted_classifier import BoostedClassifier
from patron.models.offer_ranker import OfferRanker


def small(**params):
    X = np.random.default_rng(0).normal(size=(100, 2))
    return BoostedClassifier(**{"trees": 3, "threads": 1, **params}).fit(X, X[:, 0] > 0)


def test_the_family_itself_is_no_estimator():
    with pytest.raises(TypeError, match="abstract"):
        Boosted()


def test_the_facts_beside_the_trees_are_readable():
    facts = json.loads(small(l2=0.5).files()["estimator.json"])
    assert facts["estimator"] == "BoostedClassifier"
    assert facts["params"]["l2"] == 0.5
    assert facts["features"] == 2
    assert facts["calibration"] == {"slope": 1.0, "intercept": 0.0}


def test_numbers_of_a_search_are_stored_as_plain_numbers():
    found = small(trees=np.int64(4), l2=np.float64(0.25))
    read = BoostedClassifier.from_files(found.files())
    assert (read.trees, read.l2) == (4, 0.25)


def test_the_files_of_another_estimator_are_refused():
    with pytest.raises(ModelError, match="is of a 'BoostedClassifier', but must be of a OfferRank"):
        OfferRanker.from_files(small().files())


def test_every_parameter_reaches_lightgbm():
    text = small(leaves=5, learning_rate=0.3, smallest_leaf=7, row_share=0.8, l2=2.0).files()
    for line in (
        "[num_leaves: 5]",
        "[learning_rate: 0.3]",
        "[min_data_in_leaf: 7]",
        "[bagging_fraction: 0.8]",
        "[bagging_freq: 1]",
        "[lambda_l2: 2]",
    ):
        assert line in text["score.txt"]
