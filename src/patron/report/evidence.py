"""Say in words why two accounts seem to be one person."""

import json
from collections.abc import Mapping
from typing import Any

from patron.report.language import say
from patron.report.wording import percent

JOINS, TOLD_APART = "joins", "told apart"


def said_of(link: Mapping[str, Any], value: str | None = None) -> str:
    """Return a row of LINKS in words.

    Parameters
    ----------
    link
        Such as ``{"by": "email", "probability": 1.0, "evidence": None, "state": "joins"}``.
    value
        The identifier that both accounts have, where it is known.

    Returns
    -------
    str
        Such as ``same email ann@x.org``, ``97 % likely: name +8.1, city -2.0 bits`` or
        ``same phone 555 (does not join: shared phone)``.
    """
    state = link["state"]
    if link["by"] == "verdict" and state == TOLD_APART:
        return say("told to be two people")
    held_back = "" if state == JOINS else f" ({_why_not(state)})"
    return f"{_evidence(link, value)}{held_back}"


def _why_not(state: str) -> str:
    if state == "review":
        return say("waits for review")
    return say("does not join: {state}", state=say(state))


def _evidence(link: Mapping[str, Any], value: str | None) -> str:
    if link["by"] == "verdict":
        return say("told to be one person")
    if link["by"] != "probable":
        what = link["by"].replace("_", " ") + (f" {value}" if value else "")
        return say("same {what}", what=what)
    bits = json.loads(link["evidence"] or "{}")
    told = sorted(bits.items(), key=lambda pair: (-abs(pair[1]), pair[0]))
    fields = ", ".join(f"{name.replace('_', ' ')} {weight:+.1f}" for name, weight in told)
    likely = say("{share} likely", share=percent(link["probability"]))
    return likely + (f": {fields} bits" if fields else "")
