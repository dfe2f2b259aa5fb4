import pytest

from patron.service.access import request_id_of


@pytest.mark.parametrize("given", [b"a", b"7f-A_b.c", b"x" * 64])
def test_a_fit_request_id_is_kept(given):
    assert request_id_of({"headers": [(b"x-request-id", given)]}) == given.decode()


@pytest.mark.parametrize(
    "given",
    [[], [b""], [b"x" * 65], [b"ann@example.org"], [b"a\nb"], [b"a b"], [b"\xff"], [b"a", b"b"]],
)
def test_one_that_is_not_is_replaced(given):
    made = request_id_of({"headers": [(b"x-request-id", value) for value in given]})
    assert len(made) == 32


def bearer(value):
    return {"authorization": value}


def test_who_has_no_key_that_holds_gets_one_and_the_same_401(client, shop, key):
    from bentoml import get_current_service

    good = key("score")["authorization"]
    scheme, token = good.split()
    _, key_id, secret = token.split("_", 2)
    expired = key("score", rate=1.0)["authorization"]
    keys = get_current_service().access.keys
    keys._ring.revoke(expired.split("_")[1], now=1)
    keys.look()
    wrong = [
        "",
        token,
        f"Basic {token}",
        f"{scheme} {token}x",
        f"{scheme} patron_{key_id}_{'A' * 43}",
        f"{scheme} patron_{'0' * 12}_{secret}",
        expired,
    ]
    answers = [client.post("/churn", json={"customer": "x"}, headers=bearer(one)) for one in wrong]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert {answer.headers["www-authenticate"] for answer in answers} == {'Bearer realm="patron"'}
    asked = client.post("/churn", json={"customer": "household:1"}, headers=bearer(good))
    assert asked.status_code == 200


def test_two_keys_in_one_request_are_none(client, key):
    both = [("authorization", key("score")["authorization"]) for _ in range(2)]
    request = client.build_request("POST", "/churn", json={"customer": "household:1"})
    del request.headers["authorization"]
    request.headers = type(request.headers)([*request.headers.multi_items(), *both])
    assert client.send(request).status_code == 401


def test_a_key_does_what_its_scopes_allow(client, key):
    header = key("explain")
    body = {"customer": "household:1"}
    assert client.post("/explain", json=body, headers=header).status_code == 200
    for path in ("/churn", "/lifetime_value", "/score", "/next_best_offer", "/events"):
        refused = client.post(path, json=body, headers=header)
        assert refused.status_code == 403
        assert "insufficient_scope" in refused.headers["www-authenticate"]
    assert client.get("/metrics", headers=header).status_code == 403


def test_who_asks_too_often_is_told_when_to_come_back(client, key):
    header = key("score", rate=0.5)
    body = {"customer": "household:1"}
    assert client.post("/churn", json=body, headers=header).status_code == 200
    refused = client.post("/churn", json=body, headers=header)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "2")
    assert refused.json()["detail"] == "This key may send 0.5 requests a second; wait 2 s."
    assert client.post("/churn", json=body).status_code == 200


def test_one_key_leaves_room_for_others(client, key, monkeypatch):
    from patron.service import access

    header = key("score")
    monkeypatch.setattr(access, "MOST_AT_ONCE", 0)
    refused = client.post("/churn", json={"customer": "household:1"}, headers=header)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    assert "being answered; wait for one" in refused.json()["detail"]


def test_nobody_is_answered_when_the_audit_log_is_full_or_keys_are_stale(client, monkeypatch):
    from bentoml import get_current_service

    access = get_current_service().access
    monkeypatch.setattr(access.trail, "_most", 0)
    answer = client.post("/churn", json={"customer": "household:1"})
    assert (answer.status_code, "audit log" in answer.text) == (503, True)
    monkeypatch.undo()
    monkeypatch.setattr(access.keys, "_read_at", None)
    answer = client.post("/churn", json={"customer": "household:1"})
    assert (answer.status_code, "keys cannot be read" in answer.text) == (503, True)
    assert client.get("/livez").status_code == 200


def test_without_keys_only_this_machine_is_answered(client, monkeypatch):
    from bentoml import get_current_service

    access = get_current_service().access
    monkeypatch.setattr(access, "keys", None)
    body = {"customer": "household:1"}
    local = client.post("http://127.0.0.1/churn", json=body, headers=bearer(""))
    assert local.status_code == 200
    for host in ("evil.example.org", "10.0.0.1"):
        other = client.post(f"http://{host}/churn", json=body, headers=bearer(""))
        assert other.status_code == 403
    rebound = client.post("http://127.0.0.1/churn", json=body, headers={"host": "evil.org"})
    assert rebound.status_code == 403
