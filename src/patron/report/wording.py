"""Say numbers, money, dates and names the way a reader does, the same way everywhere."""

import math
import re
from datetime import date, datetime
from typing import TypeGuard

from patron.report.language import MONTHS as MONTHS
from patron.report.language import language, say

NOT_KNOWN = "not known"
# A horizon as tasks say it.
AHEAD = re.compile(r"(?P<n>[\d,]+) days(?: after the first (?P<lead>\d+))?")


def is_known(value: float | None) -> TypeGuard[float]:
    """Return True for a number that can be shown: not null, not NaN, not infinite."""
    return value is not None and math.isfinite(value)


def day(when: date | None) -> str:
    """Return a date such as ``14 Mar 2017``, whatever the machine's language."""
    if when is None:
        return say(NOT_KNOWN)
    own = language()
    return own.date.format(day=when.day, month=own.months[when.month - 1], year=when.year)


def ago(when: datetime, as_of: datetime) -> str:
    """Return how many calendar days lie between two moments, such as ``74 days ago``."""
    days = (as_of.date() - when.date()).days
    if days in (0, 1):
        return say("1 day ago") if days else say("today")
    return say("{n} days ago", n=count(days))


def ahead(horizon: str) -> str:
    """Return a horizon as a task says it, such as ``90 days after the first 7``."""
    found = AHEAD.fullmatch(horizon)
    if found is None:
        return horizon
    if found["lead"]:
        return say("{n} days after the first {lead}", **found.groupdict())
    return say("1 day") if found["n"] == "1" else say("{n} days", n=found["n"])


def count(number: int) -> str:
    """Return a whole number with thousands separators, such as ``1,469,307``."""
    return _written(f"{number:,}".replace("-", "−"))


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, such as ``1 visit`` or ``2,500 visits``."""
    one, several = language().nouns.get(noun, (noun, noun + "s"))
    return f"{count(number)} {one if number == 1 else several}"


def number(value: float | None, digits: int = 2) -> str:
    """Return a number with thousands separators and a fixed count of decimals."""
    if not is_known(value):
        return say(NOT_KNOWN)
    text = f"{value:,.{digits}f}"
    # A small negative number must not be shown as minus nought.
    is_nought = not any(c in "123456789" for c in text)
    return _written(text.lstrip("-") if is_nought else text.replace("-", "−"))


def money(amount: float | None, currency: str) -> str:
    """Return an amount to the cent, such as ``1,234.50 USD``."""
    return f"{number(amount)} {currency}" if is_known(amount) else say(NOT_KNOWN)


def round_money(amount: float | None, currency: str) -> str:
    """Return an amount as a board reads it: ``1,235 USD``, ``12.3 million USD``.

    Amounts under 100 keep their cents, amounts from ten million on are said in millions.
    """
    if not is_known(amount):
        return say(NOT_KNOWN)
    if abs(amount) < 100:
        return money(amount, currency)
    if abs(amount) < 1e7:
        return f"{number(amount, 0)} {currency}"
    return say("{n} million {currency}", n=number(amount / 1e6, 1), currency=currency)


def percent(share: float | None) -> str:
    """Return a share in [0, 1] as whole per cent: ``35 %``, ``under 1 %``, ``over 99 %``."""
    if not is_known(share):
        return say(NOT_KNOWN)
    if 0 < share < 0.005:
        return say("under 1 %")
    if 0.995 < share < 1:
        return say("over 99 %")
    return _written(f"{share * 100:,.0f} %".replace("-", "−"))


def of_hundred(share: float) -> str:
    """Return a share in [0, 1] as a count of 100, such as ``61``."""
    return f"{share * 100:.0f}"


def label(name: str) -> str:
    """Return a column's or kind's name as a label: ``age_range`` becomes ``Age range``."""
    return say(capital(name.replace("_", " ").strip()))


def capital(text: str) -> str:
    """Return a text with a capital letter at its start; the others stay."""
    return text[:1].upper() + text[1:]


def within(heading: str) -> str:
    """Return a heading as it stands within a sentence: in small letters, where nouns are so."""
    return heading.lower() if language().small else heading


def listed(words: list[str]) -> str:
    """Return words as an enumeration, such as ``mail, store and web``."""
    if len(words) < 2:
        return "".join(words)
    return say("{first} and {last}", first=", ".join(words[:-1]), last=words[-1])


def _written(text: str) -> str:
    """Return a number that was written in English as the language writes it."""
    decimal, thousands = language().separators
    return text.translate({ord("."): decimal, ord(","): thousands})
