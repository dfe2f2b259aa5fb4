import numpy as np
import pytest

from patron.world.words import FIRST_NAMES


def test_every_registration_has_its_first_row_in_the_crm(raws, many):
    crm = raws["crm"]
    first = set(crm.person.tolist())
    assert first == set(np.flatnonzero(many.people.registered).tolist())
    numbers = crm.rows.to_pandas().groupby("customer_no")["valid_from"]
    assert (numbers.nunique() == numbers.size()).all()


def test_who_registers_again_has_two_numbers(raws, many):
    rows = raws["crm"].rows.to_pandas().assign(person=raws["crm"].person)
    twice = rows.groupby("person")["customer_no"].nunique() == 2
    again = np.flatnonzero(many.people.again < many.world.weeks)
    assert twice[twice].index.tolist() == again.tolist()
    assert (many.life.left[again] > many.people.again[again]).all()


def test_names_are_mistyped_at_about_the_rate(raws, many):
    names = raws["crm"].rows["first_name"].to_pylist()
    true = [FIRST_NAMES[many.people.first_name[person]] for person in raws["crm"].person]
    wrong = np.mean([a != b for a, b in zip(names, true, strict=True)])
    # Doubling or changing letters that are alike is no mistake, and short names have few letters.
    assert wrong == pytest.approx(many.world.typos, abs=0.025)


def test_opting_out_and_closing_stand_in_the_crm(raws, many):
    rows = raws["crm"].rows.to_pandas().assign(person=raws["crm"].person)
    closed = rows[rows["status"] == "closed"]
    assert len(closed) > 20
    assert many.life.cancelled[closed["person"]].all()
    out = rows[rows["newsletter"] == "no"]["person"].unique()
    assert (~many.life.reached[: many.world.weeks][:, out]).any(0).all()


def test_cards_are_those_of_the_loyalty_programme(raws, many):
    assert len(raws["loyalty"].person) == many.people.card.sum()
    assert raws["loyalty"].rows["email"].null_count > 0


def test_members_are_brought_by_older_members(raws, many):
    rows = raws["referrals"].rows.to_pandas()
    place = {number: row for row, number in enumerate(rows["member"])}
    brought = rows[rows["brought_by"] != "SHOP"]
    assert len(brought) > 10
    assert all(
        place[by] < place[new]
        for new, by in zip(brought["member"], brought["brought_by"], strict=True)
    )
