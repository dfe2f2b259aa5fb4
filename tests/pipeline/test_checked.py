from dataclasses import replace

import pytest

from patron.errors import ReportError
from patron.models.metrics import Interval
from patron.pipeline import history_of
from patron.pipeline.checked import check_review
from patron.training import train


@pytest.fixture(scope="module")
def trained(shop):
    workspace = shop.workspace
    spec = workspace.spec("churn").model_copy(update={"params": {"trees": 20, "leaves": 4}})
    task, features = workspace.task("churn"), workspace.features
    return train(history_of(workspace), task, features, spec, 0, 0, protected=["segment"])


def test_a_review_says_what_graded_the_model(trained):
    check_review(trained.review, trained.graded)


def test_a_wrong_metric_stops_the_report(trained):
    first, *others = trained.review.beside
    wrong = first._replace(model=Interval(0.99, 0.9, 1.0))
    review = replace(trained.review, beside=(wrong, *others))
    with pytest.raises(ReportError, match=r"was not written: the auc is 0\.99, but what graded"):
        check_review(review, trained.graded)


def test_a_bin_that_is_missing_stops_the_report(trained):
    review = replace(trained.review, calibration=trained.review.calibration[1:])
    with pytest.raises(ReportError, match="the number of rows in its bins"):
        check_review(review, trained.graded)


def test_a_group_that_is_missing_stops_the_report(trained):
    [segment] = trained.review.protected
    review = replace(trained.review, protected=(segment._replace(groups=segment.groups[1:]),))
    with pytest.raises(ReportError, match="the number of customers by"):
        check_review(review, trained.graded)
