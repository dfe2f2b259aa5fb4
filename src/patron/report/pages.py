"""Templates that become pages: all of them escape whatever is put into them."""

from collections.abc import Callable
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


def pages_of(package: str, **filters: Callable[..., Any]) -> Environment:
    """Return the templates of a package; a name that nobody gave them is an error.

    Parameters
    ----------
    package
        Whose folder ``templates`` they lie in.
    filters
        What templates may call, by name.
    """
    found = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters.update(filters)
    return found
