"""Read what a numpy-style docstring says of a class and of each of its parameters."""

import inspect
import re

# "low, high" or "kind, channel" stand in one line, their meaning indented below.
NAMES = re.compile(r"^(\w+(?:, \w+)*)$")
HEADING = re.compile(r"^(\w[\w ]*)\n-{3,}\n", re.M)


def summary(cls: type) -> str:
    """Return what a class's own docstring says before its parameters, as one paragraph a line."""
    text = HEADING.split(_own(cls))[0]
    return "\n\n".join(" ".join(part.split()) for part in text.strip().split("\n\n"))


def meanings(cls: type) -> dict[str, str]:
    """Return the meaning of each parameter by name; what a base class says holds too."""
    found: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        found |= _parameters(_own(base)) if base is not object else {}
    return found


def _own(cls: type) -> str:
    return inspect.cleandoc(vars(cls).get("__doc__") or "")


def _parameters(text: str) -> dict[str, str]:
    sections = HEADING.split(text)
    said = dict(zip(sections[1::2], sections[2::2], strict=True)).get("Parameters", "")
    found: dict[str, list[str]] = {}
    names: tuple[str, ...] = ()
    for line in said.splitlines():
        match = NAMES.match(line)
        names = tuple(match[1].split(", ")) if match else names
        for name in names:
            found.setdefault(name, [])
            if not match:
                found[name].append(line.strip())
    return {name: " ".join(lines).strip() for name, lines in found.items()}
