"""Say numbers the way people do, and bring the nouns beside them to agree."""

import re

# "{value} times their usual gap" compares, and so stays as it is for 1.
COMPARED = ("as", "their", "its", "the", "own", "usual")
STOPS = (
    *("of", "in", "on", "by", "per", "for", "from", "to", "as", "than", "at", "with", "between"),
    *("a", "the", "so", "over", "under", "spent", "saved"),
)
IRREGULAR = {"people": "person", "children": "child", "lives": "life", "this": "this"}
# A noun stands at most so many words after its number: "1 late home deliveries".
MOST_ADJECTIVES = 3
DAYS_AGO = "{value} days ago"
DAYS = "{value} days"


def spoken(value: float) -> str:
    """Return a number: whole where it is large or whole, else with the digits that say most."""
    size = abs(value)
    if size >= 20 or value == round(value):
        return _unsigned_nought(f"{value:,.0f}")
    if size >= 1:
        return f"{value:,.1f}".removesuffix(".0")
    if size < 0.005:
        return "under 0.01" if value > 0 else "just under 0"
    return f"{value:.2f}".rstrip("0")


def spoken_share(value: float) -> str:
    """Return a share in per cent: ``35 %``, ``under 1 %``, and 100 only for the whole."""
    if 0 < value < 0.005:
        return "under 1 %"
    if 0.995 < value < 1:
        return "over 99 %"
    return f"{_unsigned_nought(f'{100 * value:,.0f}')} %"


def spoken_money(value: float, currency: str) -> str:
    """Return an amount: whole from 20 on, with cents below."""
    is_plain = abs(value) >= 20 or value == round(value)
    return f"{_unsigned_nought(f'{value:,.0f}' if is_plain else f'{value:,.2f}')} {currency}"


def filled(template: str, value: float, number: str) -> str:
    """Return a wording with its number in place of ``{value}``.

    Days are whole from two on, and less than one day ago is said so. After a 1 the noun is
    singular.

    Parameters
    ----------
    value, number
        The number, and how it is said.
    """
    if DAYS_AGO in template and 0 <= value < 1:
        return template.replace(DAYS_AGO, "less than a day ago")
    if DAYS in template and abs(value) >= 2:
        number = f"{value:,.0f}"
    elif DAYS_AGO in template:
        number = "1"
    first, *rest = template.split("{value}")
    return first + "".join(number + (_of_one(part) if number == "1" else part) for part in rest)


def _of_one(after: str) -> str:
    """Return what follows a 1 with its noun in the singular."""
    words = after.split(" ")
    for place, word in enumerate(words[: MOST_ADJECTIVES + 1]):
        if word in STOPS:
            break
        following = words[place + 1] if place + 1 < len(words) else ""
        bare = re.sub(r"\W+$", "", word)
        if bare == "times" and following in COMPARED:
            break
        if (single := _singular(bare)) != bare:
            words[place] = single + word[len(bare) :]
            if following != "or":
                break
    return " ".join(words)


def _singular(noun: str) -> str:
    if noun in IRREGULAR:
        return IRREGULAR[noun]
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith(("sses", "ches", "shes", "xes")):
        return noun[:-2]
    if noun.endswith("s") and not noun.endswith(("ss", "us", "is")):
        return noun[:-1]
    return noun


def _unsigned_nought(text: str) -> str:
    return text if any(digit in "123456789" for digit in text) else text.lstrip("-")
