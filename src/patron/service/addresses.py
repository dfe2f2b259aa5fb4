"""The addresses of the service, and what a key needs for each.

An address without an entry here is not there, whatever routes there are: so a new one that
nobody thought about is closed and not open.
"""

from collections.abc import Mapping

CONSOLE = "/console"
# Nobody's data; probes and browsers have no key.
OPEN = (
    "/",
    "/openapi.json",
    "/livez",
    "/readyz",
    "/healthz",
    CONSOLE,
    "/console/sign-in",
    "/console/sign-out",
    "/console/static",
)
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
    # Pages, for whoever is signed in by a key of that scope.
    "console/overview": "score",
    "console/views": "score",
    "console/search": "cards",
    "console/customers": "cards",
    "console/what-if": "explain",
    "console/list": "decide",
    "console/list.csv": "decide",
    "console/assign": "decide",
    "console/outcome": "outcomes",
}
# Their answers tell of no customer.
OF_NOBODY = ("events", "outcomes", "metrics", "console/overview", "console/views")
# Those that may tell of none: of a row of features.
OF_ROWS = ("churn", "lifetime_value")
# They end with an id, and what they say of one that is not there might tell why.
BY_ID = ("customers", "decisions")


def name_of(path: str) -> str | None:
    """Return what an address is called in logs, metrics and the audit log; None for no address.

    The rest of the path may name a customer, so it is left out.
    """
    parts = path.split("/")
    if is_console(path):
        own = "/".join(parts[1:3])
        return own if own in SCOPE_OF else f"/{own}" if f"/{own}" in OPEN else None
    if path in OPEN:
        return path
    first = parts[1] if len(parts) > 1 else ""
    return first if path.startswith("/") and first in SCOPE_OF else None


def is_console(path: str) -> bool:
    """Return whether an address is one of the pages that people open."""
    return path == CONSOLE or path.startswith(f"{CONSOLE}/")
