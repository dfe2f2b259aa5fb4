"""What every estimator promises, whoever adds it: scikit-learn's contract, and patron's own."""

import inspect
import string

import numpy as np
import pytest
from sklearn.base import BaseEstimator
from sklearn.utils.estimator_checks import estimator_checks_generator

from patron.catalog import kinds
from patron.errors import ModelError
from patron.models import Answering, Range

KINDS = kinds(BaseEstimator, "patron.models")
every_estimator = pytest.mark.parametrize("cls", KINDS.values(), ids=KINDS)
FACTS = "estimator.json"


def weeks(seed, n=600):
    """Return features with gaps, and labels that are money, a purchase and a click alike."""
    random = np.random.default_rng(seed)
    X = random.normal(size=(n, 5))
    X[random.random((n, 5)) < 0.1] = np.nan
    drive = np.nan_to_num(X[:, 0]) + 0.5 * np.nan_to_num(X[:, 1]) + random.normal(size=n)
    return X, drive > 0.5, np.where(drive > 0.5, np.exp(1 + drive), 0.0)


def fitted(cls, **params):
    X, yes, money = weeks(0)
    estimator = cls(trees=30, threads=1, **params)
    return estimator.fit(X, money if is_about_money(cls) else yes.astype(float))


def calibrated(cls, **params):
    X, yes, money = weeks(1)
    return fitted(cls, **params).calibrate(X, money if is_about_money(cls) else yes)


def is_about_money(cls):
    return cls(trees=1).__sklearn_tags__().estimator_type == "regressor"


def checks():
    """Yield scikit-learn's checks of each estimator, but for arrays that are not NumPy's."""
    for kind, cls in KINDS.items():
        for estimator, check in estimator_checks_generator(cls(threads=1)):
            name = getattr(check, "func", check).__name__
            if name != "check_array_api_input":
                yield pytest.param(estimator, check, id=f"{kind}-{name}")


@pytest.mark.parametrize(("estimator", "check"), list(checks()))
def test_scikit_learn_contract(estimator, check):
    check(estimator)


def test_the_estimators_are_found():
    assert {"boosted_classifier", "hurdle_regressor", "offer_ranker"} <= set(KINDS)


@every_estimator
def test_answers(cls):
    assert issubclass(cls, Answering)


@every_estimator
def test_what_is_explained_is_what_is_answered_to_the_bit(cls):
    estimator, (X, *_) = calibrated(cls), weeks(2)
    answers, contributions, base = estimator.explain(X)
    assert np.array_equal(answers, estimator.answer(X))
    alone, other = estimator.attribute(X)
    assert np.array_equal(alone, contributions)
    assert other == base


@every_estimator
def test_the_same_seed_gives_the_same_files(cls):
    params = {"row_share": 0.7, "column_share": 0.7, "random_state": 3}
    first, second = fitted(cls, **params), fitted(cls, **params)
    assert first.files() == second.files()


@every_estimator
def test_another_seed_gives_another_answer(cls):
    X, _, _ = weeks(2)
    first = fitted(cls, row_share=0.7, random_state=1)
    second = fitted(cls, row_share=0.7, random_state=2)
    assert not np.array_equal(first.answer(X), second.answer(X))


@every_estimator
@pytest.mark.parametrize("make", [fitted, calibrated])
def test_what_is_read_from_files_is_the_same_to_the_bit(cls, make):
    X, _, _ = weeks(2)
    kept = make(cls)
    read = cls.from_files(kept.files())
    assert np.array_equal(kept.answer(X), read.answer(X))
    assert np.array_equal(kept.interval(X), read.interval(X)) or kept.interval(X) is None
    assert np.array_equal(kept.attribute(X)[0], read.attribute(X)[0])
    assert np.array_equal(kept.predict(X), read.predict(X))
    assert read.files() == kept.files()
    assert read.get_params() == kept.get_params()


@every_estimator
def test_its_files_are_plain_text(cls):
    for name, text in fitted(cls).files().items():
        assert name.endswith((".txt", ".json"))
        assert set(text) <= set(string.printable)


@every_estimator
def test_a_missing_file_is_named(cls):
    files = fitted(cls).files()
    for name in files:
        with pytest.raises(ModelError, match=f"{name} is missing"):
            cls.from_files({other: files[other] for other in files if other != name})


@every_estimator
def test_a_changed_file_of_trees_is_refused(cls):
    files = fitted(cls).files()
    trees = next(name for name in files if name != FACTS)
    with pytest.raises(ModelError, match=f"{trees} is not what was stored"):
        cls.from_files({**files, trees: files[trees].replace("leaf_value=", "leaf_value=9", 1)})


@every_estimator
@pytest.mark.parametrize("facts", ["", "{", "[]", "{}", '{"estimator": "Other"}', "3", "null"])
def test_facts_that_are_none_are_refused(cls, facts):
    with pytest.raises(ModelError, match=FACTS):
        cls.from_files({**fitted(cls).files(), FACTS: facts})


@every_estimator
def test_facts_without_one_of_their_parts_are_refused(cls):
    files = fitted(cls).files()
    for line in files[FACTS].splitlines():
        if line.startswith('  "'):
            key = line.split('"')[1]
            damaged = {**files, FACTS: files[FACTS].replace(f'"{key}"', '"other"', 1)}
            with pytest.raises(ModelError):
                cls.from_files(damaged)


