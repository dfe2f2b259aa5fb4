"""What a partner's key could infer: from errors, from what it supposes, from the work done."""

import re
from collections import Counter

import pytest

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
