"""What every kind of feature promises, whoever adds it: above all that it never sees ahead."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, get_args, get_origin

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patron.catalog import kinds
from patron.config import build
from patron.explain import Phrasing
from patron.features import Feature, Where, WindowFeature, load_features
from patron.features.compute import feature_columns
from patron.features.online import OnlineFeatures
from patron.history import MICROSECONDS_A_DAY as DAY
from patron.history import micros
from patron.models import Model
from patron.models.population import usual_of
from patron.training.train import declared

KINDS = kinds(Feature, "patron.features")
CONFIGS = Path(__file__).parents[2] / "configs"
ENTITIES = ("customer", "item", "pair")
# Fields that cannot be guessed from their type; of a kind that is not here all are guessed.
FIELDS = {
    "attribute": {"attribute": "plan"},
    "burst": {"window": "P3D"},
    "change": {"attribute": "plan"},
    "connected_value": {"among": {"kind": "purchase"}},
    # How many interactions count, by a function that is importable everywhere.
    "function": {"call": "builtins:len"},
    "share": {"part": {"category": "tea"}},
    "shift": {"window": "P3D", "against": "P11D"},
    "trend": {"window": "P3D", "against": "P11D"},
}
WHOLE = {"name": "odd_name", "idea": "what they do"}
START = 19_000 * DAY
HOUR = DAY // 24
ITEMS = tuple(
    {"item": f"i{n}", "department": "all", "category": ("tea", "milk")[n % 2], **more}
    for n, more in enumerate([{"brand": "x", "subcategory": "y"}, {"brand": "y"}, {}])
)


def words_of(annotation):
    """Return the words that a field may have, where its type is a choice of words."""
    if get_origin(annotation) is Literal:
        return list(get_args(annotation))
    return [word for part in get_args(annotation) for word in words_of(part)]


def declarations():
    """Return kind and fields of features of every kind: with each word that a choice may have."""
    for kind, cls in KINDS.items():
        fields = {**WHOLE, **FIELDS.get(kind, {})}
        if "kind" in cls.model_fields:
            fields["kind"] = "purchase"
        told = {*Feature.model_fields, *Where.model_fields}
        own = {n: f for n, f in cls.model_fields.items() if n not in told}
        for name, field in own.items():
            if field.is_required() and name not in fields:
                fields[name] = (words_of(field.annotation) or ["something"])[0]
        choices = {name: words_of(field.annotation) for name, field in own.items()}
        varied = [{**fields, n: w} for n, words in choices.items() for w in words]
        for one in [fields, *varied]:
            yield kind, one
            if "window" in own and "window" not in one:
                yield kind, {**one, "window": "P3D"}


def features(entity="customer", only=None):
    """Return a feature of each declaration, each with a name of its own."""
    made = [
        build({**fields, "type": kind, "entity": entity}, KINDS, kind)
        for kind, fields in declarations()
        if only in (None, kind)
    ]
    return [one.model_copy(update={"name": f"f{number}_x"}) for number, one in enumerate(made)]


every_kind = pytest.mark.parametrize("kind", sorted(KINDS))
every_entity = pytest.mark.parametrize("entity", ENTITIES)


def values(history, wanted, cutoffs, entity="customer"):
    """Return each feature's values by customer, item and cutoff; NaN as None, to be compared."""
    customer, item, at, columns = feature_columns(history, wanted, cutoffs, entity)
    who = [None if n < 0 else history.customers[n] for n in customer]
    what = [None if n < 0 else history.names["item"][n] for n in item]
    keys = list(zip(who, what, at.tolist(), strict=True))
    return {
        one: dict(
            zip(keys, [None if np.isnan(v) else float(v) for v in columns[one.name]], strict=True)
        )
        for one in wanted
    }


def changed(before, after, asked=lambda key: True):
    """Return the features whose values differ, among the keys asked about."""
    return [
        one for one in before if before[one] != {k: v for k, v in after[one].items() if asked(k)}
    ]


# Amounts that add up exactly in any order, and hours on a coarse grid, to meet windows' edges.
@st.composite
def rows(draw, first=0, last=30 * 24, who=("ann", "bob")):
    at = START + HOUR * draw(st.integers(first, last))
    return {
        "at": np.datetime64(at, "us").item(),
        "known": np.datetime64(at + HOUR * draw(st.sampled_from([0, 0, 0, 30, 300])), "us").item(),
        "who": draw(st.sampled_from(who)),
        "kind": draw(st.sampled_from(["purchase", "purchase", "visit"])),
        "channel": draw(st.sampled_from(["web", "shop"])),
        "item": draw(st.sampled_from([None, "i0", "i1", "i2"])),
        "offer": draw(st.sampled_from([None, "o1", "o2"])),
        "basket": draw(st.sampled_from([None, "x", "y"])),
        "amount": draw(st.sampled_from([None, 0.5, 2.0, -4.0])),
        "quantity": draw(st.sampled_from([None, 1.0, 3.0])),
        "discount": draw(st.sampled_from([None, 0.25])),
        "sentiment": draw(st.sampled_from([None, -1.0, 0.5])),
    }


