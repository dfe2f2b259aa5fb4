"""When not to trust a model: what its own numbers say against it."""

from collections.abc import Iterator
from statistics import NormalDist

from patron.models.review import Group, Review
from patron.report.model.said import digits_of, has_moved, interval, metric_name
from patron.report.wording import count, counted, day, is_known, listed, percent

MOST_NAMED = 5
# Where fewer of the customers have a value, a split tells of those who are known.
MOSTLY_KNOWN = 0.5
UNKNOWN = "not known"
TOTAL = "total_ratio"
NORMAL = NormalDist()


def doubts(review: Review) -> tuple[str, ...]:
    """Return in sentences what the review says against the model; each holds a found number."""
    return (*_grade(review), *_total(review), *_windows(review), *_groups(review), *_drift(review))


def _grade(review: Review) -> Iterator[str]:
    said = [row for row in review.beside if row.metric == review.metric and row.difference]
    if review.grade in ("C", "D") and said and said[0].difference:
        yield (
            f"It is not better than the formula {review.strongest!r}: the difference in "
            f"{metric_name(review.metric)} is {interval(said[0].difference)}. Use the formula."
        )
    elif review.grade == "B" and said and said[0].difference:
        yield (
            f"Chance could explain that it is better than the formula {review.strongest!r}: the "
            f"difference in {metric_name(review.metric)} is {interval(said[0].difference)}."
        )


def _total(review: Review) -> Iterator[str]:
    for row in review.beside:
        if row.metric == TOTAL and not row.model.low <= 1 <= row.model.high:
            yield f"The predicted total is {interval(row.model)} times the true one."


def _windows(review: Review) -> Iterator[str]:
    others = [window for window in review.windows if not window.is_own]
    own = [window for window in review.windows if window.is_own]
    if not others:
        yield "There is one window only, so nothing tells whether it is as good in another one."
        return
    worse = [window for window in others if own and window.model.high < own[0].model.low]
    for window in worse:
        yield (
            f"Its recipe did worse in the window from {day(window.cutoff)} on: "
            f"{metric_name(review.metric)} {interval(window.model)}, and "
            f"{interval(own[0].model)} in the judged one."
        )


def _groups(review: Review) -> Iterator[str]:
    splits = (*review.protected, *review.segments)
    looks = sum(len(split.groups) for split in splits)
    off = {
        (group.customers, group.gap): (split, group)
        for split in reversed(splits)
        for group in split.groups
        if _is_off(group, looks)
    }
    for split, group in reversed(off.values()):
        direction = "more" if group.gap.value > 0 else "less"
        yield (
            f"Of {split.by.replace('_', ' ')} {group.name!r} "
            f"({counted(group.customers, 'customer')}) it says {direction} than comes true: "
            f"{interval(group.gap, digits_of(review))} on average."
        )
    for split in review.protected:
        few = [group.name for group in split.groups if group.metric is None]
        if few:
            yield (
                f"Of {split.by.replace('_', ' ')} {listed([repr(name) for name in few])} there "
                "are too few customers, or too few of either answer, to tell how good it is."
            )
        unknown = sum(group.customers for group in split.groups if group.name == UNKNOWN)
        total = sum(group.customers for group in split.groups)
        if total and unknown / total > MOSTLY_KNOWN:
            yield (
                f"{label_of(split.by)} is not known of {percent(unknown / total)} of the judged "
                f"customers ({count(unknown)}); those of whom it is known need not be like them."
            )
    if review.unknown:
        yield f"Nothing is known of the protected {listed(list(review.unknown))} of any customer."


def label_of(name: str) -> str:
    """Return an attribute's name as the start of a sentence."""
    return name.replace("_", " ").capitalize()


def _is_off(group: Group, looks: int) -> bool:
    """Return whether what is said of a group and what comes true differ by more than chance.

    Of so many groups that are looked at; the bounds are widened as Bonferroni has it.
    """
    gap = group.gap
    if not (is_known(gap.low) and is_known(gap.high)):
        return False
    stretch = NORMAL.inv_cdf(1 - 0.025 / max(looks, 1)) / NORMAL.inv_cdf(0.975)
    low, high = (gap.value + stretch * (bound - gap.value) for bound in (gap.low, gap.high))
    return not low <= 0 <= high


def _drift(review: Review) -> Iterator[str]:
    moved = [one.name for one in review.moved if has_moved(one.now or one.judged)]
    if moved:
        more = f" and {len(moved) - MOST_NAMED} more" if len(moved) > MOST_NAMED else ""
        yield (
            f"{counted(len(moved), 'feature')} of {len(review.moved)} moved since it learnt: "
            f"{', '.join(moved[:MOST_NAMED])}{more}."
        )
    if review.score_moved and has_moved(review.score_moved.now or review.score_moved.judged):
        yield "Its answers are distributed otherwise than where it learnt."
