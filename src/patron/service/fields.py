"""Leave out of an answer what a key may not see of it."""

import json
from collections.abc import Set
from typing import Any

from patron.live.keys import ANSWERS

# Without these an answer cannot be used.
ALWAYS = ("customer_id", "as_of", "task")


def without_hidden(body: bytes, answer: str, fields: Set[str]) -> bytes:
    """Return the JSON of an answer, or of several, without the fields that are not granted.

    Parameters
    ----------
    body
        What would be answered.
    answer
        The first part of the address.
    fields
        ``churn`` for all of an answer, ``churn.band`` for one field of it.
    """
    said = json.loads(body)
    if isinstance(said, dict) and set(said) == {"results"}:
        kept: Any = {"results": [_seen(one, answer, fields) for one in said["results"]]}
    else:
        kept = _seen(said, answer, fields)
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()


def _seen(record: Any, answer: str, fields: Set[str]) -> dict[str, Any]:
    if not isinstance(record, dict):
        return {}
    if answer in fields:
        return record
    kept = {}
    for name, value in record.items():
        if name in ALWAYS or f"{answer}.{name}" in fields:
            kept[name] = value
        elif name in ANSWERS and isinstance(value, dict):
            part = _seen(value, name, fields)
            if set(part) - set(ALWAYS):
                kept[name] = part
    return kept
