"""The tables that travel between the stages.

Every stage takes some of these tables and returns another, as an Arrow table. The files, in the
order of the data's path: `sources`, `people`, `past`, `answers`, `decisions`, `grades`. All times
are UTC, in microseconds.
"""

from patron.schema.answers import (
    ATTRIBUTIONS,
    CHANGES,
    OUTLOOK,
    REASONS,
    SCORES,
)
from patron.schema.decisions import (
    AVERAGE_EFFECTS,
    DECISIONS,
    EFFECTS,
    OUTCOMES,
    RECEIPTS,
)
from patron.schema.grades import (
    GRADES,
)
from patron.schema.past import (
    FEATURES,
    HISTORY,
    LABELS,
    RELATED,
)
from patron.schema.people import (
    ACCOUNTS,
    CONNECTIONS,
    CUSTOMERS,
    LINKS,
    PROFILES,
    VERDICTS,
)
from patron.schema.sources import (
    ATTRIBUTES,
    CONSENTS,
    IDENTIFIERS,
    INTERACTIONS,
    ITEMS,
    LOADS,
    OFFERS,
    READ_FROM_TEXT,
    REJECTED,
    RELATIONS,
)
from patron.schema.table import (
    FLAG,
    REAL,
    TEXT,
    TIME,
    WHOLE,
    Table,
    utc,
)

READ_FROM_SOURCES = (
    IDENTIFIERS,
    ATTRIBUTES,
    INTERACTIONS,
    ITEMS,
    OFFERS,
    CONSENTS,
    RELATIONS,
)
DERIVED = (
    ACCOUNTS,
    LINKS,
    VERDICTS,
    CUSTOMERS,
    CONNECTIONS,
    PROFILES,
    HISTORY,
    RELATED,
    FEATURES,
    SCORES,
    OUTLOOK,
    ATTRIBUTIONS,
    REASONS,
    CHANGES,
    EFFECTS,
    AVERAGE_EFFECTS,
    DECISIONS,
    GRADES,
)
TABLES = (*READ_FROM_SOURCES, REJECTED, LOADS, *DERIVED)

__all__ = [
    "ACCOUNTS",
    "ATTRIBUTES",
    "ATTRIBUTIONS",
    "AVERAGE_EFFECTS",
    "CHANGES",
    "CONNECTIONS",
    "CONSENTS",
    "CUSTOMERS",
    "DECISIONS",
    "DERIVED",
    "EFFECTS",
    "FEATURES",
    "FLAG",
    "GRADES",
    "HISTORY",
    "IDENTIFIERS",
    "INTERACTIONS",
    "ITEMS",
    "LABELS",
    "LINKS",
    "LOADS",
    "OFFERS",
    "OUTCOMES",
    "OUTLOOK",
    "PROFILES",
    "READ_FROM_SOURCES",
    "READ_FROM_TEXT",
    "REAL",
    "REASONS",
    "RECEIPTS",
    "REJECTED",
    "RELATED",
    "RELATIONS",
    "SCORES",
    "TABLES",
    "TEXT",
    "TIME",
    "VERDICTS",
    "WHOLE",
    "Table",
    "utc",
]
