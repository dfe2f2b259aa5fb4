import pytest
from pydantic import ValidationError

from patron.models.column import Column
from patron.models.formula import Formula


def test_a_formula_is_described_by_its_fields():
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        Column(name="popularity", column="share", missing=0.0, ascending=True)


def test_a_formula_without_an_answer_cannot_be_made():
    with pytest.raises(TypeError, match="abstract"):
        Formula(name="none")
