import numpy as np
import pyarrow.compute as pc

from patron.world.keys import cookies, hexadecimal, registration, scrambled


def test_no_two_people_share_a_key_of_their_own(many):
    keys = many.keys
    for values in (keys.customer_no, keys.card, keys.mobile, keys.handle, keys.serial, keys.device):
        assert len(pc.unique(values)) == len(values)
    owner = dict(zip(keys.email.to_pylist(), np.arange(len(keys.email)) // 2, strict=True))
    assert all(owner[e] == n // 2 for n, e in enumerate(keys.email.to_pylist()))


def test_a_household_shares_its_telephone(many):
    of = many.people.household - many.people.number[0]
    lines = np.array(many.keys.landline.to_pylist())
    assert (lines == lines[of]).all()
    assert len(np.unique(lines)) == len(np.unique(of))


def test_a_cookie_is_the_households_unless_they_have_a_computer_of_their_own(many):
    people = many.people
    _, place = cookies(many.world, people, np.arange(len(people.number)), np.zeros(6_000, int))
    cookie = place[~people.own_computer]
    household = people.household[~people.own_computer]
    pairs = np.unique(np.stack([cookie, household]), axis=1).shape[1]
    assert pairs == len(np.unique(household)) == len(np.unique(cookie))
    own = place[people.own_computer]
    assert len(np.unique(own)) == len(own)
    assert not np.isin(own, cookie).any()


def test_who_registers_again_uses_the_new_number_from_then_on(many):
    who = int(np.flatnonzero(many.people.again < 30)[0])
    week = many.people.again[who]
    used = registration(many.people, np.array([who, who]), np.array([week - 1, week]))
    assert used.tolist() == [2 * who, 2 * who + 1]


def test_numbers_are_scrambled_without_two_becoming_one():
    found = scrambled(np.arange(100_000), 7)
    assert len(np.unique(found)) == 100_000
    assert found.max() < 1 << 32
    assert not (np.diff(found) > 0).all()


def test_hexadecimal_writes_sixteen_digits():
    assert hexadecimal(np.array([0, 255, 1 << 40], np.uint64)).to_pylist() == [
        "0000000000000000",
        "00000000000000ff",
        "0000010000000000",
    ]
    assert len(hexadecimal(np.array([], np.uint64))) == 0
