import pytest

from patron.report.evidence import said_of

PROBABLE = {
    "by": "probable",
    "probability": 0.97,
    "evidence": '{"city": -2, "first_name": 8.06, "prior": -9}',
}


@pytest.mark.parametrize(
    ("link", "value", "words"),
    [
        ({"by": "email", "state": "joins"}, "a@x.org", "same email a@x.org"),
        ({"by": "loyalty_id", "state": "joins"}, None, "same loyalty id"),
        ({"by": "verdict", "state": "joins"}, None, "told to be one person"),
        ({"by": "verdict", "state": "told apart"}, None, "told to be two people"),
        (
            {"by": "phone", "state": "shared phone"}, "555",
            "same phone 555 (does not join: shared phone)",
        ),
        (
            {**PROBABLE, "state": "review"}, None,
            "97 % likely: prior -9.0, first name +8.1, city -2.0 bits (waits for review)",
        ),
        ({**PROBABLE, "evidence": None, "state": "joins"}, None, "97 % likely"),
    ],
)  # fmt: skip
def test_a_link_is_told_in_words(link, value, words):
    assert said_of(link, value) == words
