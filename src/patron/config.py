"""Turn a configuration file into the objects that it describes.

There is no settings object. Each file of a workspace describes one kind of thing, and the keys
of an entry are the fields of the class that the entry names.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo, field_validator

from patron.errors import ConfigError


class Described(BaseModel):
    """Base of everything that an entry in a configuration file can describe."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def _no_bare_duration(cls, value: Any, info: ValidationInfo) -> Any:
        """Refuse a bare number as a duration: who writes 30 means days, and would get seconds."""
        annotation = cls.model_fields[str(info.field_name)].annotation
        is_duration = timedelta in (annotation, *get_args(annotation))
        if is_duration and isinstance(value, int | float):
            raise ValueError("a duration must be written as ISO 8601, such as P30D")
        return value


class _NoRepeats(yaml.SafeLoader):
    """Refuses a key that stands twice in one mapping; YAML would let the last one win unseen."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                place = key.start_mark
                raise yaml.YAMLError(f"{key.value!r} stands twice, again in line {place.line + 1}")
            seen.add(key.value)
        return super().construct_mapping(node, deep)


D = TypeVar("D", bound=Described)


def read_yaml(path: Path) -> Any:
    """Return the content of a YAML file.

    Raises
    ------
    ConfigError
        If the file is missing, empty or not YAML.
    """
    try:
        # A safe loader: it makes plain values only.
        content = yaml.load(path.read_text(encoding="utf-8"), _NoRepeats)
    except FileNotFoundError as error:
        raise ConfigError(f"{path} does not exist.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not valid YAML: {error}") from error
    if content is None:
        raise ConfigError(f"{path} is empty.")
    return content


def read_entries(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """Return the entries of a YAML file that is a list, each with its place for messages.

    Raises
    ------
    ConfigError
        If the file is not a list of mappings.
    """
    content = read_yaml(path)
    if not isinstance(content, list):
        raise ConfigError(f"{path} must be a list of entries, but is a {type(content).__name__}.")
    for number, entry in enumerate(content):
        as_mapping(entry, f"{path}[{number}]")
    return [(f"{path}[{number}]", entry) for number, entry in enumerate(content)]


def as_mapping(entry: Any, where: str) -> dict[str, Any]:
    """Return `entry` if it is a mapping, as every entry must be."""
    if not isinstance(entry, dict):
        raise ConfigError(f"{where} must be a mapping such as {{type: …}}, but is {entry!r}.")
    return entry


def build(entry: Mapping[str, Any], known: Mapping[str, type[D]], where: str) -> D:
    """Return the object that one configuration entry describes.

    Parameters
    ----------
    entry
        Keys and values of the entry; ``type`` names one of `known`, the others are the fields
        of that class.
    known
        Classes by the name that ``type`` may have.
    where
        Place of the entry, such as ``configs/shop/features.yaml[3]``, for messages.

    Raises
    ------
    ConfigError
        If ``type`` is unknown, or a field is missing, misspelt or of a wrong type.
    """
    fields = dict(entry)
    kind = fields.pop("type", None)
    if not isinstance(kind, str) or kind not in known:
        raise ConfigError(
            f"{where}: type is {kind!r}, but must be one of: {', '.join(sorted(known))}"
            f"{did_you_mean(kind, known)}."
        )
    return describe(known[kind], fields, f"{where}: {kind}")


def describe(cls: type[D], fields: Mapping[str, Any], where: str) -> D:
    """Return an object of `cls` with the given fields.

    Raises
    ------
    ConfigError
        If a field is missing, misspelt or of a wrong type; the first one is named.
    """
    try:
        return cls(**fields)
    except ValidationError as error:
        first, *others = error.errors()
        field = _place(first)
        hint = ""
        if first["type"] == "extra_forbidden":
            hint = did_you_mean(field, cls.model_fields)
            hint = hint or f"; the fields are: {', '.join(cls.model_fields)}"
        found = "" if first["type"] == "missing" else f", found {first['input']!r}"
        # A field that may be of several types has an error for each of them.
        same = [first, *(other for other in others if _place(other) == field)]
        message = "; or ".join(dict.fromkeys(map(_message, same)))
        where_exactly = f"{where}.{field}" if field else where
        raise ConfigError(f"{where_exactly}: {message}{found}{hint}.") from error


def _place(error: Mapping[str, Any]) -> str:
    """Return the field that an error is about, without the names of the types that it may have."""
    types = {"str", "int", "float", "bool", "timedelta"}
    parts = [str(part) for part in error["loc"]]
    return ".".join(part for part in parts if "[" not in part and part not in types)


def _message(error: Mapping[str, Any]) -> str:
    return str(error["msg"]).removeprefix("Value error, ").rstrip(".")


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """Return `` (did you mean …?)`` where one of the `known` words is close, else nothing."""
    close = get_close_matches(str(word), list(known), n=1)
    return f" (did you mean {close[0]}?)" if close else ""
