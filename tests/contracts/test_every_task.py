"""What every kind of task promises: the past alone says of whom, the future alone what is true."""

import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patron.catalog import kinds
from patron.config import build
from patron.errors import ConfigError, CutoffError
from patron.features import load_features
from patron.history import MICROSECONDS_A_DAY as DAY
from patron.tasks import Task, make_labels
from patron.training import make_frame
from patron.training.grade import Judge

KINDS = kinds(Task, "patron.tasks")
START = 19_000 * DAY
CUTOFF = START + 20 * DAY
FEATURES = """
- {name: days_since, type: recency, kind: purchase, idea: how recently}
- {name: spend, type: total, kind: purchase, windows: [P5D, ever], idea: how much}
- {name: kinds_of, type: distinct, column: category, idea: how varied}
- {name: plan, type: attribute, attribute: plan, order: [basic, pro], idea: who they are}
- {name: item_buys, entity: item, type: count, kind: purchase, idea: how popular}
- {name: pair_buys, entity: pair, type: count, kind: purchase, idea: how often this}
"""
ITEMS = tuple({"item": f"i{n}", "category": ("tea", "milk")[n % 2]} for n in range(6))


def task(kind, **fields):
    """Return a task of a kind: 5 days ahead, of those who bought in the last 10."""
    fields = {"type": kind, "name": "asked", "horizon": "P5D", "active_within": "P10D", **fields}
    return build(fields, KINDS, kind)


every_kind = pytest.mark.parametrize("kind", sorted(KINDS))
often = settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def moment(micros):
    return np.datetime64(micros, "us").item()


@st.composite
def rows(draw, first, last, who=("ann", "bob", "cem")):
    at = START + DAY // 24 * draw(st.integers(first * 24, last * 24))
    return {
        "at": moment(at),
        "who": draw(st.sampled_from(who)),
        "kind": draw(st.sampled_from(["purchase", "purchase", "return", "visit"])),
        "item": draw(st.sampled_from([None, "i0", "i1", "i2", "i3"])),
        "amount": draw(st.sampled_from([None, 0.5, 2.0])),
    }


# Somebody always bought lately, and the history always goes on long enough.
ALWAYS = {"at": moment(CUTOFF - DAY), "who": "ann", "item": "i0", "amount": 2.0}
LAST = {"at": moment(START + 40 * DAY), "who": "zoe", "item": "i5"}
pasts = st.lists(rows(0, 20), max_size=12)
futures = st.lists(rows(21, 40), min_size=1, max_size=8)


@pytest.fixture(scope="module")
def features(tmp_path_factory):
    path = tmp_path_factory.mktemp("ws") / "features.yaml"
    path.write_text(FEATURES)
    return load_features(path)


def shown(history, frame):
    """Return what a frame shows an estimator, with names for numbers; NaN as None.

    Labelled rows hold single precision, so all are compared in that.
    """
    names = np.append(history.names["item"], None)
    single = [column.astype(np.float32) for column in frame.columns.values()]
    columns = [[None if np.isnan(v) else float(v) for v in column] for column in single]
    who = history.customers[frame.customer].tolist()
    return list(zip(who, names[frame.item].tolist(), frame.cutoff.tolist(), *columns, strict=True))


def test_the_kinds_are_found():
    assert set(KINDS) >= {"churn", "lifetime_value", "next_offer"}


@every_kind
@often
@given(pasts, futures)
def test_no_row_to_learn_from_shows_what_came_after(kind, history_of, features, past, future):
    # Few candidates, so that ties for the last place are many.
    few = {"own": 1, "popular": 1} if "own" in KINDS[kind].model_fields else {}
    asked = task(kind, **few)
    facts = [("ann", "plan", "basic", moment(CUTOFF))]
    later = [("ann", "plan", "pro", moment(CUTOFF + 1))]
    past = [ALWAYS, *past]
    # Bought before the cutoff, but learnt of after it.
    late = {**ALWAYS, "item": "i4", "known": moment(CUTOFF + 1)}
    before = history_of(*past, items=ITEMS, facts=facts)
    after = history_of(*future, late, *past, LAST, items=ITEMS, facts=[*later, *facts])
    unlabelled = make_frame(before, asked, features, [CUTOFF], labelled=False)
    labelled = make_frame(after, asked, features, [CUTOFF])
    assert shown(after, labelled) == shown(before, unlabelled)


@often
@given(pasts, futures, st.integers(0, 3))
def test_no_contract_to_learn_from_shows_what_came_after(history_of, features, past, future, lead):
    asked = task("churn", active_within=None, ends_with="return", lead=f"P{lead}D")
    # Somebody stays, so that there is always somebody to learn from.
    past = [ALWAYS, {**ALWAYS, "who": "zoe"}, *past]
    before = history_of(*past, items=ITEMS)
    after = history_of(*future, *past, LAST, items=ITEMS)
    unlabelled = shown(before, make_frame(before, asked, features, [CUTOFF], labelled=False))
    # Only whose contract ends within the lead is left out.
    labelled = shown(after, make_frame(after, asked, features, [CUTOFF]))
    ended = {row["who"] for row in future if row["kind"] == "return"}
    assert set(labelled) <= set(unlabelled)
    assert {row[0] for row in unlabelled} - {row[0] for row in labelled} <= ended


