import httpx
import pytest

from patron.client import failures
from patron.client.failures import FieldError, failure_of
from patron.errors import PatronError


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, failures.NotFit),
        (401, failures.NotAuthorised),
        (403, failures.Forbidden),
        (404, failures.NotFound),
        (422, failures.NotFit),
        (429, failures.TooManyRequests),
        (500, failures.ServiceError),
        (503, failures.Unavailable),
    ],
)
def test_every_status_has_its_kind(status, kind, problem):
    said = failure_of(problem(status), "call-7", None)
    assert type(said) is kind
    assert isinstance(said, PatronError)
    assert (said.status, said.reason, said.request_id) == (status, "No.", "call-7")
    assert str(said) == f"{status}: No. (request call-7)"


def test_what_does_not_match_is_told_by_field(problem):
    errors = [{"field": "customers", "message": "must name at least one customer"}]
    said = failure_of(problem(422, "Not fit.", errors=errors), "r", None)
    assert said.errors == (FieldError("customers", "must name at least one customer"),)
    assert "customers: must name at least one customer." in str(said)


@pytest.mark.parametrize("content", [b"<html>secret of a proxy</html>", b"[]", b'{"x": 1}'])
def test_what_is_not_the_services_is_not_repeated(content):
    said = failure_of(httpx.Response(502, content=content), "r", None)
    assert (type(said), said.reason) == (failures.Unavailable, "Bad Gateway.")


def test_every_kind_is_in_the_list():
    for kind in {failures.ServiceError, failures.NoAnswer, *failures.BY_STATUS.values()}:
        assert kind.__name__ in failures.__doc__