def facts_at(*days):
    """Return facts of ann's, one a day: her plan is the number of that day."""
    return tuple(
        ("ann", "plan", str(day), np.datetime64(START + day * DAY, "us").item()) for day in days
    )


CUTOFFS = [START + 10 * DAY, START + 20 * DAY]
pasts = st.lists(rows(), min_size=1, max_size=12)
often = settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def test_the_kinds_are_found():
    assert set(KINDS) >= {"attribute", "count", "distinct", "ratio", "recency", "rhythm", "trend"}
    assert {type(one) for one in features()} == set(KINDS.values())


@every_entity
@often
@given(pasts, st.lists(rows(20 * 24 + 1, 60 * 24), min_size=1, max_size=6))
def test_what_happens_after_the_cutoff_changes_nothing(entity, history_of, past, future):
    # Some of it was announced: known before the cutoff, and yet to happen.
    announced = [{**row, "known": np.datetime64(START, "us").item()} for row in future[:2]]
    before = history_of(*past, items=ITEMS, facts=facts_at(5))
    after = history_of(*future, *past, *announced, items=ITEMS, facts=facts_at(21, 5, 30))
    told = [values(history, features(entity), CUTOFFS, entity) for history in (before, after)]
    assert changed(*told) == []


@every_entity
@often
@given(pasts, st.lists(rows(), min_size=1, max_size=6))
def test_what_becomes_known_after_the_cutoff_changes_nothing(entity, history_of, past, late):
    late = [{**row, "known": np.datetime64(CUTOFFS[-1] + 1, "us").item()} for row in late]
    histories = history_of(*past, items=ITEMS), history_of(*late, *past, items=ITEMS)
    told = [values(history, features(entity), CUTOFFS, entity) for history in histories]
    assert changed(*told) == []


@every_entity
@often
@given(st.lists(rows(), min_size=2, max_size=12), st.randoms())
def test_the_order_of_rows_and_facts_changes_nothing(entity, history_of, past, random):
    facts = [*facts_at(5, 8), ("ann", "plan", "7", np.datetime64(START + 8 * DAY, "us").item())]
    mixed = random.sample(past, len(past)), random.sample(facts, len(facts))
    before, after = (history_of(*r, items=ITEMS, facts=f) for r, f in ((past, facts), mixed))
    told = [values(history, features(entity), CUTOFFS, entity) for history in (before, after)]
    assert changed(*told) == []


@pytest.mark.parametrize("entity", ["customer", "pair"])
@often
@given(pasts, st.lists(rows(who=("abe", "zoe")), min_size=1, max_size=6))
def test_what_others_do_changes_nothing(entity, history_of, past, others):
    facts = [*facts_at(5), ("abe", "plan", "9", np.datetime64(START, "us").item())]
    before = history_of(*past, items=ITEMS, facts=facts_at(5))
    after = history_of(*others, *past, items=ITEMS, facts=facts)
    told = [values(history, features(entity), CUTOFFS, entity) for history in (before, after)]
    assert changed(*told, asked=lambda key: key[0] in ("ann", "bob")) == []


@often
@given(pasts, st.lists(rows(), min_size=1, max_size=6))
def test_what_is_sold_of_other_items_changes_nothing_of_an_item(history_of, past, others):
    others = [{**row, "item": "another"} for row in others]
    histories = history_of(*past, items=ITEMS), history_of(*others, *past, items=ITEMS)
    told = [values(history, features("item"), CUTOFFS, "item") for history in histories]
    assert changed(*told, asked=lambda key: key[1] != "another") == []


BIG = {
    "item": "i0",
    "basket": "z",
    "offer": "o9",
    "amount": 1024.0,
    "quantity": 7,
    "discount": 5,
    "sentiment": 3.0,
}
AT = START + 20 * DAY
BEFORE = [
    {
        "at": np.datetime64(AT - hours * HOUR, "us").item(),
        "item": "i1",
        "amount": 2.0,
        "sentiment": 1.0,
        "discount": 0.5,
        **more,
    }
    for hours, more in [
        (2, {"kind": "visit"}),
        (6, {"basket": "x", "quantity": 1.0}),
        (7, {"basket": "y", "quantity": 1.0, "amount": 4.0}),
        (30, {"item": "i2", "basket": "y", "channel": "shop"}),
    ]
]


def changed_by(history_of, feature, moment):
    """Return whether one more purchase, at a moment, changes the value at the cutoff."""
    more = {**BIG, "at": np.datetime64(moment, "us").item()}
    # Of somebody who only looked so far, who bought once, and who bought several times.
    pasts = (BEFORE[:1], BEFORE[:2], BEFORE)
    pairs = [(history_of(*p, items=ITEMS), history_of(*p, more, items=ITEMS)) for p in pasts]
    return any(changed(*(values(h, [feature], [AT]) for h in pair)) for pair in pairs)


