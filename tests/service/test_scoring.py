"""The service over HTTP, on a small shop whose batch scores are known."""

import hashlib
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest

from patron.live.audit import AuditLog

ROOT = Path(__file__).parents[2]
QUESTIONS = ("/churn", "/lifetime_value", "/next_best_offer", "/score", "/explain")
# Nothing of what training and analysis need may be imported to answer.
WITHOUT = """
import sys

class Missing:
    names = {"pandas", "mlflow", "optuna", "shap", "duckdb", "deltalake", "matplotlib", "typer"}

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in self.names:
            raise ModuleNotFoundError(name, name=name)

sys.meta_path.insert(0, Missing())
sys.path.insert(0, sys.argv[1])
import service
from starlette.testclient import TestClient
with TestClient(service.Scoring.to_asgi(), base_url="http://127.0.0.1") as client:
    answer = client.post("/score", json={"customer": "household:1"})
print(answer.status_code, answer.json()["churn"]["probability"])
"""


@pytest.mark.parametrize(
    ("path", "field", "column"),
    [("/churn", "probability", "score"), ("/lifetime_value", "value", "score")],
)
def test_everybody_gets_over_http_what_batch_scoring_says(client, shop, path, field, column):
    batch = shop.batch(path.strip("/"))
    answer = client.post(path, json={"customers": list(batch)})
    assert answer.status_code == 200
    for said, (name, row) in zip(answer.json()["results"], batch.items(), strict=True):
        assert said["customer_id"] == name
        assert said[field] == pytest.approx(row[column], abs=1e-9)
        assert said["model"] == row["model"]
        assert said["band"] == row["band"]


def test_churn_says_all_it_should(client, shop):
    said = client.post("/churn", json={"customer": "email:ann@example.org"}).json()
    assert list(said) == [
        "customer_id",
        "as_of",
        "task",
        "data_version",
        "score",
        "percentile",
        "band",
        "horizon_days",
        "model",
        "bundle",
        "reasons",
        "probability",
        "sooner",
        "days_to_purchase",
        "next_purchase_at",
    ]
    assert said["customer_id"] == shop.customer(1)
    assert said["as_of"] == "2024-12-31T00:00:00Z"
    assert (said["task"], said["horizon_days"]) == ("churn", 28.0)
    assert said["score"] == pytest.approx(100 * said["probability"])
    assert [set(reason) for reason in said["reasons"]] == 3 * [{"idea", "contribution", "sentence"}]


def test_lifetime_value_comes_with_an_interval_in_a_currency(client):
    said = client.post("/lifetime_value", json={"customer": "household:1"}).json()
    assert said["low"] <= said["value"] <= said["high"]
    assert said["currency"] == "EUR"
    assert said["score"] == said["percentile"]


def test_the_offer_is_the_one_decided_on(client):
    said = client.post("/next_best_offer", json={"customers": ["household:1", "household:2"]})
    ann, bob = said.json()["results"]
    assert (ann["chosen"]["offer"], ann["chosen"]["item"]) == ("voucher", "item3")
    assert [reason["idea"] for reason in ann["reasons"]] == ["popularity", "habit"]
    assert (bob["chosen"]["offer"], bob["reasons"]) == ("nothing", [])
    assert bob["runner_ups"][0]["refused_by"] == "not worth it"


@pytest.mark.parametrize("path", QUESTIONS)
def test_nobody_is_a_404_that_says_what_ids_look_like(client, path):
    answer = client.post(path, json={"customers": ["household:1", "nobody"]})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert "no customer 'nobody'" in answer.json()["detail"]
    assert "type:value, such as household:7" in answer.json()["detail"]


@pytest.mark.parametrize("path", QUESTIONS)
@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        ("{}", "body", "give either customer or customers"),
        ('{"customer": "a", "customers": ["b"]}', "body", "give either customer or customers"),
        ('{"customers": []}', "customers", "must name at least one customer"),
        ('{"customer": 7}', "customer", "must be a text"),
        ('{"who": "a"}', "who", "there is no such field; leave it out"),
        ("{", "body", 'the body must be JSON such as {"customer": "household:7"}'),
        ("[]", "body", 'the body must be an object such as {"customer": "household:7"}'),
    ],
)
def test_a_body_that_does_not_match_is_a_422(client, path, body, field, message):
    answer = client.post(path, content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    if path in ("/churn", "/lifetime_value"):
        # They take rows of features too.
        message = message.replace("either customer or customers", "customer, customers or features")
    assert answer.json()["errors"] == [{"field": field, "message": message}]


def test_more_than_ten_thousand_customers_are_a_422(client):
    answer = client.post("/churn", json={"customers": ["household:1"] * 10_001})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "customers")


def test_what_the_gate_refuses_is_refused(client):
    assert client.get("/churn").status_code == 405
    assert client.get("/docs.json").status_code == 404
    assert client.post("/churn", content=b"customer=a").status_code == 415
    assert client.post("/churn", json={"customer": "x" * 5_000_000}).status_code == 413


