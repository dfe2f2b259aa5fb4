"""What every naive formula promises, whoever adds it."""

from datetime import timedelta
from typing import Literal, get_args, get_origin

import numpy as np
import pytest

from patron.catalog import kinds
from patron.config import describe
from patron.models import Formula

KINDS = kinds(Formula, "patron.models")
HORIZON_DAYS = timedelta(days=90) / timedelta(days=1)


def examples():
    """Return a formula of every kind, once for each word that a choice may have."""
    for kind, cls in KINDS.items():
        for fields in fields_of(cls):
            yield pytest.param(describe(cls, fields, kind), id="-".join([kind, *words(fields)]))


def fields_of(cls):
    """Return fields that describe a formula: a column of its own name for each column."""
    plain, choices = {}, [{}]
    for name, field in cls.model_fields.items():
        if get_origin(field.annotation) is Literal:
            choices = [{name: word} for word in get_args(field.annotation)]
        elif field.is_required():
            example = {str: name, float: 1.0, tuple[str, ...]: ("one", "other")}
            plain[name] = example[field.annotation]
    return [{**plain, **choice} for choice in choices]


def words(fields):
    return [word for name, word in fields.items() if name == "answers"]


every_formula = pytest.mark.parametrize("formula", list(examples()))


def columns(formula, seed, n=400):
    """Return columns that could be days, counts or money, with gaps; age is above the others."""
    random = np.random.default_rng(seed)
    found = {name: random.geometric(0.3, size=n) - 1.0 for name in formula.columns()}
    age = sum(found.values()) + random.uniform(1, 100, size=n)
    found = {name: age if name == "age" else values for name, values in found.items()}
    gaps = random.random(n) < 0.1
    return {name: np.where(gaps, np.nan, values) for name, values in found.items()}


def answer(formula, now, past_seed=1):
    past = columns(formula, past_seed)
    first = np.nan_to_num(next(iter(past.values())))
    labels = (first + np.random.default_rng(5).normal(size=len(first)) > 2).astype(float)
    return formula.answer(past, labels, now, HORIZON_DAYS)


def test_the_formulas_are_found():
    assert set(KINDS) >= {"beta_geo", "column", "logistic", "mean_spend"}


@every_formula
def test_answers_every_row_with_a_number(formula):
    answers = answer(formula, columns(formula, 2))
    assert answers.shape == (400,)
    assert np.isfinite(answers).all()


@every_formula
def test_tells_customers_apart(formula):
    assert len(np.unique(answer(formula, columns(formula, 2)))) > 5


@every_formula
def test_looks_at_no_other_columns(formula):
    now = columns(formula, 2)
    watched = Watched(now)
    answer(formula, watched)
    assert watched.seen == set(formula.columns())


@every_formula
def test_the_order_of_rows_does_not_matter(formula):
    now = columns(formula, 2)
    backward = {name: values[::-1] for name, values in now.items()}
    np.testing.assert_allclose(answer(formula, backward)[::-1], answer(formula, now), rtol=1e-6)


@every_formula
def test_leaves_its_input_alone(formula):
    now = columns(formula, 2)
    before = {name: values.copy() for name, values in now.items()}
    answer(formula, now)
    for name in now:
        np.testing.assert_array_equal(now[name], before[name])


@every_formula
def test_has_a_docstring_of_its_own(formula):
    assert type(formula).__doc__
    assert type(formula).__doc__ != Formula.__doc__


class Watched(dict):
    """A mapping that remembers which columns were asked for."""

    def __init__(self, columns):
        super().__init__(columns)
        self.seen = set()

    def __getitem__(self, name):
        self.seen.add(name)
        return super().__getitem__(name)
