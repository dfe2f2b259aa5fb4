"""What is known of them beside what they did."""

import numpy as np

from patron.features.base import Feature, Tallied, Tally


class Attribute(Feature):
    """The value known of an attribute, as a number; unknown if none was known at the cutoff.

    Parameters
    ----------
    attribute
        Name in ATTRIBUTES.
    order
        The values from least to most; the feature is the place in this list (0 is the first).
        Values that are not in it are unknown. None reads the value as a number.
    is_any
        Instead of `order`: 1 if the value is one of these, 0 if it is another.
    """

    attribute: str
    order: tuple[str, ...] | None = None
    is_any: tuple[str, ...] | None = None

    def tallies(self) -> tuple[Tally, ...]:
        """Return none: attributes are not interactions."""
        return ()

    def columns(self) -> tuple[str, ...]:
        """Return that it looks at attributes."""
        return ("attributes",)

    def finish(self, past: Tallied) -> np.ndarray:
        """Return the number of the value known at the cutoff."""
        values = past.attribute(self.attribute)
        numbers = {text: self._number(text) for text in set(values) if text is not None}
        return np.array([numbers.get(text, np.nan) for text in values], np.float64)

    def _number(self, text: str) -> float:
        if self.is_any is not None:
            return float(text in self.is_any)
        if self.order is not None:
            return float(self.order.index(text)) if text in self.order else np.nan
        try:
            number = float(text)
        except ValueError:
            return np.nan
        return number if np.isfinite(number) else np.nan

    def wording(self) -> str:
        """Return, for example, "income: {value}"."""
        return f"{self.attribute.replace('_', ' ')}: {{value}}"

    def say_number(self, value: float) -> str:
        """Return the text that stands for the number."""
        if self.is_any is not None:
            return " or ".join(self.is_any) if value else f"not {' or '.join(self.is_any)}"
        if self.order is not None:
            return self.order[int(value)]
        return super().say_number(value)

    def say_missing(self) -> str:
        """Return that it is not known."""
        return f"{self.attribute.replace('_', ' ')} not known"
