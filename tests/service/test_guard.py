"""What a partner's key can find out, and what is written down of who asks."""

import asyncio
import contextlib
import gc
import hashlib
import json
import logging
import weakref

import pytest

from patron.service.addresses import OF_NOBODY, SCOPE_OF
from patron.service.gate import METHODS
from patron.service.guard import BEAT, Guard, Visit

READING = ("score", "explain", "decide", "cards")
ASKING = [
    path
    for path, methods in METHODS.items()
    if methods == ("POST",) and path.strip("/") not in OF_NOBODY
]


@pytest.fixture
def partner(key, shop):
    """Return the header of a key that sees the first household only."""
    return key(*READING, customers=frozenset({shop.customer(1)}))


def body_of(answer, *names):
    """Return status and body of an answer with the name asked for taken out."""
    text = answer.text
    for name in names:
        text = text.replace(name, "NAME")
    return answer.status_code, text, answer.headers["content-type"]


@pytest.mark.parametrize("path", ASKING)
def test_whom_a_key_may_not_see_is_answered_like_nobody(client, shop, partner, path):
    """By id, by identifier, alone and among others."""

    def ask(**body):
        return client.post(path, json=body, headers=partner)

    assert ask(customer="household:1").status_code == 200
    nobody = "c" + 16 * "f"
    unknown = body_of(ask(customer=nobody), nobody)
    assert unknown[0] == 404
    for name in (shop.customer(2), "household:2", "household:99999", "phone:5551"):
        assert body_of(ask(customer=name), name) == unknown
        known = body_of(ask(customers=["household:1", name]), name)
        assert known == body_of(ask(customers=["household:1", nobody]), nobody)
        assert known[0] == 404


@pytest.mark.parametrize("path", ASKING)
def test_a_segment_is_seen_by_its_attribute(client, shop, key, path):
    header = key(*READING, segment={"income": "high"})

    def status(household):
        body = {"customer": f"household:{household}"}
        return client.post(path, json=body, headers=header).status_code

    # Odd households have a high income; of every fifth none is known.
    assert [status(n) for n in (1, 2, 3, 5)] == [200, 404, 200, 404]


def test_somebody_whom_an_event_joins_to_another_is_out_of_sight(client, key):
    """What somebody else tells cannot show a partner whom it was not granted."""
    own = "c" + hashlib.sha256(b"web\x1fjoiner").hexdigest()[:16]
    header = key(*READING, customers=frozenset({own}))
    event = {
        "source": "web",
        "interaction_id": "join",
        "account": "joiner",
        "occurred_at": "2024-12-30T00:00:00Z",
        "kind": "visit",
    }
    assert client.post("/events", json={"events": [event]}).json()["accepted"] == [0]
    body = {"customer": own}
    assert client.post("/churn", json=body, headers=header).status_code == 200
    join = {**event, "interaction_id": "join2", "identifiers": {"household": "22"}}
    assert client.post("/events", json={"events": [join]}).json()["accepted"] == [0]
    assert client.post("/churn", json=body).status_code == 200
    assert client.post("/churn", json=body, headers=header).status_code == 404


def test_a_key_sees_the_fields_that_it_was_granted(client, key):
    header = key(*READING, fields=frozenset({"churn.band", "lifetime_value"}))

    def ask(path):
        return client.post(path, json={"customer": "household:1"}, headers=header).json()

    assert set(ask("/churn")) == {"customer_id", "as_of", "task", "band"}
    assert "value" in ask("/lifetime_value")
    assert set(ask("/score")) == {"customer_id", "as_of", "churn", "lifetime_value"}
    assert set(ask("/score")["churn"]) == {"customer_id", "as_of", "task", "band"}
    assert set(ask("/explain")) == {"customer_id", "as_of"}
    assert set(ask("/next_best_offer")) == {"customer_id", "as_of", "task"}


def test_nobody_goes_out_on_the_beat_however_long_it_took(monkeypatch):
    visit = Visit({"path": "/churn", "headers": [], "method": "POST"}, None)
    for passed, wait in ((0.001, 0.099), (0.099, 0.001), (0.13, 0.07)):
        monkeypatch.setattr("time.perf_counter", lambda now=passed: visit._started + now)
        assert visit.until_beat() == pytest.approx(wait, abs=1e-6)
    assert BEAT == 0.1


