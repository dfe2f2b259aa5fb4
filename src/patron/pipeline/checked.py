"""Read the numbers of a model's report again before it is written."""

import math
from collections.abc import Iterator

from patron.errors import ReportError
from patron.models.review import Review
from patron.training import Graded

CLOSE = 1e-9


def check_review(review: Review, graded: Graded) -> None:
    """Raise ReportError unless the numbers of a review are those by which the model was graded.

    Metrics, formula and difference are those of GRADES; the bins of the calibration, and the
    groups of each split, are all of the rows or customers that were looked at, and add up to the
    same base rate.
    """
    for what, found, right in _pairs(review, graded):
        if not math.isclose(found, right, rel_tol=CLOSE, abs_tol=CLOSE) and not (
            math.isnan(found) and math.isnan(right)
        ):
            raise ReportError(
                f"The report of {review.model} was not written: {what} is {found:g}, but what "
                f"graded the model says {right:g}."
            )


def _pairs(review: Review, graded: Graded) -> Iterator[tuple[str, float, float]]:
    rows = {(row["metric"], row["formula"] or ""): row for row in graded.table.to_pylist()}
    for one in review.beside:
        row = rows[one.metric, one.formula]
        yield f"the {one.metric}", one.model.value, row["value"]
        if one.other is not None and one.difference is not None:
            yield f"the {one.metric} of {one.formula}", one.other.value, row["formula_value"]
            yield f"the difference in {one.metric}", one.difference.value, row["difference"]
    bins = review.calibration
    yield "the number of rows in its bins", sum(one.n for one in bins), review.looked_at
    mean = sum(one.n * one.true.value for one in bins) / max(review.looked_at, 1)
    own = [window for window in review.windows if window.is_own]
    yield "the mean label of its bins", mean, own[0].base
    for split in (*review.protected, *review.segments):
        of_all = (*review.protected, *review.segments)[0]
        total = sum(group.customers for group in of_all.groups)
        found = sum(group.customers for group in split.groups)
        yield f"the number of customers by {split.by}", found, total
