from patron.service.gate import METHODS
from patron.service.openapi import describe_api


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
