"""The service over HTTP, on a small shop whose batch scores are known."""


def test_x(client, shop):
    for p in ("/livez", "/readyz", "/", "/openapi.json", "/healthz", "/nothing"):
        r = client.get(p)
        print(p, r.status_code, r.text[:200], r.headers)
    for p in ("/churn", "/lifetime_value", "/next_best_offer", "/score", "/explain"):
        r = client.post(p, json={"customer": "household:1"})
        print(p, r.status_code, r.text)
        r = client.post(p, json={"customers": ["household:1", shop.customer(2)]})
        print(p, r.status_code, len(r.text))
    for b in (
        {},
        {"customer": 1},
        {"customers": []},
        {"customers": ["x"] * 1001},
        {"customer": "a", "customers": ["b"]},
        {"x": 1},
        [],
        "x",
        {"customer": "nobody"},
        {"customer": None},
        {"customer": ""},
    ):
        r = client.post("/churn", json=b)
        print(b if len(str(b)) < 50 else "..", r.status_code, r.text)
    r = client.post("/churn", content=b"{", headers={"content-type": "application/json"})
    print(r.status_code, r.text)
    r = client.post("/explain", json={"customer": "household:1", "task": "x"})
    print(r.status_code, r.text)
    assert 0