@pytest.mark.parametrize("path", QUESTIONS)
def test_answers_are_what_the_description_promises(client, path):
    api = client.get("/openapi.json").json()
    described = api["paths"][path]["post"]["responses"]["200"]["content"]["application/json"]
    name = described["schema"]["oneOf"][0]["$ref"].rpartition("/")[2]
    promised = api["components"]["schemas"][name]
    said = client.post(path, json={"customer": "household:1"}).json()
    assert set(said) == set(promised["properties"]) == set(promised["required"])


def test_the_page_loads_nothing(client):
    page = client.get("/")
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["content-security-policy"].startswith("default-src 'none'")


def test_readiness_names_what_answers_come_from(client, shop):
    assert client.get("/livez").status_code == 200
    ready = client.get("/readyz").json()
    assert ready == {
        "status": "ready",
        "workspace": "shop",
        "bundle": shop.write_bundle(),
        "data_version": ready["data_version"],
        "as_of": "2024-12-31T00:00:00+00:00",
    }


def wait_until(condition, seconds=20):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.05)
    assert condition()


def test_a_new_bundle_answers_without_a_restart_and_a_damaged_one_does_not(client, shop):
    def bundle():
        return client.post("/churn", json={"customer": "household:1"}).json()["bundle"]

    first = bundle()
    second = shop.write_bundle(extra="1")
    wait_until(lambda: bundle() == second)
    damaged = shop.write_bundle(extra="2")
    (shop.bundles / damaged / "extra").write_text("3")
    wait_until(lambda: "warning" in client.get("/readyz").json())
    assert bundle() == second
    assert client.get("/readyz").status_code == 200
    assert shop.write_bundle() == first
    wait_until(lambda: bundle() == first)


def test_a_new_publication_is_in_the_very_next_answer(client, shop):
    before = client.post("/churn", json={"customer": "household:1"}).json()["data_version"]
    shop.publish()
    after = client.post("/churn", json={"customer": "household:1"}).json()["data_version"]
    assert after == before + 1


def test_a_store_that_went_away_is_a_503_that_names_the_command(client, shop):
    file = shop.folder / "data" / "live" / "shop.db"
    hidden = file.rename(file.with_suffix(".hidden"))
    try:
        for answer in (client.post("/score", json={"customer": "a"}), client.get("/readyz")):
            assert answer.status_code == 503
            assert "run `patron score`" in answer.json()["detail"]
            assert str(file) not in answer.text
    finally:
        hidden.rename(file)
    assert client.get("/readyz").status_code == 200


def test_an_environment_that_cannot_be_meant_stops_the_start(client, monkeypatch):
    from patron.service.scoring import Scoring

    monkeypatch.setenv("PATRON_DATABASE_URL", "shop.db")
    with pytest.raises(SystemExit, match=r"^patron: The address of the live store"):
        Scoring.inner.check()


# Says how many workers BentoML would start.
COUNTED = """
from _bentoml_impl.server.allocator import ResourceAllocator
from patron.service.scoring import Scoring
Scoring.inject_config()
print(ResourceAllocator().get_worker_env(Scoring)[0])
"""


