import pytest

from patron.errors import StoreError, UnknownCustomer
from patron.live import LiveStore
from patron.service.found import find


@pytest.fixture
def store(shop):
    store = shop.store
    yield store
    store.close()


def test_a_customer_is_found_by_id_and_by_any_spelling_of_an_identifier(shop, store):
    ann = shop.customer(1)
    asked = ["email:ANN@example.org ", ann, "household:2", "household:1"]
    found = find(store, asked, with_answers=False)
    assert found.order == [ann, ann, shop.customer(2), ann]
    assert [customer.customer_id for customer in found.customers] == [ann, shop.customer(2)]
    assert found.published.workspace == "shop"


def test_stored_answers_come_if_they_are_wanted(shop, store):
    ann = shop.customer(1)
    assert find(store, [ann], with_answers=False).answers == {}
    assert set(find(store, [ann], with_answers=True).answers[ann]) == {"decisions", "next_offer"}


@pytest.mark.parametrize("name", ["nobody", "household:9999", "phone:5551", "household:", ":1"])
def test_a_name_of_nobody_or_of_several_is_refused_with_what_names_look_like(store, name):
    with pytest.raises(UnknownCustomer) as raised:
        find(store, ["household:1", name], with_answers=False)
    assert str(raised.value) == (
        f"There is no customer {name!r}. A customer is named by customer_id (c and 16 hexadecimal "
        "digits) or by an identifier that is theirs alone, as type:value, such as household:7."
    )


def test_of_many_unknown_names_ten_are_told(store):
    with pytest.raises(UnknownCustomer, match=r"no customer 'x0', .* 'x9' and 2 more\."):
        find(store, [f"x{number}" for number in range(12)], with_answers=False)


def test_without_a_store_nothing_is_found(tmp_path):
    store = LiveStore(f"sqlite:///{tmp_path}/none.db")
    with pytest.raises(StoreError, match="does not exist"):
        find(store, ["household:1"], with_answers=False)


@pytest.mark.parametrize("name", ["a\0b", "household:\0", "\ud800", "email:\ud800"])
def test_what_is_no_text_names_nobody(shop, name):
    with pytest.raises(UnknownCustomer):
        find(shop.store, [name], False)
