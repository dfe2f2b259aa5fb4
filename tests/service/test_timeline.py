import pytest

from patron.service.timeline import read_page

ANN = f"c{1:016x}"


def pages(client, limit):
    """Yield the pages of Ann's timeline."""
    query = f"limit={limit}"
    while True:
        page = client.get(f"/customers/{ANN}/timeline?{query}").json()
        yield page
        if page["next"] is None:
            return
        query = f"limit={limit}&before={page['next']}"


@pytest.mark.parametrize("limit", [1, 7, 1_000])
def test_all_touchpoints_come_once_newest_first(client, shop, limit):
    told = [one for page in pages(client, limit) for one in page["touchpoints"]]
    [ann] = shop.store.customers([ANN])
    assert sorted(one["interaction_id"] for one in told) == sorted(
        ann.history["interaction_id"].to_pylist()
    )
    times = [one["occurred_at"] for one in told]
    assert times == sorted(times, reverse=True)


def test_a_touchpoint_says_what_happened_and_where_it_is_known_from(client):
    [one] = client.get(f"/customers/{ANN}/timeline?limit=1").json()["touchpoints"]
    assert (one["kind"], one["channel"], one["source"]) == ("purchase", "store", "till")
    assert one["item"].startswith("item")


@pytest.mark.parametrize(
    ("query", "field"),
    [("limit=0", "limit"), ("limit=1001", "limit"), ("limit=²", "limit"), ("before=1", "before")],
)
def test_a_query_that_cannot_be_meant_is_refused(client, query, field):
    answer = client.get(f"/customers/{ANN}/timeline?{query}")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_a_page_is_read():
    assert read_page({}) == (100, None)
    assert read_page({"limit": "5", "before": "-17.3"}) == (5, (-17, 3))
