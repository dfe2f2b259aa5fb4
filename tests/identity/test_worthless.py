import pyarrow as pa
import pytest

from patron.identity import IdentityRules
from patron.identity.worthless import find_worthless


def reason(id_type, id_value, **rules):
    """Return why a value proves nothing, None if it may prove something."""
    values = pa.table({"id_type": [id_type], "id_value": [id_value], "accounts": [2]})
    return next(iter(find_worthless(values, IdentityRules(**rules))["reason"].to_pylist()), None)


@pytest.mark.parametrize("value", ["", "-", "N/A", "null", "??", "000", "XXX", "n/a"])
def test_some_values_stand_for_nothing(value):
    assert reason("loyalty_id", value) == "stands for nothing"


def test_a_workspace_names_more_of_them():
    assert reason("email", "Kasse 3", worthless=["kasse 3"]) == "stands for nothing"


@pytest.mark.parametrize("value", ["info@x.org", "noreply@x.org", "test+1@x.org", "no-reply@x"])
def test_an_address_of_a_role_is_of_no_person(value):
    assert reason("email", value) == "belongs to a role"


@pytest.mark.parametrize("value", ["999999", "+4955555555", "1111111111"])
def test_one_digit_over_and_over_was_made_up(value):
    assert reason("phone", value) == "one digit over and over"


@pytest.mark.parametrize("value", ["123456", "+491234567890", "7890123", "987654321"])
def test_digits_in_a_row_were_made_up(value):
    assert reason("loyalty_id", value) == "digits in a row"


@pytest.mark.parametrize(
    ("id_type", "id_value"),
    [
        ("email", "ann.info@x.org"),
        ("email", "information@x.org"),
        ("loyalty_id", "11111"),
        ("loyalty_id", "12345"),
        ("loyalty_id", "7"),
        ("phone", "+4930901820"),
        ("phone", "030901820"),
    ],
)
def test_most_values_may_prove_something(id_type, id_value):
    assert reason(id_type, id_value) is None


def test_a_phone_number_proves_nothing_if_it_is_not_possible():
    assert reason("phone", "030123") == "no possible phone number"
    assert reason("phone", "030901820", country="DE") == "no possible phone number"


def shared_by(*accounts):
    """Return of values shared by so many accounts which are shared by far too many."""
    values = pa.table(
        {
            "id_type": ["email"] * len(accounts),
            "id_value": [f"a{number}@x.org" for number in range(len(accounts))],
            "accounts": accounts,
        }
    )
    found = find_worthless(values, IdentityRules())
    assert set(found["reason"].to_pylist()) <= {"shared by far more accounts than others"}
    return found["accounts"].to_pylist()


def test_a_value_shared_by_far_more_accounts_than_others_proves_nothing():
    # Half of the shared values have 2 accounts, so more than 16 times as many are too many.
    assert shared_by(*[1] * 50, *[2] * 30, 32, 33, 1000) == [33, 1000]


def test_where_accounts_differ_much_a_value_may_have_more():
    # log2 is 1, 4 and 7 in equal parts: the median is 4, its absolute deviation 3.
    assert shared_by(*[2, 16, 128] * 10, 1000, 2**39, 2**40) == [2**40]


def test_of_few_shared_values_nobody_can_say_what_is_usual():
    assert shared_by(*[1] * 50, *[2] * 18, 1000) == []
