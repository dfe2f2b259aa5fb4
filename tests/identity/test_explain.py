from datetime import UTC, datetime

from patron.identity.explain import explain_pair
from patron.identity.verdicts import Account
from patron.schema import LINKS

DAY = datetime(2024, 1, 1, tzinfo=UTC)


def links(*rows):
    """Return LINKS given as "one-other by probability state"."""
    table = []
    for text in rows:
        ends, by, probability, *state = text.split(maxsplit=3)
        one, other = ends.split("-")
        table.append(
            {
                "source": "s", "account": one, "other_source": "s", "other_account": other,
                "by": by, "probability": float(probability), "known_at": DAY,
                "state": "".join(state) or "joins",
            }
        )  # fmt: skip
    return LINKS.of(table)


def explained(rows, one, other):
    found = explain_pair(links(*rows), Account("s", one), Account("s", other))
    way = "-".join(account.account for account in found.accounts)
    return found.is_one, way, [f"{r['by']} {r['state']}" for r in found.links.to_pylist()]


def test_the_strongest_way_is_shown_and_of_equal_ones_the_shortest():
    rows = ["a-b email 1", "b-c email 1", "a-c probable .9", "c-d card 1", "b-d verdict 1"]
    assert explained(rows, "a", "c") == (True, "a-b-c", ["email joins", "email joins"])
    assert explained(rows, "d", "a") == (True, "d-b-a", ["verdict joins", "email joins"])


def test_all_evidence_between_neighbours_is_shown():
    rows = ["a-b email 1", "b-a card 1", "a-b probable .7 review"]
    assert explained(rows, "a", "b") == (True, "a-b", ["card joins", "email joins"])


def test_of_two_customers_the_nearest_evidence_held_back_is_shown():
    rows = ["a-b email 1", "b-c probable .8 review", "a-c probable .1 weak bridge", "c-d card 1"]
    assert explained(rows, "a", "d") == (
        False, "a-b-c-d", ["email joins", "probable review", "card joins"],
    )  # fmt: skip


def test_a_way_along_links_that_join_comes_before_any_that_were_held_back():
    rows = ["a-b x .01", "b-c x .01", "a-c email 1 told apart"]
    assert explained(rows, "a", "c") == (True, "a-b-c", ["x joins", "x joins"])


def test_a_verdict_that_parts_is_no_way():
    assert explained(["a-b verdict 0 told apart"], "a", "b") == (False, "", [])


def test_nothing_may_link_them():
    rows = ["a-b email 1", "c-d email 1"]
    assert explained(rows, "a", "c") == (False, "", [])
    assert explained(rows, "a", "nobody") == (False, "", [])
    assert explained([], "a", "b") == (False, "", [])
    far = [f"{one}-{other} x 1 review" for one, other in ("ab", "bc", "cd", "de")]
    assert explained(far, "a", "d")[1] == "a-b-c-d"
    assert explained(far, "a", "e") == (False, "", [])
