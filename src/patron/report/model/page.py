"""The report on one model, for those who build models: one HTML file that needs nothing else."""

from collections.abc import Iterator
from datetime import datetime

from patron.models.review import Review, Split
from patron.report.graded import title_of
from patron.report.model.doubts import doubts
from patron.report.model.plots import curves, dependence_chart, windows_chart
from patron.report.model.said import digits_of, drift_said, interval, metric_name
from patron.report.sheet import Section, Sheet, write_page
from patron.report.wording import count, counted, day, number, percent

MOST_STRENGTHS = 20
MOST_MOVED = 20


def write_model_report(review: Review, currency: str, at: datetime) -> str:
    """Return the report on a model as the text of one HTML file, without scripts.

    Parameters
    ----------
    review
        All that is known of how good it is.
    currency
        Unit of all money.
    at
        When the report is written.
    """
    sections = [
        _short(review),
        _metrics(review),
        _curves(review, currency),
        _windows(review),
        _splits(review),
        _protected(review),
        _strengths(review, currency),
        _drift(review),
        _features(review),
        _making(review),
    ]
    return write_page("Model report", f"{title_of(review.task)}: {review.model}", at, sections)


def _short(review: Review) -> Section:
    sampled = (
        f" Intervals and groups are taken on {count(review.looked_at)} of these rows, of "
        "customers drawn at random."
        if review.looked_at < review.judged
        else ""
    )
    first, last = (day(at) for at in review.learnt_at)
    return Section(
        "short",
        "In short",
        (
            f"Grade {review.grade}. Judged on the {number(review.horizon_days, 0)} days after "
            f"{day(review.judged_at)}, on {count(review.judged)} rows of "
            f"{counted(review.customers, 'customer')}; nothing was chosen on that window.{sampled}",
            f"It learnt from {count(review.learnt)} rows of cutoffs from {first} to {last}.",
        ),
        doubts(review),
    )


def _metrics(review: Review) -> Section:
    rows = tuple(
        (
            metric_name(row.metric) + (" (decides)" if row.metric == review.metric else ""),
            interval(row.model),
            row.formula,
            "" if row.other is None else interval(row.other),
            "" if row.difference is None else interval(row.difference),
        )
        for row in review.beside
    )
    error = () if review.error is None else (_error(review),)
    return Section(
        "metrics",
        "Metrics beside the strongest formula",
        (
            "The formula is the one that does best on this very window, which is harder than one "
            "chosen beforehand. In brackets: bounds that hold the number in 95 of 100 bootstrap "
            "samples of the customers. The difference is taken on the same samples.",
            *error,
        ),
        sheets=(
            Sheet(
                "Metrics", ("Metric", "Model", "Formula", "Its value", "Difference"), rows, (0, 2)
            ),
        ),
    )


def _error(review: Review) -> str:
    return (
        f"The expected calibration error, over ten bins of equally many rows, is "
        f"{interval(review.error, 4)}; it is above nought by chance alone, the more so the fewer "
        "rows a bin has."
    )


def _curves(review: Review, currency: str) -> Section:
    digits = digits_of(review)
    rows = tuple(
        (number(one.said, digits), interval(one.true, digits), count(one.n))
        for one in review.calibration
    )
    sheet = Sheet("What was said, and what came true", ("Said", "Came true", "Rows"), rows)
    return Section(
        "curves", "Calibration, gain and lift", charts=curves(review, currency), sheets=(sheet,)
    )


def _windows(review: Review) -> Section:
    chart = windows_chart(review)
    rows = tuple(
        (
            day(one.cutoff) + ("" if one.is_own else " (recipe)"),
            count(one.rows),
            count(one.learnt),
            number(one.base, digits_of(review)),
            interval(one.model),
            interval(one.formula),
        )
        for one in review.windows
    )
    header = ("From", "Rows", "Learnt from", "Mean label", "Model", review.strongest or "Formula")
    return Section(
        "windows",
        "Over time",
        (
            "The last window judged the model itself. On earlier ones a model of the same recipe "
            "answers that learnt from those rows whose answers were over by then: fewer, and a "
            "sample where there are many. How trees and formulas are weighed was settled later, so "
            "earlier windows flatter a little.",
        ),
        charts=() if chart is None else (chart,),
        sheets=(Sheet(metric_name(review.metric), header, rows),),
    )


def _splits(review: Review) -> Section:
    return Section(
        "segments",
        "Over segments",
        (
            "Customers in quarters of what moves answers most. Within a group customers are alike, "
            "so that telling them apart is harder than among all.",
        ),
        sheets=tuple(_split(review, split) for split in review.segments),
    )


