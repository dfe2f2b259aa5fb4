from hypothesis import example, given, settings
from hypothesis import strategies as st

from patron.history.growing import Growing, Told
from patron.history.read import NUMBERS, TEXTS, make_history

# Rows of one moment are in order of their sources.
ORDER = [("occurred_at", "ascending"), ("source", "ascending")]
COLUMNS = ["customer_id", "occurred_at", "known_at", *TEXTS, *NUMBERS]
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "occurred_at": st.integers(0, 5),
            "known_at": st.integers(0, 9),
            "kind": st.sampled_from(["buy", "ask", "see"]),
            # Nobody lists the last one.
            "item": st.sampled_from([None, "tea", "jam", "pea", "ink"]),
            "channel": st.sampled_from([None, "web", "app"]),
            "amount": st.sampled_from([None, 1.0, 2.0]),
            "source": st.sampled_from(["till", "web", "app"]),
        }
    ),
    min_size=1,
    max_size=8,
)
FACTS = st.lists(
    st.builds(Told, st.sampled_from(["city", "age"]), st.sampled_from("xyz"), st.integers(0, 5)),
    max_size=6,
)
VISIT = {"occurred_at": 1, "known_at": 1, "kind": "visit", "source": "web"}


def growing_of(table_of, facts_of, catalogue, rows, told=()):
    mine = [{**one._asdict(), "customer_id": "ann"} for one in told]
    table = table_of(rows).sort_by("occurred_at")
    return Growing.of(make_history(table.select(COLUMNS), catalogue, facts_of(mine)), table)


@settings(max_examples=150, deadline=None)
@given(before=ROWS, more=ROWS, told=FACTS, told_more=FACTS)
@example(before=[], more=[VISIT], told=[], told_more=[Told("city", "x", 1)])
def test_it_is_the_history_that_all_rows_make_however_they_are_divided(
    table_of, facts_of, catalogue, plain, before, more, told, told_more
):
    rows = [
        {**row, "customer_id": "ann", "interaction_id": str(number)}
        for number, row in enumerate([*before, *more])
    ]
    items = {row["item"]: row for row in catalogue.to_pylist()}
    first = rows[: len(before)]
    # What was published lists only the items in it.
    listed = catalogue.filter(
        [row["item"] in {one.get("item") for one in first} for row in items.values()]
    )
    growing = growing_of(table_of, facts_of, listed, first, told)
    facts = facts_of([{**one._asdict(), "customer_id": "ann"} for one in [*told, *told_more]])
    whole = make_history(table_of(rows).sort_by(ORDER).select(COLUMNS), catalogue, facts)
    grown = growing.grown("ann", rows[len(before) :], lambda name: items.get(name, {}), told_more)
    assert plain(grown) == plain(whole)
    assert all(grown.names[name].tolist() == whole.names[name].tolist() for name in TEXTS)
    # What it grew from is as it was.
    assert len(growing.past) == len(before)


def test_it_knows_what_it_may_have(table_of, facts_of, catalogue):
    there = {**VISIT, "customer_id": "ann", "interaction_id": "1"}
    growing = growing_of(table_of, facts_of, catalogue, [there])
    assert growing.may_have([{**there, "interaction_id": "2"}, there])
    assert not growing.may_have([{**there, "interaction_id": "2"}, {**there, "source": "till"}])


def test_who_has_the_rows_may_have_another_name_by_now(table_of, facts_of, catalogue):
    growing = growing_of(table_of, facts_of, catalogue, [{**VISIT, "customer_id": "ann"}])
    grown = growing.grown("bob", [{**VISIT, "customer_id": "bob"}], dict)
    assert (grown.customers.tolist(), grown.owner.tolist()) == (["bob"], [0, 0])