@every_kind
def test_a_window_ends_at_the_cutoff_and_starts_after_its_own_length(kind, history_of):
    for feature in features(only=kind):
        if not isinstance(feature, WindowFeature):
            continue
        assert changed_by(history_of, feature, AT), feature
        assert not changed_by(history_of, feature, AT + 1), feature
        # A kind without tallies looks at the rows of its own window.
        reach = [tally.window for tally in feature.tallies()] or [feature.window]
        if None not in reach:
            start = AT - micros(max(reach))
            assert not changed_by(history_of, feature, start), feature
            assert changed_by(history_of, feature, start + 1), feature


@every_kind
def test_a_past_without_any_such_interaction_has_a_value_all_the_same(kind, history_of):
    history = history_of({"at": "2024-01-01", "kind": "visit"})
    for feature in features(only=kind):
        told = values(history, [feature], [20_000 * DAY])[feature]
        assert set(told.values()) <= {None, 0.0}, feature


def test_cutoffs_asked_together_and_alone_give_the_same(history_of):
    history = history_of(*BEFORE, items=ITEMS)
    cutoffs = [AT - 40 * HOUR, AT - 1, AT]
    together = values(history, features(), cutoffs)
    for cutoff in cutoffs:
        alone = values(history, features(), [cutoff])
        assert changed(alone, together, asked=lambda key, at=cutoff: key[2] == at) == []


def test_features_finished_together_are_those_finished_alone(history_of):
    whats = [*BEFORE, *({**row, "who": "bob", "amount": 0.5} for row in BEFORE[1:3])]
    history = history_of(*whats, items=ITEMS, facts=facts_at(5, 8))
    spans = [
        one.model_copy(update={"name": f"{one.name}_{field}", field: timedelta(days=days)})
        for one in features()
        for field, days in (("window", 5), ("against", 17))
        if field in type(one).model_fields
    ]
    wanted = [build(declared(one), KINDS, "it") for one in (*features(), *spans)]
    alone = feature_columns(history, wanted, [AT], "customer")[3]
    together = OnlineFeatures(wanted).compute(history, AT)
    for place, feature in enumerate(wanted):
        np.testing.assert_array_equal(together[:, place], alone[feature.name], str(feature))


@every_kind
def test_is_documented_and_says_its_idea(kind):
    cls = KINDS[kind]
    assert cls.__doc__
    assert cls.__doc__ not in (Feature.__doc__, WindowFeature.__doc__)
    assert all(one.idea for one in features(only=kind))


@every_kind
def test_is_said_in_words_without_column_names_or_braces(kind):
    for feature in features(only=kind):
        for number in (0.0, 1.0, 0.5, 31.0, 1e6):
            sentence = feature.say(number)
            assert sentence.strip(), feature
            assert not {"{", "}"} & set(sentence), sentence
            assert feature.name not in sentence, sentence
            assert "nan" not in sentence.split(), sentence


@every_kind
def test_a_reason_is_made_from_its_lineage_alone(kind):
    for entity in ENTITIES:
        asked = features(entity, kind)
        rows = np.repeat([[0.0], [0.04], [1.0], [31.0], [1234.5], [np.nan]], len(asked), axis=1)
        usual = usual_of([one.name for one in asked], rows)
        until = datetime(2024, 1, 1, tzinfo=UTC)
        model = Model("it", "churn", "", None, (), (), 30.0, until, population=usual)
        phrasing = Phrasing(asked, model, "USD")
        for row in rows:
            for number, feature in enumerate(asked):
                sentence = phrasing.sentence(row, number, 0.0123)
                assert not re.search(r"nan|[{}_]|\b0\.0\b|\d\.0\b|\b1 \w+s ago", sentence), sentence
                assert feature.name not in sentence, sentence
                assert sentence.endswith("(1 point more risk)"), sentence


@every_kind
def test_a_lack_of_value_is_said_in_words(kind):
    for feature in features(only=kind):
        sentence = feature.say(float("nan"))
        assert len(sentence.split()) >= 2, sentence
        assert "nan" not in sentence.split(), sentence
        assert not {"{", "}"} & set(sentence), sentence


@every_kind
def test_a_wording_of_ones_own_takes_the_place_of_the_kinds(kind):
    for feature in features(only=kind):
        own = feature.model_copy(update={"says": "exactly {value} of it"})
        assert own.say(1.0) == f"exactly {own.say_number(1.0)} of it"


@every_kind
def test_what_a_model_stores_of_a_feature_makes_the_same_feature_again(kind):
    for entity in ENTITIES:
        for feature in features(entity, kind):
            stored = json.loads(json.dumps(declared(feature)))
            assert build(stored, KINDS, "stored") == feature


@pytest.mark.parametrize(
    "path", sorted(CONFIGS.glob("*/features.yaml")), ids=lambda p: p.parent.name
)
def test_every_feature_that_comes_along_is_said_in_words(path):
    for feature in load_features(path):
        for number in (0.0, 2.0, float("nan")):
            sentence = feature.say(number)
            assert not {"{", "}", "_"} & set(sentence), sentence
        assert build(json.loads(json.dumps(declared(feature))), KINDS, "stored") == feature
