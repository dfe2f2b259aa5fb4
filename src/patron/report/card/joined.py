"""By which evidence the accounts of a customer are one person."""

from datetime import datetime
from typing import Any

import pyarrow as pa

from patron.report.card.parts import Field
from patron.report.evidence import JOINS, said_of
from patron.report.language import say
from patron.report.wording import counted

# So many statements are made; who wants all asks `patron identity explain`.
MOST = 8


def joined(links: pa.Table) -> list[Field]:
    """Return one statement for each link that joins; accounts that share one id are told together.

    Parameters
    ----------
    links
        LINKS between accounts of one customer.
    """
    together: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in links.sort_by(
        [("known_at", "ascending"), ("other_account", "ascending")]
    ).to_pylist():
        if row["state"] == JOINS:
            is_star = row["by"] not in ("probable", "verdict")
            rest = () if is_star else (row["other_source"], row["other_account"])
            key = (row["by"], row["source"], row["account"], *rest)
            together.setdefault(key, []).append(row)
    found = [_said(rows) for rows in together.values()]
    more = len(found) - MOST
    if more > 0:
        links = counted(more, "more link")
        others = Field(say("One person"), say("and {links}", links=links), say("links"))
        found = [*found[:MOST], others]
    return found


def _said(rows: list[dict[str, Any]]) -> Field:
    first = rows[0]
    one = f"{first['source']} {first['account']}"
    others = ", ".join(f"{row['other_source']} {row['other_account']}" for row in rows)
    named = sorted({name for row in rows for name in (row["source"], row["other_source"])})
    when: datetime = max(row["known_at"] for row in rows)
    return Field(say("One person"), f"{said_of(first)}: {one}, {others}", ", ".join(named), when)