def test_as_many_workers_answer_as_the_environment_says():
    counted = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", COUNTED],
        env={**os.environ, "PATRON_WORKERS": "3"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert counted.stdout == "3\n", counted.stderr


def test_a_number_of_workers_that_cannot_be_meant_stops_the_start(client, monkeypatch):
    from patron.service.scoring import Scoring

    monkeypatch.setenv("PATRON_WORKERS", "many")
    with pytest.raises(SystemExit, match=r"^patron: PATRON_WORKERS is 'many'"):
        Scoring.inner.check()


def test_answering_needs_nothing_that_training_needs(client, shop):
    answered = subprocess.run(
        [sys.executable, "-c", WITHOUT, str(ROOT)],
        env={**os.environ, **shop.environment(), "PATRON_INSECURE_LOCAL": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    said = client.post("/churn", json={"customer": "household:1"}).json()["probability"]
    assert answered.stdout.splitlines()[-1:] == [f"200 {said}"], answered.stderr


class Served:
    """The service as a process of its own."""

    def __init__(self, shop):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = shop.folder / "serve.log"
        self.key = shop.key()
        command = ["-m", "bentoml", "serve", "service:Scoring", "--port", str(self.port)]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env={**os.environ, **shop.environment(), "BENTOML_HOME": str(shop.folder)},
                stdout=log,
                stderr=log,
            )

    def ask(self, path, body=None):
        content = None if body is None else json.dumps(body).encode()
        url = f"http://127.0.0.1:{self.port}{path}"
        headers = {**self.key, **({"content-type": "application/json"} if body else {})}
        try:
            with urllib.request.urlopen(
                urllib.request.Request(url, content, headers), timeout=20
            ) as answer:
                return answer.status, answer.read().decode()
        except OSError:
            return None, ""

    def half_ask(self, body):
        """Send half a question; return a function that sends the rest and gets the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        content = json.dumps(body).encode()
        connection.putrequest("POST", "/churn")
        lengths = {"content-type": "application/json", "content-length": str(len(content))}
        for name, value in (self.key | lengths).items():
            connection.putheader(name, value)
        connection.endheaders(content[:5])

        def finish():
            connection.send(content[5:])
            answer = connection.getresponse()
            text = answer.read().decode()
            connection.close()
            return text

        return finish

    def is_ready(self):
        return self.ask("/readyz")[0] == 200

    def worker(self):
        [worker] = [
            child
            for child in psutil.Process(self.process.pid).children(recursive=True)
            if "_bentoml_impl.worker.service" in child.cmdline()
        ]
        return worker

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=20)


def test_a_served_process_answers_counts_and_survives_the_death_of_its_worker(shop):
    served = Served(shop)
    try:
        wait_until(served.is_ready, seconds=60)
        status, before = served.ask("/churn", {"customer": "household:1"})
        assert status == 200
        assert (
            'patron_requests_total{address="churn",status="200"} 1.0' in served.ask("/metrics")[1]
        )
        # Bound to this machine only.
        assert {
            connection.laddr.ip
            for connection in psutil.Process(served.process.pid).net_connections()
            if connection.status == psutil.CONN_LISTEN and connection.laddr.port == served.port
        } == {"127.0.0.1"}
        worker = served.worker()
        worker.kill()
        worker.wait(timeout=20)
        wait_until(served.is_ready, seconds=60)
        assert served.ask("/churn", {"customer": "household:1"}) == (200, before)
    finally:
        served.stop()
    assert "Traceback" not in served.log.read_text()


def test_who_is_being_answered_when_it_is_told_to_stop_is_answered(shop):
    """And that they were is in the audit log."""
    served, people = Served(shop), range(200, 208)
    try:
        wait_until(served.is_ready, seconds=60)
        halves = [served.half_ask({"customer": f"household:{n}"}) for n in people]
        # Once one is refused, the service has begun to answer all that came before.
        assert served.ask("/churn", {"customer": "nobody"})[0] is None
        served.process.terminate()
        time.sleep(0.5)
        answers = [finish() for finish in halves]
        served.process.wait(timeout=20)
    finally:
        served.stop()
    assert [json.loads(answer)["customer_id"] for answer in answers] == [
        shop.customer(n) for n in people
    ]
    log = AuditLog(shop.url)
    looks = [look.action for n in people for look in log.of_customer(shop.customer(n))]
    log.close()
    assert looks.count("churn") >= len(people)


VISIT = {
    "source": "web",
    "interaction_id": "e1",
    "account": "visitor",
    "occurred_at": "2024-12-31T00:00:00Z",
    "kind": "purchase",
    "amount": 50,
}


def test_an_event_is_in_the_very_next_answer(client, shop):
    """A visitor is somebody of their own, and logging in makes them who they are."""
    before = client.post("/churn", json={"customer": "household:9"}).json()
    own = "c" + hashlib.sha256(b"web\x1fvisitor").hexdigest()[:16]
    assert client.post("/churn", json={"customer": own}).status_code == 404
    sent = client.post("/events", json={"events": [VISIT, {"kind": 7}, VISIT]})
    assert sent.status_code == 200
    assert sent.json() == {
        "accepted": [0],
        "repeated": [2],
        "corrected": [],
        "refused": [{"index": 1, "reason": "source is missing."}],
    }
    assert client.post("/churn", json={"customer": own}).json()["customer_id"] == own
    login = {**VISIT, "interaction_id": "e2", "identifiers": {"household": "9"}}
    assert client.post("/events", json={"events": [login]}).json()["accepted"] == [0]
    after = client.post("/churn", json={"customers": ["household:9", own]}).json()["results"]
    assert [one["customer_id"] for one in after] == 2 * [shop.customer(9)]
    assert after[0] == after[1]
    assert after[0]["probability"] != before["probability"]


@pytest.mark.parametrize("body", [{"events": []}, {"events": [1] * 1_001}, {}, {"events": 1}])
def test_events_come_in_a_list_of_one_to_a_thousand(client, body):
    answer = client.post("/events", json=body)
    assert answer.status_code == 422
    said = {"field": "events", "message": "must be a list of 1 to 1,000 events"}
    assert answer.json()["errors"] == [said]


def shown():
    """Return address, body and shown answer of each question in the documents."""
    text = (ROOT / "docs" / "serving.md").read_text(encoding="utf-8")
    asked = re.compile(
        r"^curl -s localhost:3000(/\S+) -H \"Authorization: Bearer \$KEY\" "
        r"-H 'Content-Type: application/json' -d '(.*?)'\n```\n(?:```json\n(.*?)```)?",
        re.M | re.S,
    )
    return asked.findall(text)


def test_every_question_of_the_documents_is_answered_as_they_show(client):
    assert {path for path, _, _ in shown()} == {*QUESTIONS, "/events", "/outcomes"}
    for path, body, answer in shown():
        said = client.post(path, content=body, headers={"content-type": "application/json"})
        assert said.status_code == 200, path
        if answer:
            assert set(said.json()) == set(json.loads(answer)), path
