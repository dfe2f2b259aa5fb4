from datetime import UTC, datetime, timedelta

from patron.features import Where
from patron.features.connected_value import ConnectedValue

SPEND = ConnectedValue(
    name="household_spend",
    idea="whom they are connected to",
    relation="household",
    among=Where(kind="purchase"),
    window=timedelta(days=90),
)


def fact(value, month):
    return ("ann", SPEND.fact, value, datetime(2024, month, 1, tzinfo=UTC))


def test_it_is_what_was_told_last(value):
    told = fact("2.5", 2), fact("nan", 3)
    fields = SPEND.model_dump(exclude={"name", "idea"})
    rows = [{"at": "2024-01-01"}]
    found = [
        value("connected_value", at, rows, told, **fields)
        for at in ("2024-01-31", "2024-02-01", "2024-02-28", "2024-03-01")
    ]
    assert found == [None, 2.5, 2.5, None]


def test_features_that_are_told_alike_share_their_facts():
    other = SPEND.model_copy(update={"name": "x", "idea": "who they are", "says": "{value}"})
    assert other.fact == SPEND.fact
    assert SPEND.model_copy(update={"take": "total"}).fact != SPEND.fact


def test_what_is_added_up_of_each_is_a_total():
    total = SPEND.of_each("x")
    assert (total.where, total.window) == (SPEND.among, SPEND.window)
    assert SPEND.say(3.0) == (
        "3 spent on purchases in the last 90 days by each of those connected by household"
    )
