"""What a partner's key could infer: from errors, from what it supposes, from the work done."""

import re
from collections import Counter

import pytest

from patron.errors import ConfigError
from patron.live.event import own_id
from patron.live.keys import Granted
from patron.live.statement import Statement
from patron.schema import INTERACTIONS
from patron.service import guard
from patron.service.caller import Caller
from patron.service.guard import Visit

NOBODY = "c" + 16 * "f"
SCOPES = ("score", "explain", "decide", "cards")


@pytest.fixture(params=["customers", "segment"])
def limited(request, key, shop):
    """Return the header of a key that sees household 1 and not household 2, in both ways."""
    granted = {"customers": frozenset({shop.customer(1)}), "segment": {"income": "high"}}
    return key(*SCOPES, **{request.param: granted[request.param]})


def told(answer, *names):
    """Return all that an answer says but for the names asked for and the id of the request."""
    text = answer.text
    for name in names:
        text = text.replace(name, "NAME")
    headers = {name: value for name, value in answer.headers.items() if name != "x-request-id"}
    headers.pop("content-length", None)
    return answer.status_code, text, headers


HIDDEN = ("household:2", "c0000000000000002", "phone:5551")
PATHS = (
    "/customers/{}",
    "/customers/{}/timeline",
    "/customers/{}/timeline?limit=1&before=1734706800000000.1",
    "/customers/{}/timeline?limit=0",
    "/customers/{}/timeline?before=x",
    "/decisions/{}",
    "/decisions/{}?offer=voucher",
)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_lies_at_an_address_of_its_own_is_nobodys(client, limited, path, method):
    def ask(name):
        return told(client.request(method, path.format(name), headers=limited), name)

    assert ask(NOBODY)[0] in (404, 422)
    assert {str(ask(name)) for name in HIDDEN} == {str(ask(NOBODY))}


def test_the_decision_about_somebody_else_is_nobodys(client, limited):
    made = client.post("/next_best_offer", json={"customer": "household:2"}).json()["decision_id"]
    missing = "d" + 24 * "0"
    for query in ("", "?offer=voucher", "?offer=nothing"):
        hidden = client.get(f"/decisions/{made}{query}", headers=limited)
        none = client.get(f"/decisions/{missing}{query}", headers=limited)
        assert told(hidden) == told(none)
        assert hidden.status_code == 404


@pytest.mark.parametrize("place", [0, 150, 299])
def test_one_among_many_names_is_named_as_nobody_is(client, limited, place):
    def ask(name):
        names = ["household:1"] * 300
        names[place] = name
        return told(client.post("/churn", json={"customers": names}, headers=limited), name)

    assert ask(NOBODY)[0] == 404
    assert {str(ask(name)) for name in HIDDEN} == {str(ask(NOBODY))}


@pytest.mark.parametrize("path", ["/churn", "/lifetime_value", "/score", "/explain"])
def test_what_if_says_nothing_of_others(client, limited, shop, path):
    """Neither of whom it asks about, nor of whose account, identifier or row it supposes."""
    visit = {"source": "web", "interaction_id": "w", "account": "new", "kind": "visit"}
    visit |= {"occurred_at": "2024-12-30T10:00:00Z"}

    def ask(name, **supposed):
        body = {"customer": name, "events": [visit | supposed]}
        return told(client.post(path, json=body, headers=limited), name)

    nobody = ask(NOBODY)
    assert nobody[0] == 404
    assert {str(ask(name)) for name in HIDDEN} == {str(nobody)}
    # What is wrong with an event is told before anybody is looked for.
    assert {ask(name, kind=None)[0] for name in (*HIDDEN, NOBODY)} == {422}

    row = next(one for one in shop.lake.read(INTERACTIONS).to_pylist() if one["account"] == "2")
    own = ask("household:1", source="till", interaction_id="nobody's")
    assert own[0] == 200
    assert ask("household:1", source="till", interaction_id=row["interaction_id"]) == own
    assert ask("household:1", source="till", account="2", interaction_id="x") == own
    known = ask("household:1", identifiers={"household": "2", "phone": "5551"})
    assert known == ask("household:1", identifiers={"household": "99999", "phone": "0"})


ASKING = ("/churn", "/lifetime_value", "/score", "/explain", "/next_best_offer")


@pytest.mark.parametrize("path", ASKING)
def test_of_ten_thousand_names_of_which_few_were_granted_the_others_are_nobodys(
    client, limited, monkeypatch, path
):
    """Status, words, size and headers are the same, whichever of them there are."""
    monkeypatch.setattr(guard, "BEAT", 0.0001)
    some = [f"household:{number}" for number in range(100, 290, 2)]
    none = [f"household:{number}" for number in range(9_100, 9_290, 2)]
    # Every second of the others is somebody.
    mixed = [pair[number % 2] for number, pair in enumerate(zip(some, none, strict=True))]

    def ask(others):
        names = ["household:1"] * 5 + [others[n % len(others)] for n in range(9_995)]
        answer = client.post(path, json={"customers": names}, headers=limited)
        return told(answer, *sorted(set(others), key=len, reverse=True))

    status, text, _ = nobody = ask(none)
    assert status == 404
    assert "and 9985 more" in text
    assert (ask(some), ask(mixed)) == (nobody, nobody)


