"""Say in words what a field takes: its type, its bounds and its default."""

import inspect
import json
import types
from collections.abc import Iterator
from datetime import time, timedelta
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import AwareDatetime, TypeAdapter
from pydantic.fields import FieldInfo

from patron.config import Described
from patron.errors import ConfigError
from patron.pipeline.reference.docstrings import meanings

WORDS = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    timedelta: "duration",
    time: "time of day",
    AwareDatetime: "time with its zone",
    Any: "any",
}
BOUNDS = {"gt": "above", "ge": "at least", "lt": "below", "le": "at most"}


class Field(NamedTuple):
    """One line of the reference."""

    name: str
    type: str
    default: str
    meaning: str


def fields_of(cls: type[Described]) -> list[Field]:
    """Return the fields that a class itself declares, in its order.

    Raises
    ------
    ConfigError
        If the docstring says nothing of one of them.
    """
    own = inspect.get_annotations(cls)
    return [
        Field(name, type_words(info), default_words(info), _meaning(cls, name))
        for name, info in cls.model_fields.items()
        if name in own
    ]


def parameters_of(cls: type) -> list[Field]:
    """Return the parameters of an estimator, in the order of its constructor."""
    signature = inspect.signature(cls)
    hints = inspect.get_annotations(vars(cls).get("__init__") or cls.__init__)  # type: ignore[misc]
    return [
        Field(name, _words(hints[name]), f"`{json.dumps(parameter.default)}`", _meaning(cls, name))
        for name, parameter in signature.parameters.items()
    ]


def type_words(info: FieldInfo) -> str:
    """Return what values a field takes, such as "number above 0"."""
    words = _words(info.annotation)
    bounds = [
        f"{word} {_plain(getattr(rule, key))}"
        for rule in info.metadata
        for key, word in BOUNDS.items()
        if getattr(rule, key, None) is not None
    ]
    return " ".join([words, " and ".join(bounds)]).strip()


def default_words(info: FieldInfo) -> str:
    """Return the default as YAML has it, or that there is none."""
    if info.is_required():
        return "mandatory"
    value = info.get_default(call_default_factory=True)
    if value is None:
        return "none"
    if isinstance(value, timedelta):
        return f"`{_plain(value)}`"
    return f"`{json.dumps(value)}`" if value != "" else '`""`'


def _meaning(cls: type, name: str) -> str:
    said = meanings(cls).get(name, "")
    if not said:
        raise ConfigError(f"The docstring of {cls.__name__} does not say what {name!r} means.")
    return said


def _plain(bound: Any) -> str:
    if isinstance(bound, timedelta):
        return TypeAdapter(timedelta).dump_python(bound, mode="json") if bound else "P0D"
    return f"{bound:g}"


def _words(annotation: Any) -> str:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _words(arguments[0])
    if origin in (Union, types.UnionType):
        return " or ".join(dict.fromkeys(_each(arguments)))
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in arguments)
    if origin is tuple:
        return f"list of {_words(arguments[0])}"
    if origin is dict:
        return f"mapping of {_words(arguments[0])} to {_words(arguments[1])}"
    if annotation in WORDS:
        return WORDS[annotation]
    return f"[{annotation.__name__}](#{annotation.__name__.lower()})"


def _each(arguments: tuple[Any, ...]) -> Iterator[str]:
    for argument in arguments:
        if argument is not type(None):
            yield _words(argument)