@every_estimator
@pytest.mark.parametrize("make", [fitted, calibrated])
def test_contributions_and_base_sum_to_the_answer(cls, make):
    X, _, _ = weeks(2)
    estimator = make(cls)
    contributions, base = estimator.attribute(X)
    assert contributions.shape == X.shape
    assert isinstance(base, float)
    np.testing.assert_allclose(base + contributions.sum(axis=1), estimator.answer(X), rtol=1e-9)


@every_estimator
def test_contributions_follow_what_drives_the_label(cls):
    X, _, _ = weeks(2)
    size = np.abs(calibrated(cls).attribute(X)[0]).mean(axis=0)
    assert size.argmax() == 0


@every_estimator
def test_an_interval_holds_the_answer(cls):
    X, _, _ = weeks(2)
    estimator = calibrated(cls)
    interval = estimator.interval(X)
    if interval is None:
        return
    assert interval.shape == (len(X), 2)
    assert (interval[:, 0] <= estimator.answer(X)).all()
    assert (estimator.answer(X) <= interval[:, 1]).all()


@every_estimator
@pytest.mark.parametrize("label", [0.0, 1.0])
def test_labels_all_alike_give_everybody_the_same_answer(cls, label):
    X, _, _ = weeks(0)
    estimator = cls(trees=5, threads=1).fit(X, np.full(len(X), label))
    estimator.calibrate(X, np.full(len(X), label))
    answers = estimator.answer(X)
    assert np.ptp(answers) == 0
    assert answers[0] == pytest.approx(label, abs=0.01)
    np.testing.assert_allclose(sum_of(estimator.attribute(X)), answers, rtol=1e-9)
    assert np.array_equal(type(estimator).from_files(estimator.files()).answer(X), answers)


@every_estimator
def test_columns_without_a_value_do_no_harm(cls):
    X, yes, money = weeks(0)
    X[:, 2] = np.nan
    estimator = cls(trees=5, threads=1).fit(X, money if is_about_money(cls) else yes.astype(int))
    assert np.isfinite(estimator.answer(X)).all()
    assert (estimator.attribute(X)[0][:, 2] == 0).all()
    nothing = cls(trees=5, threads=1).fit(np.full_like(X, np.nan), yes.astype(int))
    assert np.ptp(nothing.answer(X)) == 0


@every_estimator
def test_a_later_window_stops_the_fit_early(cls):
    X, yes, money = weeks(0)
    label = money if is_about_money(cls) else yes.astype(float)
    X_later, _, _ = weeks(1)
    # Labels of the later window that no feature drives: more trees only do harm.
    later = np.random.default_rng(9).permutation(label)
    params = {"trees": 200, "learning_rate": 0.3, "threads": 1}
    stopped = cls(**params).fit(X, label, later=(X_later, later))
    full = cls(**params).fit(X, label)
    assert trees_in(stopped) < trees_in(full)


@every_estimator
def test_the_watch_is_called_every_10_rounds_and_may_end_the_fit(cls):
    class Pruned(Exception):
        pass

    def prune(rounds, loss):
        seen.append((rounds, loss))
        if rounds == 20:
            raise Pruned

    seen = []
    X, yes, money = weeks(0)
    label = money if is_about_money(cls) else yes.astype(int)
    with pytest.raises(Pruned):
        cls(trees=50, threads=1).fit(X, label, later=(X, label), watch=prune)
    assert [rounds for rounds, _ in seen] == [10, 20]
    assert all(np.isfinite(loss) and loss >= 0 for _, loss in seen)


@every_estimator
def test_one_row_is_answered_as_among_many(cls):
    X, _, _ = weeks(2, n=300)
    estimator = calibrated(cls)
    alone = np.concatenate([estimator.answer(X[i : i + 1]) for i in range(20)])
    assert np.array_equal(alone, estimator.answer(X)[:20])


@every_estimator
def test_no_rows_are_answered_with_nothing(cls):
    estimator = calibrated(cls)
    assert estimator.answer(np.empty((0, 5))).shape == (0,)
    assert estimator.attribute(np.empty((0, 5)))[0].shape == (0, 5)


@every_estimator
def test_infinity_is_refused(cls):
    with pytest.raises(ValueError, match="infinity"):
        fitted(cls).answer(np.full((1, 5), np.inf))


@every_estimator
def test_the_search_space_names_parameters_and_ranges_that_fit(cls):
    X, yes, _ = weeks(0, n=100)
    space = cls.search_space()
    assert set(space) <= set(inspect.signature(cls).parameters)
    assert all(isinstance(found, Range) and found.low < found.high for found in space.values())
    for end in ("low", "high"):
        params = {
            name: int(getattr(found, end)) if found.whole else getattr(found, end)
            for name, found in space.items()
        }
        cls(**{**params, "trees": 2, "threads": 1}).fit(X, yes.astype(int))


@every_estimator
def test_has_a_docstring_of_its_own(cls):
    assert cls.__doc__
    assert cls.__doc__ != cls.__base__.__doc__


def sum_of(attribution):
    contributions, base = attribution
    return base + contributions.sum(axis=1)


def trees_in(estimator):
    return sum(text.count("\nTree=") for text in estimator.files().values())
