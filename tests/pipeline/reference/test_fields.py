from datetime import timedelta
from typing import Literal

import pytest
from pydantic import Field

from patron.config import Described
from patron.errors import ConfigError
from patron.pipeline.reference.fields import fields_of, parameters_of


class Jar(Described):
    """A jar.

    Parameters
    ----------
    size
        Litres.
    lid
        Whether it has one.
    kept
        How long.
    labels
        What stands on it.
    """

    size: float = Field(gt=0, le=5)
    lid: Literal["yes", "no"] = "yes"
    kept: timedelta | None = Field(default=None, gt=timedelta(0))
    labels: tuple[str, ...] = ()


class Unsaid(Described):
    """A jar of which nothing is known."""

    content: str


class Oven:
    """An oven.

    Parameters
    ----------
    degrees
        Celsius.
    """

    def __init__(self, degrees: int = 180) -> None:
        self.degrees = degrees


def test_each_field_says_what_it_takes():
    assert [tuple(field) for field in fields_of(Jar)] == [
        ("size", "number above 0 and at most 5", "mandatory", "Litres."),
        ("lid", "`yes`, `no`", '`"yes"`', "Whether it has one."),
        ("kept", "duration above P0D", "none", "How long."),
        ("labels", "list of text", "`[]`", "What stands on it."),
    ]


def test_a_field_of_which_the_docstring_says_nothing_is_an_error():
    with pytest.raises(ConfigError, match="Unsaid does not say what 'content' means"):
        fields_of(Unsaid)


def test_an_estimator_s_parameters_are_those_of_its_constructor():
    assert [tuple(field) for field in parameters_of(Oven)] == [
        ("degrees", "whole number", "`180`", "Celsius.")
    ]
