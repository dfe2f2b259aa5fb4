import duckdb
import pyarrow as pa

from patron.pipeline.unjoined import find_unjoined


def found_in(*rows):
    with duckdb.connect() as connection:
        table = pa.Table.from_pylist(
            [{"source": s, "account": a, "customer_id": c} for s, a, c in rows]
        )
        connection.register("current_customers", table)
        return [(one.where, one.what) for one in find_unjoined(connection)]


def accounts(source, numbers, owner):
    return [(source, f"{source[0].upper()}{number}"[1:], owner(number)) for number in numbers]


def test_sources_that_name_the_same_people_apart_are_asked_about():
    orders = accounts("orders", range(40), "order{}".format)
    reviews = accounts("reviews", range(20), "review{}".format)
    mail = [("mail", f"m{number}", f"mail{number}") for number in range(40)]
    assert found_in(*orders, *reviews, *mail) == [
        (
            "sources orders and reviews",
            "20 of 20 accounts have the same name in both, but are different customers",
        )
    ]


def test_the_same_name_in_capitals_is_the_same():
    small = [("usage", f"c{number}", f"u{number}") for number in range(10)]
    large = [("contracts", f" C{number}", f"k{number}") for number in range(10)]
    assert [where for where, _ in found_in(*small, *large)] == ["sources contracts and usage"]


def test_accounts_that_are_joined_are_no_question():
    both = [(source, str(n), f"c{n}") for source in ("orders", "reviews") for n in range(40)]
    assert found_in(*both) == []


def test_a_few_names_in_common_are_chance():
    orders = accounts("orders", range(40), "order{}".format)
    calls = accounts("calls", range(31, 71), "call{}".format)
    assert found_in(*orders, *calls) == []
