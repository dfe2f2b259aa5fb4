"""Say numbers, money, dates and names the way a reader does, the same way everywhere."""

import math
from datetime import date, datetime
from typing import TypeGuard

NOT_KNOWN = "not known"
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def is_known(value: float | None) -> TypeGuard[float]:
    """Return True for a number that can be shown: not null, not NaN, not infinite."""
    return value is not None and math.isfinite(value)


def day(when: date | None) -> str:
    """Return a date such as ``14 Mar 2017``, whatever the machine's language."""
    return NOT_KNOWN if when is None else f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def ago(when: datetime, as_of: datetime) -> str:
    """Return how many calendar days lie between two moments, such as ``74 days ago``."""
    days = (as_of.date() - when.date()).days
    return "today" if days == 0 else f"{counted(days, 'day')} ago"


def count(number: int) -> str:
    """Return a whole number with thousands separators, such as ``1,469,307``."""
    return f"{number:,}".replace("-", "−")


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, such as ``1 visit`` or ``2,500 visits``."""
    return f"{count(number)} {noun if number == 1 else noun + 's'}"


def number(value: float | None, digits: int = 2) -> str:
    """Return a number with thousands separators and a fixed count of decimals."""
    if not is_known(value):
        return NOT_KNOWN
    text = f"{value:,.{digits}f}"
    # A small negative number must not be shown as minus nought.
    return text.lstrip("-") if not any(c in "123456789" for c in text) else text.replace("-", "−")


def money(amount: float | None, currency: str) -> str:
    """Return an amount to the cent, such as ``1,234.50 USD``."""
    text = number(amount)
    return text if text == NOT_KNOWN else f"{text} {currency}"


def round_money(amount: float | None, currency: str) -> str:
    """Return an amount as a board reads it: ``1,235 USD``, ``12.3 million USD``.

    Amounts under 100 keep their cents, amounts from ten million on are said in millions.
    """
    if not is_known(amount):
        return NOT_KNOWN
    if abs(amount) < 100:
        return money(amount, currency)
    if abs(amount) < 1e7:
        return f"{number(amount, 0)} {currency}"
    return f"{number(amount / 1e6, 1)} million {currency}"


def percent(share: float | None) -> str:
    """Return a share in [0, 1] as whole per cent: ``35 %``, ``under 1 %``, ``over 99 %``."""
    if not is_known(share):
        return NOT_KNOWN
    if 0 < share < 0.005:
        return "under 1 %"
    if 0.995 < share < 1:
        return "over 99 %"
    return f"{share * 100:,.0f} %".replace("-", "−")


def of_hundred(share: float) -> str:
    """Return a share in [0, 1] as a count of 100, such as ``61``."""
    return f"{share * 100:.0f}"


def label(name: str) -> str:
    """Return a column's or kind's name as a label: ``age_range`` becomes ``Age range``."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def listed(words: list[str]) -> str:
    """Return words as an enumeration, such as ``mail, store and web``."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
