import pytest

from patron.service.console.page import WrongForm, one, read_form


def test_a_form_is_read_as_browsers_send_it():
    assert read_form(b"who=Ann+B%C3%BCrger&do=&a=1&a=2") == {
        "who": ["Ann Bürger"],
        "do": [""],
        "a": ["1", "2"],
    }


def test_a_field_is_one_line_of_some_length():
    assert one({"name": ["  mine "]}, "name") == "mine"
    assert one({}, "name") == ""
    with pytest.raises(WrongForm, match="name must be at most 4 letters on one line"):
        one({"name": ["long one"]}, "name", 4)
    with pytest.raises(WrongForm, match="one line"):
        one({"name": ["a\x00b"]}, "name")


def test_what_is_wrong_with_a_form_is_told_on_a_page(visitor):
    answer = visitor().post("/console/views", name="")
    assert answer.status_code == 422
    assert "A view needs a name" in answer.text


def test_a_form_may_not_be_large_nor_json(client, visitor):
    ann = visitor()
    assert ann.post("/console/views", name="x" * 30_000).status_code == 413
    headers = {**ann._headers, "content-type": "application/json"}
    assert client.post("/console/views", content="{}", headers=headers).status_code == 415
