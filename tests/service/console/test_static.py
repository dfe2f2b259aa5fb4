import hashlib

import pytest

from patron.service.console.static import FILES, address_of, content_of

# Of https://www.npmjs.com/package/uplot 1.6.32, as published.
KEPT = {
    "uPlot.iife.min.js": "19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f",
    "uPlot.min.css": "df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04",
}


@pytest.mark.parametrize("name", KEPT)
def test_the_kept_library_is_the_one_that_was_published(name):
    assert hashlib.sha256(content_of(name)).hexdigest() == KEPT[name]


def test_files_are_there_for_whoever_opens_the_sign_in_page(client):
    for name, media_type in FILES.items():
        answer = client.get(address_of(name))
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(media_type)
        assert "immutable" in answer.headers["cache-control"]


def test_nothing_else_is_served(client):
    for name in ("__init__.py", "..%2frender.py", "uPlot.LICENSE"):
        assert client.get(f"/console/static/{name}").status_code == 404