def _protected(review: Review) -> Section:
    looked = sum(len(split.groups) for split in review.protected)
    said = (
        "Attributes that workspace.yaml names under `protected`, as they were known at the "
        f"cutoff. {counted(looked, 'group')} are looked at; one interval in twenty misses by "
        "chance. “Said less true” is the mean of what was said less what came true; “chosen” is "
        "the share of the group among the tenth of all customers that are ranked first, which is "
        "10 % where a group is chosen as often as all are."
    )
    unknown = f"Nothing is known of: {', '.join(review.unknown)}." if review.unknown else ""
    first = said if review.protected else NO_PROTECTED
    sentences = (first, unknown) if unknown else (first,)
    sheets = tuple(_split(review, split) for split in review.protected)
    return Section("protected", "Over protected attributes", sentences, sheets=sheets)


NO_PROTECTED = (
    "There is nothing to compare: workspace.yaml names no attribute under `protected` of which "
    "anything is known. Whether the model is as good for everybody was not looked at."
)


def _split(review: Review, split: Split) -> Sheet:
    digits = digits_of(review)
    rows = tuple(
        (
            group.name,
            count(group.customers),
            interval(group.base, digits),
            interval(group.metric),
            interval(group.gap, digits),
            "" if group.chosen is None else _share(group.chosen),
        )
        for group in split.groups
    )
    header = (split.by, "Customers", "Mean label", metric_name(review.metric), "Said less true")
    return Sheet(split.by.replace("_", " ").capitalize(), (*header, "Chosen"), rows, (0,))


def _share(found: tuple[float, float, float]) -> str:
    value, low, high = found
    return f"{percent(value)} ({percent(low)} to {percent(high)})"


def _strengths(review: Review, currency: str) -> Section:
    unit = currency if review.is_money else "probability"
    shown = review.strengths[:MOST_STRENGTHS]
    rows = tuple((one.feature, number(one.size, 4), percent(one.share)) for one in shown)
    rest = len(review.strengths) - len(shown)
    return Section(
        "strengths",
        "What moves its answers",
        (
            f"Exact Shapley values in {unit}, which add up to the answer, of a sample of the "
            "judged rows. They say what the model looks at, not what would happen if that changed."
            + (f" {counted(rest, 'feature')} with less are not shown." if rest else ""),
        ),
        charts=tuple(dependence_chart(one, unit) for one in review.strengths if len(one.dots) > 1),
        sheets=(Sheet("Mean size of contributions", ("Feature", unit, "Share"), rows, (0,)),),
    )


def _drift(review: Review) -> Section:
    strength = {one.feature: one.share for one in review.strengths}
    every = [one for one in (review.score_moved, *review.moved[:MOST_MOVED]) if one is not None]
    rows = tuple(
        (one.name, drift_said(one.judged), drift_said(one.now), percent(strength.get(one.name)))
        if one.name in strength
        else (one.name, drift_said(one.judged), drift_said(one.now), "")
        for one in every
    )
    header = ("", "Judged window", "Today", "Share of what moves answers")
    return Section(
        "drift",
        "Drift",
        (
            "Population stability index beside the rows learnt from, over ten bins of equally many "
            "of them; unknown values are a bin of their own. By custom below 0.1 is small and from "
            "0.25 on large. That chance explains it means: so much is seen in more than 5 of 100 "
            f"cases where nothing has changed, all {len(review.moved) + 1} indices taken together.",
        ),
        sheets=(Sheet("Score, and the features that moved most", header, rows, (0,)),),
    )


def _features(review: Review) -> Section:
    rows = tuple(
        (one.name, one.type, one.idea, one.words, ", ".join(one.fields) or "not known")
        for one in review.features
    )
    header = ("Feature", "Type", "Idea", "Says", "Made of")
    return Section(
        "features",
        f"Its {counted(len(review.features), 'feature')}",
        ("What a feature is made of is the fields of the sources, as their mappings name them.",),
        sheets=(Sheet("Features", header, rows, (0, 1, 2, 3, 4)),),
    )


def _making(review: Review) -> Section:
    params = tuple((name, str(value)) for name, value in sorted(review.params.items()))
    versions = tuple((name, str(value)) for name, value in sorted(review.versions.items()))
    return Section(
        "making",
        "How it was made",
        sheets=(
            Sheet("Parameters of the estimator", ("Parameter", "Value"), params, (0,)),
            Sheet("Versions of the lake's tables", ("Table", "Version"), versions, (0,)),
        ),
    )


def lines_of(sheet: Sheet) -> Iterator[str]:
    """Yield a table as lines of Markdown."""
    yield f"| {' | '.join(sheet.header)} |"
    yield f"|{' --- |' * len(sheet.header)}"
    for row in sheet.rows:
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"
