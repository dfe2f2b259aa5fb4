"""Find the classes that configuration files may name.

The folder is the catalogue: ``type: recency`` in a features file means the class that
``features/recency.py`` defines. To add a kind, add a file; another package adds one by an
entry point in the group of the same name, such as ``patron.features``.
"""

import inspect
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pkgutil import iter_modules
from typing import TypeVar

from patron.errors import ConfigError

T = TypeVar("T")


@cache
def kinds(base: type[T], package: str) -> dict[str, type[T]]:
    """Map each kind's name to the concrete subclass of `base` that `package` offers.

    Parameters
    ----------
    base
        Family to look for.
    package
        Dotted name of the folder; also the group of entry points.

    Raises
    ------
    ConfigError
        If an entry point cannot be loaded, does not lead to a subclass of `base`, or takes a
        name in use.
    """
    found: dict[str, type[T]] = {}
    for info in iter_modules(import_module(package).__path__):
        module = import_module(f"{package}.{info.name}")
        for cls in vars(module).values():
            is_own = inspect.isclass(cls) and cls.__module__ == module.__name__
            if is_own and issubclass(cls, base) and not inspect.isabstract(cls):
                found[info.name] = cls
    for point in entry_points(group=package):
        cls = _loaded(point, package)
        if not (inspect.isclass(cls) and issubclass(cls, base)):
            raise ConfigError(
                f"The entry point {point.name!r} of {package} leads to {point.value}, "
                f"but must lead to a subclass of {base.__name__}."
            )
        if point.name in found:
            raise ConfigError(f"The entry point {point.name!r} of {package} takes a name in use.")
        found[point.name] = cls
    return found


def _loaded(point: EntryPoint, package: str) -> object:
    try:
        return point.load()
    except (ImportError, AttributeError) as error:
        raise ConfigError(
            f"The entry point {point.name!r} of {package} leads to {point.value}, "
            f"which cannot be loaded: {error}."
        ) from error
