from dataclasses import replace

import numpy as np

from patron.history import Attributes
from patron.training.review.parts import _quarters, protected, segments
from patron.training.review.strengths import strengths


def told(case, name, values):
    """Return the case, with a value of an attribute known of the first customers since ever."""
    n = len(values)
    names = tuple(sorted(set(values)))
    place = np.array([names.index(value) for value in values])
    zero = np.zeros(n, np.int64)
    facts = Attributes(np.arange(n), zero, place, zero, (name,), names)
    return replace(case, history=replace(case.history, attributes=facts))


def test_segments_are_quarters_of_the_strongest_feature_of_each_idea(case):
    found = list(segments(case, strengths(case)))
    assert {split.by for split in found} == {"days", "purchases"}
    for split in found:
        assert sum(group.customers for group in split.groups) == len(case.test)
        assert split.groups[0].name.startswith("up to ")


def test_groups_of_an_attribute_are_those_known_at_the_cutoff(case):
    known = told(case, "age", ["young", "old"] * 30)
    [split] = protected(known, ["age", "no such"])
    expected = np.isin(case.test.customer, np.arange(0, 60, 2)).sum()
    by_name = {group.name: group.customers for group in split.groups}
    assert by_name["young"] == expected
    assert sum(by_name.values()) == len(case.test)
    assert by_name["not known"] == (case.test.customer >= 60).sum()


def test_many_numbers_are_cut_into_quarters(case):
    known = told(case, "income", [str(1_000 + number) for number in range(60)])
    [split] = protected(known, ["income"])
    assert split.groups[-1].name == "not known"
    assert split.groups[0].name.startswith("up to 1,0")


def test_a_quarter_holds_ties_wholly_and_a_constant_is_one_group():
    names, order = _quarters(np.array([1.0, 1, 1, 5, np.nan]))
    assert names == ["up to 1", "up to 1", "up to 1", "above 1", "not known"]
    assert order == ["up to 1", "above 1"]
    assert _quarters(np.ones(3)) == (["all"] * 3, ["all"])