@pytest.fixture
def decisions():
    """Return a function that asks a guarded application which has one decision, of c1."""
    from patron.live.keys import Granted
    from patron.service.caller import Caller

    async def app(scope, receive, send):
        found = scope["path"] == "/decisions/1"
        body = json.dumps({"customer_id": "c1"} if found else {"why": "nothing of that id"})
        headers = [(b"content-length", str(len(body)).encode())]
        status = 200 if found else 404
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body.encode()})

    class Access:
        trail = type("Trail", (), {"add": lambda self, looks: None})()

        def admit(self, scope, name, request_id):
            granted = Granted(frozenset({"decide"}), frozenset({"c1"}))
            return Caller("key", granted, request_id)

        def answering(self, caller):
            return contextlib.nullcontext()

    def ask(path, sees):
        sent = []

        async def send(message):
            sent.append(message)

        scope = {"type": "http", "path": path, "method": "GET", "headers": []}
        asyncio.run(Guard(app, Access, lambda _: sees)(scope, None, send))
        return sent[0]["status"], sent[1]["body"]

    return ask


def test_a_request_that_is_done_leaves_nothing_to_the_garbage_collector(decisions, monkeypatch):
    made = []

    class Watched(Visit):
        def __init__(self, *given):
            super().__init__(*given)
            made.append(weakref.ref(self))

    monkeypatch.setattr("patron.service.guard.Visit", Watched)
    gc.disable()
    try:
        assert decisions("/decisions/1", sees=True)[0] == 200
        assert [visit() for visit in made] == [None]
    finally:
        gc.enable()


def test_the_decision_of_another_customer_is_like_one_that_is_not_there(decisions):
    assert decisions("/decisions/1", sees=True) == (200, b'{"customer_id": "c1"}')
    hidden, missing = decisions("/decisions/1", sees=False), decisions("/decisions/2", sees=False)
    assert hidden == missing
    assert hidden[0] == 404


def test_who_looked_at_whom_is_written_down(client, shop, key, audit):
    header = key(*READING, customers=frozenset({shop.customer(31)}))
    key_id = header["authorization"].split("_")[1]
    named = {**header, "x-request-id": "call-7"}
    answer = client.post("/churn", json={"customer": "household:31"}, headers=named)
    assert answer.headers["x-request-id"] == "call-7"
    client.post("/explain", json={"customer": "household:32"}, headers=named)
    client.post("/churn", json={"customer": 7}, headers=named)
    [look] = [one for one in audit(shop.customer(31)) if one.key_id == key_id]
    assert (look.key_id, look.action, look.request_id) == (key_id, "churn", "call-7")
    [look] = [one for one in audit(shop.customer(32)) if one.key_id == key_id]
    assert (look.key_id, look.action) == (key_id, "explain refused")


def test_every_address_but_the_open_ones_wants_a_key(client):
    for path, methods in METHODS.items():
        method = methods[0]
        answer = client.request(method, path, headers={"authorization": ""})
        assert (answer.status_code == 401) == (path[1:].partition("/")[0] in SCOPE_OF), path


def test_nothing_that_a_customer_is_known_by_is_logged_or_counted(client, caplog):
    """Not even if it is wrong, or in the address, or something fails."""
    from bentoml import get_current_service

    mail = "ann@example.org"
    with caplog.at_level(logging.DEBUG), pytest.MonkeyPatch.context() as patch:
        client.post("/churn", json={"customer": f"email:{mail}"})
        client.post("/churn", json={"customer": f"email:x{mail}"})
        client.post("/churn", json={"customer": {"email": mail}})
        client.post(f"/churn/{mail}?{mail}", json={})
        client.get(f"/customers/{mail}", headers={"x-request-id": mail})
        event = {"source": "web", "identifiers": {"email": mail}, "occurred_at": mail}
        client.post("/events", json={"events": [event]})
        metrics = client.get("/metrics").text

        def fail(question):
            raise RuntimeError(mail)

        patch.setattr(get_current_service().scorer, "churn", fail)
        failed = client.post("/churn", json={"customer": f"email:{mail}"})
    assert failed.status_code == 500
    assert mail not in failed.text
    assert mail not in metrics
    from patron.service.logs import Lines

    # Those of the client that asks are not the service's.
    records = [record for record in caplog.records if not record.name.startswith("http")]
    lines = [json.loads(Lines().format(record)) for record in records]
    assert [line["status"] for line in lines if line["message"] == "request"][-1] == 500
    assert mail not in json.dumps(lines, ensure_ascii=False)


def test_every_answer_is_kept_from_caches_frames_and_guesses(client):
    answers = [
        client.get("/livez"),
        client.get("/nothing"),
        client.post("/churn", json={"customer": "household:1"}),
        client.post("/churn", json={}, headers={"authorization": ""}),
    ]
    for answer in answers:
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert len(answer.headers["x-request-id"]) == 32
        assert "server" not in answer.headers