@every_kind
@often
@given(st.lists(rows(21, 24), min_size=2, max_size=8), st.randoms())
def test_answers_are_of_the_customer_alone_whatever_the_order(kind, history_of, future, random):
    asked = task(kind)
    past = [ALWAYS, {**ALWAYS, "who": "bob"}, {**ALWAYS, "who": "cem"}]
    mine = [row for row in future if row["who"] == "ann"]
    mixed = random.sample(future, len(future))
    told = [
        [
            (row["customer_id"], row["item"], row["label"])
            for row in make_labels(
                history_of(*past, *rows, LAST, items=ITEMS), asked, [CUTOFF]
            ).to_pylist()
        ]
        for rows in (future, mixed, mine)
    ]
    assert told[0] == told[1]
    assert [row for row in told[0] if row[0] == "ann"] == [r for r in told[2] if r[0] == "ann"]


@every_kind
def test_the_time_asked_about_starts_after_the_cutoff_and_ends_with_the_horizon(kind, history_of):
    asked = task(kind)
    bought = {**ALWAYS, "item": "i1", "amount": 8.0}

    def answers(at):
        # All that differs is when a second thing was bought.
        history = history_of(ALWAYS, {**bought, "at": moment(at)}, LAST, items=ITEMS)
        told = make_labels(history, asked, [CUTOFF]).to_pylist()
        return [(row["customer_id"], row["item"], row["label"]) for row in told]

    horizon = CUTOFF + 5 * DAY
    assert answers(CUTOFF) == answers(horizon + 1)
    assert answers(CUTOFF + 1) == answers(horizon) != answers(CUTOFF)


@every_kind
def test_who_is_asked_was_active_at_the_cutoff_or_within_the_time_before_it(kind, history_of):
    def asked_of(at):
        history = history_of({**ALWAYS, "at": moment(at)})
        return len(task(kind).population(history.upto(CUTOFF), CUTOFF))

    assert [asked_of(CUTOFF - 10 * DAY), asked_of(CUTOFF - 10 * DAY + 1)] == [0, 1]
    assert [asked_of(CUTOFF), asked_of(CUTOFF + 1)] == [1, 0]


@every_kind
def test_without_a_limit_everybody_who_ever_did_it_is_asked(kind, history_of):
    history = history_of(
        {"at": "2001-01-01", "who": "ann"}, {"at": "2001-01-01", "who": "bob", "kind": "visit"}
    )
    asked = task(kind, active_within=None).population(history, CUTOFF)
    assert history.customers[asked].tolist() == ["ann"]


@every_kind
@pytest.mark.parametrize("learn", [make_labels, lambda h, t, c: make_frame(h, t, [], c)])
def test_labels_of_a_window_that_is_not_over_are_refused(kind, learn, history_of):
    history = history_of(ALWAYS, {**ALWAYS, "at": moment(CUTOFF + 5 * DAY)}, items=ITEMS)
    learn(history, task(kind), [CUTOFF])
    with pytest.raises(
        CutoffError, match=r"asked at 2022-01-29.* needs 5 days of history after it"
    ):
        learn(history, task(kind), [CUTOFF + DAY])


@every_kind
def test_nobody_to_ask_is_said(kind, history_of):
    history = history_of({**ALWAYS, "kind": "visit"}, LAST, items=ITEMS)
    with pytest.raises(CutoffError, match="asked: no customer had a 'purchase' interaction"):
        make_frame(history, task(kind), [], [CUTOFF])


@every_kind
def test_is_documented_graded_and_stored(kind, history_of, features):
    asked = task(kind)
    assert type(asked).__doc__ not in (None, Task.__doc__)
    judge = Judge(
        asked, make_frame(history_of(ALWAYS, LAST, items=ITEMS), asked, features, [CUTOFF])
    )
    assert judge.decisive in judge.metrics
    stored = json.loads(asked.model_dump_json(exclude_none=True))
    assert build({"type": kind, **stored}, KINDS, "stored") == asked


@every_kind
@pytest.mark.parametrize(
    ("field", "value"), [("horizon", "P0D"), ("active_within", "-P1D"), ("cutoffs", 0)]
)
def test_a_length_that_cannot_be_meant_is_refused(kind, field, value):
    with pytest.raises(ConfigError, match=rf"{kind}\.{field}: .*greater"):
        task(kind, **{field: value})


@every_kind
def test_rows_of_other_kinds_change_no_label(kind, history_of):
    asked = task(kind)
    told = [
        {"at": moment(START + n * DAY), "who": ("ann", "bob")[n % 2], "item": "i1", "amount": 2.0,
         "kind": ("purchase", "visit", "return")[n % 3]}
        for n in range(30)
    ]  # fmt: skip
    history = history_of(*told, items=ITEMS)
    found = make_labels(history.of_kinds(asked.kinds), asked, [CUTOFF])
    assert found == make_labels(history, asked, [CUTOFF])
    assert found.num_rows
