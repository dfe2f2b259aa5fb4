"""What no other type says: a Python function of one customer's past."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np
from pydantic import Field, field_validator

from patron.errors import FeatureError
from patron.features.base import Tallied, Tally, WindowFeature
from patron.features.past import Past

COLUMNS = (
    "kind",
    "channel",
    "actor",
    "item",
    "offer",
    "basket",
    "quantity",
    "amount",
    "discount",
    "sentiment",
)
LEVELS = ("department", "category", "subcategory", "brand")


class Function(WindowFeature):
    """What a Python function says of the interactions that count, as a number.

    The function is handed a `patron.features.past.Past` and returns a number, or None where it is
    unknown. It sees nothing that lies after the cutoff or became known after it, and runs on
    every host. It is called once a customer and cutoff, and so far slower than a tally.

    Parameters
    ----------
    call
        Where the function is, such as ``my_package.my_module:my_function``; it must be importable
        wherever the feature is computed, the service included.
    reads
        Columns of the history, or levels of ITEMS, that the function looks at beside the times.
    """

    call: str = Field(pattern=r"^[A-Za-z_][\w.]*:[A-Za-z_]\w*$")
    reads: tuple[str, ...] = COLUMNS

    @field_validator("call")
    @classmethod
    def _there(cls, call: str) -> str:
        _found(call)
        return call

    @field_validator("reads")
    @classmethod
    def _known_columns(cls, reads: tuple[str, ...]) -> tuple[str, ...]:
        known = (*COLUMNS, *LEVELS)
        strange = sorted(set(reads) - set(known))
        if strange:
            raise ValueError(f"holds {strange}, but the columns are: {', '.join(known)}")
        return reads

    def tallies(self) -> tuple[Tally, ...]:
        """Return none: the function looks at the rows themselves."""
        return ()

    def columns(self) -> tuple[str, ...]:
        """Return the columns that filter and function look at."""
        return (*self.reads, *self.where.wanted())

    def finish(self, past: Tallied) -> np.ndarray:
        """Return what the function says of each past.

        Raises
        ------
        FeatureError
            If the function fails or does not return a number.
        """
        function = _found(self.call)
        pasts = past.pasts(self.where, self.window, self.reads)
        return np.array([self._value(function, one) for one in pasts], np.float64)

    def _value(self, function: Callable[[Past], Any], one: Past) -> float:
        try:
            value = function(one)
            return np.nan if value is None else float(value)
        except Exception as error:
            raise FeatureError(
                f"The feature {self.name!r} could not be computed for {one.customer_id} at "
                f"{one.cutoff}: {self.call} raised {type(error).__name__}: {error}."
            ) from error

    def wording(self) -> str:
        """Return the idea and the value, for lack of anything better; say more with `says`."""
        return f"{self.idea} ({self.what()} {self.when()}): {{value}}"


def _found(call: str) -> Callable[[Past], Any]:
    """Return the function that is meant."""
    module, _, name = call.partition(":")
    try:
        function = getattr(import_module(module), name, None)
    except ImportError as error:
        raise ValueError(f"the module {module!r} cannot be imported: {error}") from error
    if not callable(function):
        raise ValueError(f"the module {module!r} has no function {name!r}")
    return function  # type: ignore[no-any-return]
