"""Typed answers made from JSON, by what their classes declare."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args, get_origin, get_type_hints

R = TypeVar("R", bound="Record")


@dataclass(frozen=True, repr=False, eq=False)
class Record:
    """Base of all answers.

    A field that the service left out, because the key may not see it, raises AttributeError; one
    that this version of the client does not know is passed over.
    """

    def __repr__(self) -> str:
        """Return the class and the fields that are there."""
        told = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__name__}({told})"

    def __eq__(self, other: object) -> bool:
        """Return whether both say the same."""
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        """Return the same for the same answer."""
        return hash((type(self), *vars(self).items()))

    # Type checkers are not told of it: to them a field that is not declared is a mistake.
    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            if any(name == one.name for one in fields(self)):
                raise AttributeError(
                    f"{type(self).__name__}.{name} is not in the answer: this key may not see it "
                    "(`patron key add --field`), or the service is of an older version."
                )
            raise AttributeError(f"{type(self).__name__} has no field {name!r}.")


def decode(cls: type[R], said: object) -> R:
    """Return a record of a class from what the JSON of an answer says.

    Parameters
    ----------
    cls
        What it is.
    said
        The JSON object.

    Raises
    ------
    ValueError, TypeError
        If it is no such object.
    """
    if not isinstance(said, Mapping):
        raise TypeError(f"{cls.__name__} must be an object.")
    record, kind = object.__new__(cls), cast("Any", cls)
    for name, read in _readers(kind).items():
        if name in said:
            object.__setattr__(record, name, read(said[name]))
    return record


@cache
def _readers(cls: Any) -> Mapping[str, Callable[[Any], Any]]:
    hints = get_type_hints(cls)
    return {one.name: _reader(hints[one.name]) for one in fields(cls)}


def _reader(kind: Any) -> Callable[[Any], Any]:
    """Return what makes a value of a type from JSON."""
    if get_origin(kind) is UnionType:
        [inner] = [part for part in get_args(kind) if part is not NoneType]
        read = _reader(inner)
        return lambda value: None if value is None else read(value)
    if get_origin(kind) is tuple:
        read = _reader(get_args(kind)[0])
        return lambda value: tuple(map(read, value))
    if kind is datetime:
        return datetime.fromisoformat
    if isinstance(kind, type) and issubclass(kind, Record):
        return lambda value: decode(kind, value)
    return float if kind is float else lambda value: value
