import pytest

from patron.errors import IdentityError
from patron.identity.verdicts import Account
from patron.pipeline import build
from patron.pipeline.asked import find_account
from patron.schema import CUSTOMERS


def asked(shop, who):
    with shop.workspace.lake.connection() as connection:
        return find_account(connection, who)


def test_an_account_is_found_by_name_and_by_the_id_of_its_customer(small_shop):
    found = asked(small_shop, "till:k9")
    assert found.account == Account("till", "k9")
    by_id = asked(small_shop, found.customer_id)
    assert by_id.customer_id == found.customer_id
    assert by_id.account != found.account


def test_an_id_of_the_past_leads_to_the_customer_of_now(built):
    old = asked(built, "till:k8").customer_id
    path = built.raw / "till.csv"
    more = "n1,k8,2024-04-01,s1,shelf1,1,2,p9@x.org\nn2,k8,2024-04-01,s1,shelf1,1,2,p7@x.org\n"
    path.write_text(path.read_text() + more)
    build(built.workspace)
    current = built.workspace.lake.read(CUSTOMERS, where="known_until IS NULL")
    assert old not in set(current["customer_id"].to_pylist())
    assert asked(built, old).customer_id == asked(built, "till:k9").customer_id


@pytest.mark.parametrize(
    ("who", "message"),
    [
        ("tll:k9", r"There is no source 'tll' \(did you mean till\?\); .* are: app, crm, till\."),
        ("till:k99", r"'till' has no account 'k99'; the nearest are: till:k9, till:k19, till:k29"),
        ("c0", "There is no customer 'c0'. Give a customer id, or an account as source:account"),
    ],
)
def test_a_name_that_nobody_has_is_refused_with_the_nearest(small_shop, who, message):
    with pytest.raises(IdentityError, match=message):
        asked(small_shop, who)
