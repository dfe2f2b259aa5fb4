"""The service keeps to its own description, whatever is sent; `make fuzz` sends more."""

import contextlib
import os
import sqlite3

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from patron.live import LiveStore
from patron.service.openapi import describe_api

KEPT = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = int(os.environ.get("PATRON_FUZZ", "8"))
api = schemathesis.openapi.from_dict(describe_api())
api.config.update(base_url="http://testserver")


@pytest.fixture(autouse=True, scope="module")
def own_store(client, shop, tmp_path_factory):
    """Let made-up events go to a copy of the store."""
    file = tmp_path_factory.mktemp("fuzz") / "shop.db"
    with (
        contextlib.closing(sqlite3.connect(shop.url.removeprefix("sqlite:///"))) as source,
        contextlib.closing(sqlite3.connect(file)) as copy,
    ):
        source.backup(copy)
    # Importing it warns; `client` has done so with the warning off.
    from bentoml import get_current_service

    service = get_current_service()
    with pytest.MonkeyPatch.context() as patch:
        store = LiveStore(f"sqlite:///{file}")
        patch.setattr(service, "store", store)
        patch.setattr(service.scorer, "_store", store)
        yield
        store.close()


def ask(client, case):
    """Return the answer to a case over the test client, with a key that may do everything."""
    wanted = case.as_transport_kwargs()
    sent = {
        name: wanted[name]
        for name in ("method", "url", "params", "headers", "json")
        if wanted.get(name) is not None
    }
    # With made-up keys all answers would be the same 401.
    keyless = {k: v for k, v in sent["headers"].items() if k.lower() != "authorization"}
    sent["headers"] = keyless
    body = wanted.get("data")
    if body is not None:
        sent["content"] = body if isinstance(body, bytes) else str(body).encode()
    return client.request(**sent)


@api.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_whatever_is_sent_is_answered_as_described(client, case):
    answer = ask(client, case)
    assert answer.status_code != 401
    case.validate_response(answer, checks=KEPT)
