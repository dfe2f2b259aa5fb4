from datetime import UTC, datetime

from patron.live import read_event
from patron.service.addresses import OPEN
from patron.service.examples import ANSWERED, ASKED
from patron.service.gate import METHODS
from patron.service.openapi import ANSWERS, describe_api
from patron.service.records import Intake


def references(part):
    if isinstance(part, dict):
        yield from ([part["$ref"]] if "$ref" in part else [])
        for inner in part.values():
            yield from references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from references(inner)


def test_what_is_described_is_what_the_gate_lets_in():
    described = {
        path: {method.upper() for method in methods}
        for path, methods in describe_api()["paths"].items()
    }
    assert described == {path: set(methods) - {"HEAD"} for path, methods in METHODS.items()}


def test_every_reference_leads_somewhere():
    api = describe_api()
    wanted = set(references(api))
    assert wanted == {f"#/components/schemas/{name}" for name in api["components"]["schemas"]}


def test_every_failure_is_described_as_a_problem():
    for path, methods in describe_api()["paths"].items():
        for method in methods.values():
            for status, response in method["responses"].items():
                is_problem = list(response["content"]) == ["application/problem+json"]
                assert is_problem == (status != "200"), (path, status)


def test_operations_have_names_of_their_own():
    names = [
        method["operationId"]
        for methods in describe_api()["paths"].values()
        for method in methods.values()
    ]
    assert len(names) == len(set(names)) == len(METHODS)


def test_who_may_ask_without_a_key_is_described():
    api = describe_api()
    assert api["security"] == [{"key": []}]
    for path, methods in api["paths"].items():
        for method in methods.values():
            assert (method.get("security") == []) == (path in OPEN), path
            is_locked = path in OPEN or {"401", "403", "429"} <= set(method["responses"])
            assert is_locked, path


def test_every_body_has_an_example():
    for path, methods in describe_api()["paths"].items():
        for method in methods.values():
            bodies = [response["content"] for response in method["responses"].values()]
            bodies += [method["requestBody"]["content"]] if "requestBody" in method else []
            for body in bodies:
                assert all("example" in content for content in body.values()), path


def test_examples_are_what_is_asked_and_answered():
    for path, (question, answer, _) in ANSWERS.items():
        question.model_validate(ASKED[path])
        said = ANSWERED[path]
        for one in said.get("results", [said]):
            assert set(one) == set(answer.model_fields)
            answer.model_validate(one)
    Intake.model_validate(ANSWERED["/events"])
    read_event(ASKED["/events"]["events"][0], datetime(2025, 1, 1, tzinfo=UTC))
