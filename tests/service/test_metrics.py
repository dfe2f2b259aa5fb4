from prometheus_client.parser import text_string_to_metric_families

from patron.service.metrics import count_request, count_scores, exposition


def sample(name, **labels):
    for family in text_string_to_metric_families(exposition().decode()):
        for one in family.samples:
            if one.name == name and one.labels == labels:
                return one.value
    return 0.0


def test_requests_and_customers_are_counted_by_address():
    count_request("test", 200, 0.004, 3)
    count_request("test", 404, 0.2, 0)
    assert sample("patron_requests_total", address="test", status="404") == 1
    assert sample("patron_request_seconds_bucket", address="test", le="0.005") == 1
    assert sample("patron_request_seconds_count", address="test") == 2
    assert sample("patron_customers_total", address="test") == 3


def test_scores_are_counted_by_their_height():
    count_scores("test", [5.0, 15.0, None, 100.0])
    assert sample("patron_score_bucket", task="test", le="10.0") == 1
    assert sample("patron_score_bucket", task="test", le="20.0") == 2
    assert sample("patron_score_count", task="test") == 3


def test_what_answers_come_from_is_among_them(client, shop):
    client.post("/churn", json={"customer": "household:1"})
    text = client.get("/metrics").text
    bundle = client.get("/readyz").json()["bundle"]
    name = shop.models["churn"].name
    assert sample("patron_model_info", task="churn", model=name, bundle=bundle) == 1
    assert sample("patron_publication") >= 1
    assert sample("patron_published_until_seconds") == 1735603200
    assert 'patron_requests_total{address="churn",status="200"}' in text
