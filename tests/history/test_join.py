from hypothesis import given, settings
from hypothesis import strategies as st

from patron.history.join import join
from patron.history.read import LEVELS, NUMBERS, TEXTS, make_history

ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "customer_id": st.sampled_from("abc"),
            "occurred_at": st.integers(0, 5),
            "known_at": st.integers(0, 9),
            "kind": st.sampled_from(["buy", "ask", "see"]),
            # Nobody lists the last one.
            "item": st.sampled_from([None, "tea", "jam", "pea", "ink"]),
            "channel": st.sampled_from([None, "web", "app"]),
            "amount": st.sampled_from([None, 1.0, 2.0]),
        }
    ),
    min_size=1,
    max_size=12,
)
FACTS = st.lists(
    st.fixed_dictionaries(
        {
            "customer_id": st.sampled_from("abc"),
            "name": st.sampled_from(["city", "age"]),
            "value": st.sampled_from(["x", "y", "z"]),
            "known_at": st.integers(0, 5),
        }
    ),
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, told=FACTS)
def test_the_parts_of_any_customers_are_the_history_of_all(
    table_of, facts_of, catalogue, plain, rows, told
):
    def history_of(name):
        own, facts = ([one for one in some if one["customer_id"] in name] for some in (rows, told))
        return make_history(table_of(own), catalogue, facts_of(facts))

    everybody = sorted({row["customer_id"] for row in rows})
    joined = join(
        [history_of(name) for name in everybody], (*TEXTS, *NUMBERS, *LEVELS, "attributes")
    )
    whole = history_of(everybody)
    assert plain(joined) == plain(whole)
    assert all(joined.names[name].tolist() == whole.names[name].tolist() for name in TEXTS)


def test_only_the_columns_that_are_wanted_are_joined(table_of, catalogue):
    rows = [{"customer_id": name, "occurred_at": 1, "known_at": 1, "kind": "buy"} for name in "ab"]
    parts = [make_history(table_of([row]), catalogue) for row in rows]
    joined = join(parts, ["kind"])
    assert (list(joined.codes), list(joined.numbers), list(joined.levels)) == (["kind"], [], [])
    assert list(join(parts, ["category"]).codes) == ["item"]
