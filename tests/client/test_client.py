"""The client over HTTP: what it sends, what it makes of the answer, and the real service."""

import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from patron.client import Client, Retries, ServiceError
from patron.errors import ConfigError

ANSWER = {"customer_id": "c1", "probability": 0.25}


def test_a_name_gives_an_answer_and_a_list_gives_a_list(says):
    one = says(httpx.Response(200, json=ANSWER))
    assert one.client().churn("household:1").probability == 0.25
    many = says(httpx.Response(200, json={"results": [ANSWER, ANSWER]}))
    found = many.client().churn(["household:1", "c1"])
    assert [answer.customer_id for answer in found] == ["c1", "c1"]
    assert [one.bodies, many.bodies] == [
        [{"customer": "household:1"}],
        [{"customers": ["household:1", "c1"]}],
    ]


def test_pages_of_touchpoints_follow_each_other(says):
    def page(number, after):
        return httpx.Response(200, json={"touchpoints": [{"kind": number}], "next": after})

    service = says(page("a", "9.1"), page("b", None))
    assert [one.kind for one in service.client().touchpoints("household:1")] == ["a", "b"]
    assert [str(one.url.query, "ascii") for one in service.asked] == [
        "limit=1000",
        "limit=1000&before=9.1",
    ]


def test_a_name_in_an_address_is_quoted(says):
    service = says(httpx.Response(200, json={}))
    service.client().customer("email:ann+b?c#d@example.org")
    assert service.asked[0].url.raw_path == b"/customers/email:ann%2Bb%3Fc%23d%40example.org"
    for name in ("", "a/b"):
        with pytest.raises(ConfigError, match="cannot stand in an address"):
            service.client().customer(name)


@pytest.mark.parametrize("content", [b"<html>", b"[]", b'{"as_of": 3}', b'{"as_of": "soon"}'])
def test_an_answer_of_something_else_is_told_as_such(says, content):
    service = says(httpx.Response(200, content=content))
    with pytest.raises(ServiceError, match="not one of patron"):
        service.client().churn("c1")
    with pytest.raises(ServiceError, match="not one of patron"):
        service.client().churn(["c1"])


class Slow(BaseHTTPRequestHandler):
    """Keeps connections, and notes how many there were."""

    protocol_version = "HTTP/1.1"
    connections: set[object] = set()  # noqa: RUF012

    def do_POST(self):
        self.connections.add(self.client_address)
        body = self.rfile.read(int(self.headers["content-length"]))
        said = json.dumps({"customer_id": json.loads(body)["customer"]}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_):
        pass


def test_threads_share_a_client_and_its_connections():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    names = [f"c{number}" for number in range(200)]
    with Client(f"http://127.0.0.1:{server.server_port}") as client, ThreadPoolExecutor(8) as pool:
        said = list(pool.map(lambda name: client.churn(name).customer_id, names))
    server.shutdown()
    thread.join()
    server.server_close()
    assert said == names
    assert len(Slow.connections) <= 8


def test_nobody_there_is_told_at_once():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (
        Client(f"http://127.0.0.1:{port}", retries=Retries(most=0)) as client,
        pytest.raises(Exception, match="gave no answer: ConnectError"),
    ):
        client.livez()
