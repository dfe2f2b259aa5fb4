import pytest

from patron.service.console.sheet import sheet


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "  =1"])
def test_no_text_is_a_formula(text):
    body = sheet("list.csv", ["a"], [[text]]).body.decode("utf-8-sig")
    assert body.splitlines()[1].strip('"').startswith("'") or f"'{text}" in body


def test_numbers_stay_numbers_and_texts_are_quoted():
    answer = sheet(
        "list.csv", ["who", "profit", "why"], [["c1", -2.5, 'said "no", twice'], ["ü", None, ""]]
    )
    assert answer.body.decode("utf-8-sig") == (
        'who,profit,why\r\nc1,-2.5,"said ""no"", twice"\r\nü,,\r\n'
    )
    assert answer.headers["content-disposition"] == 'attachment; filename="list.csv"'
    assert answer.media_type == "text/csv"
