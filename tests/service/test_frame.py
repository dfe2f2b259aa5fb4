from patron.service.gate import Gate
from patron.service.guard import Guard
from patron.service.problems import Problems


def test_problems_guard_and_gate_stand_around_all_of_bentoml(client):
    from patron.service.scoring import Scoring

    assert isinstance(client.app, Problems)
    assert isinstance(client.app.app, Guard)
    assert isinstance(client.app.app.app, Gate)
    assert [middleware for middleware, _ in Scoring.middlewares] == [Problems]


def test_own_pages_answer_in_the_place_of_bentomls(client):
    assert client.get("/openapi.json").json()["info"]["title"] == "patron"
    assert "<h1>patron</h1>" in client.get("/").text
    assert client.get("/readyz").json()["status"] == "ready"
