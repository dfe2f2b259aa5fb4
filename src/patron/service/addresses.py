"""The addresses of the service, and what a key needs for each.

An address without an entry here is not there, whatever routes there are: so a new one that
nobody thought about is closed and not open.
"""

from collections.abc import Mapping

# Nobody's data; probes and browsers have no key.
OPEN = ("/", "/openapi.json", "/livez", "/readyz", "/healthz")
# Scope by the first part of the path.
SCOPE_OF: Mapping[str, str] = {
    "churn": "score",
    "lifetime_value": "score",
    "score": "score",
    "explain": "explain",
    "next_best_offer": "decide",
    "decisions": "decide",
    "customers": "cards",
    "events": "events",
    "outcomes": "outcomes",
    "metrics": "metrics",
}
# Their answers tell of no customer.
OF_NOBODY = ("events", "outcomes", "metrics")
# Those that may tell of none: of a row of features.
OF_ROWS = ("churn", "lifetime_value")
# They end with an id, and what they say of one that is not there might tell why.
BY_ID = ("customers", "decisions")


def name_of(path: str) -> str | None:
    """Return what an address is called in logs, metrics and the audit log; None for no address.

    The rest of the path may name a customer, so it is left out.
    """
    if path in OPEN:
        return path
    first = path[1:].partition("/")[0]
    return first if path.startswith("/") and first in SCOPE_OF else None
