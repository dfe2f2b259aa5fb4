"""Who is who in the made-up world, whose truth is known, by what a workspace does.

``python -m benchmarks.identity.world --seed 1`` makes a world of 19,000 people under data/, unless
it is there, reads its sources, resolves it and prints a table.
"""

import argparse
import os
import platform
import shutil
import time
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.features.table import write_into
from benchmarks.identity.components import components
from patron.identity.clean import clean
from patron.pipeline import Workspace
from patron.pipeline.build import identify
from patron.pipeline.likely import model_file
from patron.pipeline.truth import read_truth
from patron.schema import ACCOUNTS, ATTRIBUTES, CUSTOMERS, IDENTIFIERS, LINKS
from patron.sources import read_sources
from patron.world import World, simulate

ROOT = Path(__file__).parents[2]
MARKERS = ("<!-- identity world: begin -->", "<!-- identity world: end -->")
# Values that accounts of one person only have, and the names that people tell of themselves.
TOLD = """
WITH held AS (
    SELECT number, person, id_type || chr(31) || id_value AS value
    FROM identifiers JOIN own USING (source, account)
), telling AS (
    SELECT value FROM held GROUP BY value HAVING min(person) = max(person)
), said AS (
    SELECT number, person, value FROM held SEMI JOIN telling USING (value)
    UNION ALL
    SELECT DISTINCT number, person, 'name' FROM attributes JOIN own USING (source, account)
    WHERE name = 'last_name' AND value <> ''
)
SELECT number AS r, min(number) OVER (PARTITION BY person, value) AS l FROM said
"""
OWN = """
CREATE TABLE own AS
SELECT row_number() OVER (ORDER BY source, account) - 1 AS number, * FROM (
    SELECT source, account, any_value(customer_id) AS customer_id, any_value(person) AS person
    FROM customers JOIN accounts USING (source, account)
    WHERE known_until IS NULL
    GROUP BY source, account HAVING count(DISTINCT person) = 1
)
"""
NAMED = """
SELECT NOT regexp_matches(account, '^(receipt|cookie|device|phone):') AS named
FROM own ORDER BY number
"""
# Customers whose accounts are two persons', and those among them of which a telephone or a device
# is part of the evidence.
MIXED = """
SELECT count(*), count(*) FILTER (shared) FROM (
    SELECT customer_id, bool_or(customer_id IN (
        SELECT c.customer_id FROM links AS l JOIN own AS c USING (source, account)
        JOIN own AS o ON o.source = other_source AND o.account = other_account
        WHERE state = 'joins' AND c.person <> o.person AND ("by" IN ('phone', 'device') OR
            ("by" = 'probable' AND evidence SIMILAR TO '.*"(phone|device)": [0-9].*'))
    )) AS shared
    FROM own GROUP BY customer_id HAVING count(DISTINCT person) > 1
)
"""


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.identity.world")
    parser.add_argument("--customers", type=int, default=19_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--dry", action="store_true", help="print, but leave docs/ as they are")
    asked = parser.parse_args()
    home = asked.home or ROOT / "data" / f"identity_world_{asked.customers}_{asked.seed}"
    workspace = Workspace(ROOT / "configs" / "world", home)
    if not workspace.truth.exists():
        simulate(World(customers=asked.customers, seed=asked.seed), workspace.raw, workspace.truth)
    read_sources(workspace.sources, workspace.raw, workspace.lake)
    text = _table(workspace)
    print(text)
    if not asked.dry:
        write_into(ROOT / "docs" / "benchmarks.md", text, *MARKERS)


def _table(workspace: Workspace) -> str:
    lake = workspace.lake
    for table in (ACCOUNTS, LINKS, CUSTOMERS):
        shutil.rmtree(lake.folder / table.name, ignore_errors=True)
    model_file(lake).unlink(missing_ok=True)
    cpu, start = time.process_time(), time.perf_counter()
    identify(workspace, lake)
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - cpu
    found = quality(workspace)
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    lines = [
        f"{machine}; {found['accounts']:,} accounts of {found['people']:,} people.",
        "",
        "| | |",
        "| --- | ---: |",
        f"| precision of pairs | {found['precision']:.4f} |",
        f"| recall of the pairs that the data can tell | {found['recall']:.4f} |",
        f"| recall of all pairs of accounts with a name | {found['recall_named']:.4f} |",
        f"| recall of all pairs | {found['recall_all']:.4f} |",
        f"| customers found | {found['customers']:,} |",
        f"| made of two people or more | {found['mixed']:,} |",
        f"| of these with a telephone or device in the evidence | {found['shared']:,} |",
        f"| seconds for the whole resolution | {seconds:.1f} |",
        f"| CPU seconds | {cpu_seconds:.1f} |",
    ]
    return "\n".join(lines)


def quality(workspace: Workspace) -> dict[str, Any]:
    """Return how the customers found compare with the people, over pairs of accounts.

    Accounts that several people used (a household's cookie) are nobody's and left out. The data
    can tell two accounts of a person if a chain leads from one to the other of values that only
    this person's accounts have, or of accounts that tell a name. A visitor who never logged in, a
    receipt without a card and a telephone without a name are accounts of their own.
    """
    lake, rules = workspace.lake, workspace.identity
    kinds = ", ".join(f"'{kind}'" for kind in rules.trusted)
    identifiers = lake.read(IDENTIFIERS, where=f"id_type IN ({kinds})")
    value = clean(identifiers["id_type"], identifiers["id_value"], rules.country)
    place = identifiers.column_names.index("id_value")
    with duckdb.connect() as connection:
        connection.register("identifiers", identifiers.set_column(place, "id_value", value))
        connection.register("attributes", lake.read(ATTRIBUTES, where="name = 'last_name'"))
        connection.register("customers", lake.read(CUSTOMERS))
        connection.register("accounts", read_truth(workspace, "accounts"))
        connection.register("links", lake.read(LINKS))
        connection.execute(OWN)
        own = connection.sql("SELECT customer_id, person FROM own ORDER BY number")
        own = own.to_arrow_table()
        named = connection.sql(NAMED).to_arrow_table()["named"].to_numpy()
        told = connection.sql(TOLD).to_arrow_table()
        ((mixed, shared),) = connection.execute(MIXED).fetchall()
    customer, person = (_codes(own[name]) for name in own.column_names)
    can_tell = components(told["l"].to_numpy(), told["r"].to_numpy(), own.num_rows)
    both, together = _pairs(customer, person), _pairs(customer)
    return {
        "accounts": lake.read(ACCOUNTS).num_rows,
        "people": int(pc.count_distinct(own["person"]).as_py()),
        "customers": int(customer.max() + 1),
        "precision": both / together,
        "recall": _pairs(customer, can_tell) / _pairs(can_tell),
        "recall_named": _pairs(customer[named], person[named]) / _pairs(person[named]),
        "recall_all": both / _pairs(person),
        "mixed": mixed,
        "shared": shared,
    }


def _codes(column: pa.ChunkedArray) -> np.ndarray:
    return column.combine_chunks().dictionary_encode().indices.to_numpy().astype(np.int64)


def _pairs(*labels: np.ndarray) -> int:
    sizes = np.unique(np.stack(labels), axis=1, return_counts=True)[1]
    return int((sizes * (sizes - 1) // 2).sum())


if __name__ == "__main__":
    main()
