import json

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from patron.errors import ModelError
from patron.identity.learned import train
from patron.identity.probable import probable_links
from patron.identity.records import empty_records


@pytest.fixture(scope="module")
def links(people, rules, model):
    return probable_links(people, rules.probable, model)


def test_planted_duplicates_are_found(links):
    joins = links.filter(pc.equal(links["state"], "joins")).to_pylist()
    right = [row for row in joins if row["account"] == row["other_account"]]
    assert len(right) >= 0.97 * 120
    assert len(right) >= 0.99 * len(joins)


def test_evidence_adds_up_to_the_probability(links):
    for row in links.slice(0, 30).to_pylist():
        bits = sum(json.loads(row["evidence"]).values())
        assert row["probability"] == pytest.approx(1 / (1 + 2**-bits), abs=0.002)


def test_a_missing_field_says_nothing(links):
    # Every third one has no postcode on the web, and nobody has an e-mail address.
    (row,) = [row for row in links.to_pylist() if row["account"] == row["other_account"] == "p0"]
    assert list(json.loads(row["evidence"])) == ["prior", "name", "birthday"]


def test_new_accounts_get_the_same_links_as_from_scratch(people, rules, model, links):
    new = np.arange(people.num_rows) % 5 == 0
    known = people.filter(pa.array(~new)).select(["source", "account"])
    later = probable_links(people, rules.probable, model, known)
    old = set(zip(known["source"].to_pylist(), known["account"].to_pylist(), strict=True))
    expected = [
        row
        for row in links.to_pylist()
        if not {
            (row["source"], row["account"]),
            (row["other_source"], row["other_account"]),
        }
        <= old
    ]
    assert later.to_pylist() == expected
    assert 0 < len(expected) < links.num_rows


@pytest.mark.parametrize("accounts", [0, 1])
def test_fewer_than_two_accounts_have_no_links(people, rules, accounts):
    few = people.slice(0, accounts) if accounts else empty_records(rules)
    model = train(few, rules.probable)
    assert probable_links(few, rules.probable, model).num_rows == 0


def test_a_model_of_other_rules_is_refused(people, rules, model):
    other = rules.probable.model_copy(update={"blocking": (("birthday",),)})
    with pytest.raises(ModelError, match="learn it anew"):
        probable_links(people, other, model)
