"""Lines of a Markdown table."""

from patron.models.metrics import Interval


def head(*columns: str) -> tuple[str, str]:
    """Return the two lines above a table's rows."""
    return line(*columns), line(*["---"] * len(columns))


def line(*cells: str) -> str:
    """Return one row of a table."""
    return f"| {' | '.join(cells)} |"


def interval(found: Interval, digits: int = 4) -> str:
    """Return a number with its bounds."""
    value, low, high = (f"{number:.{digits}f}" for number in found)
    return f"{value} ({low} to {high})"
