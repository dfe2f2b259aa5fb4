from datetime import UTC, datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patron.errors import IdentityError
from patron.identity.verdicts import Account, give_verdict, standing, undo_verdict
from patron.schema import VERDICTS

NOW = datetime(2024, 1, 1, tzinfo=UTC)
A, B, C = Account("s", "a"), Account("s", "b"), Account("t", "c")


def told(*words):
    """Return VERDICTS given one after the other: (verdict, one, other) or the number undone."""
    verdicts = VERDICTS.empty()
    for said in words:
        if isinstance(said, int):
            row = undo_verdict(verdicts, said, "ann", NOW, "a slip")
        else:
            row = give_verdict(verdicts, *said, "ann", NOW, "seen")
        verdicts = pa.concat_tables([verdicts, row])
    return verdicts


def held(*words):
    found = standing(told(*words)).to_pylist()
    return [(r["number"], r["verdict"], r["account"], r["other_account"]) for r in found]


def test_verdicts_are_numbered_and_hold_for_the_pair_in_either_order():
    assert held(("same", B, A), ("different", C, A)) == [
        (1, "same", "a", "b"), (2, "different", "a", "c"),
    ]  # fmt: skip


def test_the_newest_on_a_pair_holds():
    assert held(("same", A, B), ("different", B, A)) == [(2, "different", "a", "b")]


def test_an_undo_takes_out_the_one_that_it_names():
    assert held(("same", A, B), ("different", A, B), 2) == [(1, "same", "a", "b")]
    assert held(("same", A, B), 1) == []


def test_an_undo_can_be_undone():
    assert held(("same", A, B), 1, 2) == [(1, "same", "a", "b")]
    assert held(("same", A, B), 1, 2, 3) == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([1], "There is no verdict 1; none was given yet"),
        ([("same", A, B), 7], "There is no verdict 7; they are numbered 1 to 1"),
        ([("same", A, B), 1, 1], "Verdict 1 was taken back already, by verdict 2 of ann"),
        ([("same", A, A)], "about two accounts, but both are s:a"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(words, message):
    with pytest.raises(IdentityError, match=message):
        told(*words)


def test_a_verdict_needs_a_name_and_a_reason():
    with pytest.raises(IdentityError, match="who gives it and why, but found 'ann' and ' '"):
        give_verdict(VERDICTS.empty(), "same", A, B, "ann", NOW, " ")


pairs = st.sampled_from([(A, B), (B, C), (A, C)])
said = st.lists(st.tuples(st.sampled_from(["same", "different"]), pairs), max_size=6)


@given(said, st.data())
def test_what_is_undone_was_never_given(words, data):
    undone = data.draw(st.sets(st.integers(1, len(words)))) if words else set()
    spoken = [(verdict, *pair) for verdict, pair in words]
    kept = [one for number, one in enumerate(spoken, 1) if number not in undone]
    assert [row[1:] for row in held(*spoken, *sorted(undone))] == [row[1:] for row in held(*kept)]