@pytest.mark.parametrize("path", ["/churn", "/lifetime_value"])
def test_a_row_of_features_says_the_same_to_every_key(client, limited, path):
    body = {"features": [{"purchases_84d": 1}, {"purchases_84d": 4}]}
    answer = client.post(path, json=body, headers=limited)
    assert answer.status_code == 200
    assert told(answer) == told(client.post(path, json=body))

    def beside(name):
        return told(client.post(path, json={**body, "customer": name}, headers=limited), name)

    assert beside(NOBODY)[0] == 422
    assert {str(beside(name)) for name in HIDDEN} == {str(beside(NOBODY))}


@pytest.mark.parametrize("path", ["/events", "/outcomes"])
def test_it_can_tell_nothing_that_would_join_or_end_anything(client, limited, path):
    part = path.strip("/")

    def tell(name):
        about = {"decision_id": name, "kind": "sent"}
        about |= {"source": "web", "account": "x", "identifiers": {"household": name}}
        return told(client.post(path, json={part: [about]}, headers=limited), name)

    assert {tell(name)[0] for name in (*HIDDEN, NOBODY)} == {403}
    assert len({str(tell(name)) for name in (*HIDDEN, NOBODY)}) == 1
    with pytest.raises(ConfigError, match=part):
        Granted(frozenset({part}), customers=frozenset({"c1"})).check()


@pytest.fixture
def visit():
    """Return a function that makes an event of another partner's, of a new account."""

    def make(account, **beside):
        row = {"source": "other", "interaction_id": account, "account": account, "kind": "visit"}
        return {**row, "occurred_at": "2024-12-30T10:00:00Z", **beside}

    return make


def test_whom_others_stitch_to_somebody_out_of_sight_is_nobody_too(client, limited, visit):
    """By the new account's own id, its own identifiers and those that it names."""
    events = [visit("hidden", identifiers={"household": "2", "email": "new@example.org"})]
    said = client.post("/events", json={"events": events}).json()
    assert said["accepted"] + said["repeated"] == [0]

    def whole(name):
        return client.post("/churn", json={"customer": name}).json()["customer_id"]

    assert whole("email:new@example.org") == whole("household:2")

    def ask(name):
        return told(client.post("/churn", json={"customer": name}, headers=limited), name)

    names = ("email:new@example.org", "household:2", own_id("other", "hidden"))
    assert ask(NOBODY)[0] == 404
    assert {str(ask(name)) for name in names} == {str(ask(NOBODY))}


def statements(client, header, names):
    """Return which queries an answer to a question took, and how often."""
    found = Counter()
    plain = Statement._run

    def note(statement, *args):
        found[" ".join(statement._query.split())[:90]] += 1
        return plain(statement, *args)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Statement, "_run", note)
        answer = client.post("/churn", json={"customers": names}, headers=header)
    assert answer.status_code == 404
    return found


def test_to_find_somebody_out_of_sight_takes_no_more_than_a_few_rows(client, limited, monkeypatch):
    """Queries are counted, and not time: the beat hides what they take."""
    monkeypatch.setattr(guard, "BEAT", 0.0001)
    hidden = [f"household:{number}" for number in range(100, 290, 2)]
    nobody = [f"household:{number}" for number in range(1_100, 1_290, 2)]
    # Of one, and of many: as often.
    for most in (1, len(hidden)):
        some, none = (statements(client, limited, names[:most]) for names in (hidden, nobody))
        assert not any(re.search("history|items|FROM answers|FROM cards", one) for one in some)
        assert sum((some - none).values()) <= 8, some - none
        assert sum((none - some).values()) <= 4, none - some


@pytest.mark.parametrize(("names", "beat"), [(0, 0.1), (1, 0.1), (100, 0.1), (101, 0.2), (1e4, 10)])
def test_the_beat_of_many_names_is_longer(monkeypatch, names, beat):
    visit = Visit({"path": "/churn", "headers": [], "method": "POST"}, None)
    visit.caller = Caller("key", Granted(frozenset({"score"})), asked=int(names))
    monkeypatch.setattr("time.perf_counter", lambda: visit._started + 0.03)
    assert visit.until_beat() == pytest.approx(beat - 0.03, abs=1e-6)


def test_what_a_limited_key_is_refused_waits_for_the_beat(client, limited, monkeypatch):
    """At every address, of many names as of one; what it is told does not."""
    waits = []
    plain = Visit.until_beat

    def until_beat(visit):
        waits.append(visit.caller.asked)
        return 0 * plain(visit)

    monkeypatch.setattr(Visit, "until_beat", until_beat)
    for name in ("household:2", NOBODY):
        client.post("/churn", json={"customers": ["household:1"] * 149 + [name]}, headers=limited)
        client.post("/explain", json={"customer": name}, headers=limited)
        client.get(f"/customers/{name}", headers=limited)
        client.get(f"/customers/{name}/timeline", headers=limited)
    assert waits == [150, 1, 1, 1] * 2
    client.post("/churn", json={"customer": "household:1"}, headers=limited)
    assert len(waits) == 8
