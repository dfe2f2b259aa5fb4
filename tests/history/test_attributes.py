import numpy as np

from patron.history import Attributes

# Customer 0: age 30 known at 5, then 31 at 8. Customer 2: age 50 at 6, plan 'pro' at 1.
FACTS = Attributes(
    owner=np.array([0, 0, 2, 2]),
    name=np.array([0, 0, 1, 0]),
    value=np.array([0, 1, 3, 2]),
    known_at=np.array([5, 8, 1, 6]),
    names=("age", "plan"),
    values=("30", "31", "50", "pro"),
)


def known(facts, name, *asked):
    owners, cutoffs = np.array(asked).reshape(-1, 2).T
    return [facts.values[v] if v >= 0 else None for v in facts.known(name, owners, cutoffs)]


def test_the_last_fact_known_by_then_holds():
    assert known(FACTS, "age", (0, 4), (0, 5), (0, 7), (0, 8)) == [None, "30", "30", "31"]
    assert known(FACTS, "age", (2, 6), (1, 9), (2, 5)) == ["50", None, None]
    assert known(FACTS, "plan", (2, 5), (0, 9)) == ["pro", None]


def test_a_name_that_nobody_has_is_unknown():
    assert known(FACTS, "colour", (0, 9)) == [None]
    assert known(Attributes.none(), "age", (0, 9)) == [None]
    assert known(FACTS, "age", (-1, 9)) == [None]


def test_a_part_of_the_customers_is_renumbered():
    part = FACTS.take(1, 3)
    assert known(part, "age", (1, 9), (0, 9)) == ["50", None]
    assert len(FACTS.take(1, 2).owner) == 0


def test_a_value_that_has_ended_no_longer_counts():
    # Two friends, who turn out to be one at 7; that the first is one is told twice.
    facts = Attributes(
        owner=np.zeros(4, int),
        name=np.zeros(4, int),
        value=np.array([0, 1, 0, 1]),
        known_at=np.array([3, 4, 5, 7]),
        names=("friend",),
        values=("ann", "bob"),
        known_until=np.array([7, 99, 7, 99]),
    )
    cutoffs = np.array([2, 3, 4, 6, 7, 98, 99])
    counts = facts.different(["friend", "foe"], np.zeros(7, int), cutoffs)
    assert counts.tolist() == [0, 1, 2, 2, 1, 1, 0]
    assert facts.take(0, 1).known_until.tolist() == [7, 99, 7, 99]
