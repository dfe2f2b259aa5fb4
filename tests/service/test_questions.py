import pytest
from pydantic import ValidationError

from patron.service.questions import Question, Why


def test_one_customer_or_many():
    one, many = Question(customer="a"), Question(customers=["b", "a", "b"])
    assert (one.asked, one.is_about_one) == (["a"], True)
    assert (many.asked, many.is_about_one) == (["b", "a", "b"], False)


@pytest.mark.parametrize(
    "body",
    [
        "{}",
        '{"customer": "a", "customers": ["b"]}',
        '{"customer": null}',
        '{"customer": ""}',
        '{"customer": 7}',
        '{"customer": "a", "more": 1}',
        '{"customers": []}',
        '{"customers": "a"}',
        '{"customers": [1]}',
        '{"customers": [""]}',
        '["a"]',
        "",
    ],
)
def test_anything_else_is_refused_without_repeating_it(body):
    with pytest.raises(ValidationError) as raised:
        Question.model_validate_json(body)
    assert "input_value" not in str(raised.value)


@pytest.mark.parametrize(("count", "fits"), [(10_000, True), (10_001, False)])
def test_ten_thousand_customers_at_most(count, fits):
    if fits:
        assert len(Question(customers=["a"] * count).asked) == count
    else:
        with pytest.raises(ValidationError):
            Question(customers=["a"] * count)


def test_a_task_may_be_left_out_but_not_made_up():
    assert Why(customer="a").task is None
    assert Why(customer="a", task="churn").task == "churn"
    with pytest.raises(ValidationError):
        Why(customer="a", task="weather")


def test_the_schema_says_exactly_one_and_never_null():
    schema = Why.model_json_schema()
    assert schema["oneOf"] == [{"required": ["customer"]}, {"required": ["customers"]}]
    assert {field["type"] for field in schema["properties"].values()} == {"string", "array"}
    assert not any("default" in field for field in schema["properties"].values())
