import pytest

from patron.service.console.entrance import cookie, is_own, session_of


def scope(**headers):
    sent = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"headers": sent, "method": "POST", "path": "/console/views"}


@pytest.mark.parametrize(
    ("headers", "own"),
    [
        ({"sec_fetch_site": "same-origin"}, True),
        ({"sec_fetch_site": "same-site"}, False),
        ({"sec_fetch_site": "cross-site", "origin": "http://shop", "host": "shop"}, False),
        ({"sec_fetch_site": "none"}, False),
        ({"origin": "http://shop:3000", "host": "shop:3000"}, True),
        ({"origin": "https://shop", "host": "shop"}, True),
        ({"origin": "http://shop:3001", "host": "shop:3000"}, False),
        ({"origin": "null", "host": "shop"}, False),
        ({"host": "shop"}, False),
        ({}, False),
    ],
)
def test_a_form_is_ours_only_if_the_browser_says_so(headers, own):
    assert is_own(scope(**headers)) is own


def test_the_session_is_read_from_its_cookie_alone():
    assert session_of(scope(cookie="a=b; patron_session=token; c=d")) == "token"
    assert session_of(scope(cookie="patron_session=")) is None
    assert session_of(scope(cookie="session=token")) is None
    assert session_of(scope()) is None


def test_only_beyond_this_machine_a_cookie_needs_tls():
    assert "Secure" in cookie(scope(host="shop.example"), "x", 1)
    assert "Secure" not in cookie(scope(host="[::1]:3000"), "x", 1)


def test_who_is_not_signed_in_is_led_to_the_door_and_back(client):
    answer = client.get("/console/list", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/console/sign-in?then=/console/list"
    part = client.get("/console/list?most=9&offer=a+b", follow_redirects=False)
    assert part.headers["location"] == (
        "/console/sign-in?then=/console/list%3Fmost%3D9%26offer%3Da%2Bb"
    )


def test_an_unknown_or_ended_session_is_none(client):
    headers = {"cookie": "patron_session=made-up"}
    answer = client.get("/console/overview", headers=headers, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].endswith("then=/console/overview&ended=1")


def test_who_sends_a_form_too_late_is_told_that_nothing_came_of_it(client):
    headers = {"cookie": "patron_session=ended", "origin": "http://testserver"}
    answer = client.post("/console/views", headers=headers, follow_redirects=False)
    assert answer.headers["location"] == "/console/sign-in?ended=1"
    assert (
        "a form that you sent just now was not kept" in client.get(answer.headers["location"]).text
    )


def test_a_form_from_elsewhere_does_nothing(visitor):
    ann = visitor()
    ann._headers["origin"] = "https://evil.example"
    answer = ann.post("/console/sign-out")
    assert answer.status_code == 403
    assert "so nothing was done" in answer.text
    assert ann.get("/console/overview").status_code == 200


def test_a_key_without_the_scope_is_told_which_one_it_lacks(visitor):
    answer = visitor("score").get("/console/list")
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "This key lacks the scope decide." in answer.text
    assert "Sign in with another key" in answer.text


def test_the_key_in_a_header_opens_no_page_and_a_session_no_answer(client, visitor):
    assert client.get("/console/overview", follow_redirects=False).status_code == 303
    ann = visitor()
    headers = {"authorization": "", "cookie": ann._headers["cookie"]}
    assert (
        client.post("/churn", json={"customer": "household:1"}, headers=headers).status_code == 401
    )


def test_where_there_is_no_page_a_page_says_so(visitor):
    answer = visitor().get("/console/nothing")
    assert answer.status_code == 404
    assert "<h1>There is nobody and nothing here</h1>" in answer.text
