import pytest

from patron.live.keys import SCOPES
from patron.service.addresses import OPEN, SCOPE_OF, name_of
from patron.service.gate import METHODS


def test_every_address_is_open_or_has_a_scope_that_there_is():
    assert set(SCOPE_OF.values()) == set(SCOPES)
    for path in METHODS:
        assert (path in OPEN) != (name_of(path) in SCOPE_OF), path


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/churn", "churn"),
        ("/customers/email:ann@example.org", "customers"),
        ("/livez", "/livez"),
        ("//churn", None),
        ("churn", None),
        ("/Churn", None),
        ("/livez/../churn", None),
        ("/schema.json", None),
        ("/console", "/console"),
        ("/console/static/book.css", "/console/static"),
        ("/console/customers/c1", "console/customers"),
        ("/console/list.csv", "console/list.csv"),
        ("/console/churn", None),
        ("/consoles", None),
        ("", None),
    ],
)
def test_the_name_of_an_address_tells_of_no_customer(path, name):
    assert name_of(path) == name
