"""The card of a model: what it is for, how good it is for whom, and when not to trust it."""

from collections.abc import Iterator
from datetime import datetime

from patron.models.review import Review, Split
from patron.report.graded import GRADES, title_of
from patron.report.model.doubts import doubts
from patron.report.model.page import lines_of
from patron.report.model.said import digits_of, interval, metric_name
from patron.report.sheet import Sheet
from patron.report.wording import count, counted, day, number

ANSWERS = {
    "churn": "the probability that a customer leaves within {days} days",
    "lifetime_value": "the margin that a customer is expected to bring within {days} days",
    "next_offer": "the order of items by the probability that a customer takes them within {days} "
    "days",
}
NOT_FOR = (
    "Not for: decisions about credit, prices, insurance or employment; customers that the "
    "question is not asked of (look at `active_within` in tasks.yaml); times further ahead than "
    "{days} days; and nothing that is claimed to cause anything: the model says who, not why, and "
    "not whom an offer moves (`patron uplift` does, where offers were drawn at random)."
)


def write_model_card(review: Review, at: datetime) -> str:
    """Return the card of a model as Markdown.

    Parameters
    ----------
    review
        All that is known of how good it is.
    at
        When the card is written.

    References
    ----------
    Mitchell et al. (2019), "Model Cards for Model Reporting", FAT*.
    """
    return "\n".join(_lines(review, at)).rstrip() + "\n"


def _lines(review: Review, at: datetime) -> Iterator[str]:
    days = number(review.horizon_days, 0)
    answers = ANSWERS.get(review.kind, "an answer about the next {days} days").format(days=days)
    yield from (f"# Model card: {title_of(review.task)}", "")
    yield from ("## Model details", "")
    yield f"* {review.model}, written on {day(at)}."
    yield f"* It says {answers}, from {counted(len(review.features), 'feature')}."
    yield "* Gradient-boosted trees (LightGBM), weighed with naive formulas where these help."
    yield from ("", "## Intended use", "")
    yield "* To put customers in order for people who decide what to do about them."
    yield f"* {NOT_FOR.format(days=days)}"
    yield from ("", "## Factors", "")
    yield f"* Segments: {_names(review.segments)}."
    yield f"* Protected attributes: {_names(review.protected)}."
    yield from ("", "## Metrics", "")
    yield (
        f"* {metric_name(review.metric)} decides. Bounds hold a number in 95 of 100 bootstrap "
        "samples of the customers."
    )
    yield f"* Grade {review.grade}: {GRADES.get(review.grade, 'not graded')}."
    yield from ("", "## Evaluation data", "")
    yield (
        f"* {count(review.judged)} rows of {counted(review.customers, 'customer')}, from "
        f"{day(review.judged_at)} on: later than what it learnt from, and nothing was chosen on it."
    )
    yield from ("", "## Training data", "")
    first, last = (day(one) for one in review.learnt_at)
    yield f"* {count(review.learnt)} rows of cutoffs from {first} to {last}."
    versions = ", ".join(f"{name} {number}" for name, number in sorted(review.versions.items()))
    yield f"* Versions of the lake's tables: {versions or 'not known'}."
    yield from ("", "## Quantitative analyses", "")
    yield from lines_of(_metrics(review))
    for split in review.protected:
        yield from ("", f"By {split.by.replace('_', ' ')}:", "", *lines_of(_groups(review, split)))
    yield from ("", "## Ethical considerations", "")
    yield "* It learns from what customers did, and repeats whatever was unfair in that."
    yield (
        "* Whether it is as good for everybody is told above for the protected attributes, and for "
        "nobody else."
    )
    yield from ("", "## Caveats: when not to trust it", "")
    found = doubts(review) or ("Its own numbers say nothing against it.",)
    yield from (f"* {doubt}" for doubt in found)


def _names(splits: tuple[Split, ...]) -> str:
    return ", ".join(split.by.replace("_", " ") for split in splits) or "none was looked at"


def _metrics(review: Review) -> Sheet:
    rows = tuple(
        (
            metric_name(row.metric),
            interval(row.model),
            row.formula,
            "" if row.other is None else interval(row.other),
            "" if row.difference is None else interval(row.difference),
        )
        for row in review.beside
    )
    return Sheet("", ("Metric", "Model", "Formula", "Its value", "Difference"), rows)


def _groups(review: Review, split: Split) -> Sheet:
    digits = digits_of(review)
    rows = tuple(
        (
            group.name,
            count(group.customers),
            interval(group.base, digits),
            interval(group.metric),
            interval(group.gap, digits),
        )
        for group in split.groups
    )
    header = ("Group", "Customers", "Mean label", metric_name(review.metric), "Said less true")
    return Sheet("", header, rows)
