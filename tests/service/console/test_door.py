import pytest

from patron.service.console import door

FORM = {"content-type": "application/x-www-form-urlencoded", "origin": "http://testserver"}


@pytest.fixture
def sign_in(client):
    """Return a function that posts a key to the door."""
    door._buckets.clear()

    def post(header, then="", **headers):
        token = header["authorization"].removeprefix("Bearer ")
        return client.post(
            f"/console/sign-in{then}",
            content=f"key={token}",
            headers={**FORM, **headers},
            follow_redirects=False,
        )

    return post


def test_a_key_gives_a_session_that_only_the_browser_can_read(sign_in, key):
    answer = sign_in(key("score"), then="?then=/console/list")
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/list")
    cookie = answer.headers["set-cookie"]
    name, _, rest = cookie.partition("=")
    token, _, rules = rest.partition("; ")
    assert (name, len(token)) == ("patron_session", 43)
    assert rules == "Path=/console; Max-Age=43200; HttpOnly; SameSite=Strict; Secure"


@pytest.mark.parametrize(
    ("scope", "page"), [("decide", "list"), ("cards", "customers"), ("events", "overview")]
)
def test_a_key_leads_to_the_first_page_that_it_may_open(sign_in, key, scope, page):
    assert sign_in(key(scope)).headers["location"] == f"/console/{page}"


def test_on_this_machine_the_session_needs_no_tls(sign_in, key):
    here = {"host": "127.0.0.1:3000", "origin": "http://127.0.0.1:3000"}
    assert "Secure" not in sign_in(key("score"), **here).headers["set-cookie"]


def test_a_key_that_does_not_hold_is_refused_on_the_page(sign_in):
    answer = sign_in({"authorization": "Bearer patron_000000000000_" + "x" * 43})
    assert answer.status_code == 401
    assert "This key does not hold" in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "granted",
    [{"customers": frozenset({"c1"})}, {"segment": {"a": "b"}}, {"fields": frozenset({"churn"})}],
)
def test_a_key_that_does_not_see_everything_cannot_sign_in(sign_in, key, granted):
    answer = sign_in(key("score", **granted))
    assert answer.status_code == 403
    assert "needs a key without such limits" in answer.text


def test_attempts_are_limited(sign_in):
    wrong = {"authorization": "Bearer no"}
    assert [sign_in(wrong).status_code for _ in range(6)] == [401] * 5 + [429]


@pytest.mark.parametrize(
    "then", ["https://evil.example", "//evil.example", "/console//evil", "/churn", "/console/\\e"]
)
def test_signing_in_leads_nowhere_else(sign_in, key, then):
    assert sign_in(key("score"), then=f"?then={then}").headers["location"] == door.FIRST


def test_who_signs_out_is_out_at_once(visitor):
    ann = visitor("score")
    assert ann.get("/console/overview").status_code == 200
    answer = ann.post("/console/sign-out")
    assert answer.headers["set-cookie"].startswith("patron_session=; Path=/console; Max-Age=0")
    assert ann.get("/console/overview").headers["location"].startswith("/console/sign-in")


def test_signing_in_is_written_down(sign_in, key):
    from bentoml import get_current_service
    from sqlalchemy import text

    header = key("score")
    sign_in(header)
    trail = get_current_service().access.trail
    trail.flush()
    with trail._audit._engine.connect() as connection:
        found = "SELECT action FROM audit WHERE key_id = :key"
        of_key = {"key": header["authorization"].split("_")[1]}
        assert connection.execute(text(found), of_key).scalars().all() == ["console/sign-in"]
