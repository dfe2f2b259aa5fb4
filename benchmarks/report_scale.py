"""What the report over a million customers takes: time, memory, and the size of its file.

``python -m benchmarks.report_scale`` makes a history of some customers, trains and scores them as
`patron` does (twice, so that there are moves to tell), and copies all that the lake then holds of
them under other names until there are as many as wanted; once, under ``data/bench/report``. Then
it writes the report as ``patron report`` does, its numbers read again, and prints what that took.
Of each customer items are ranked, offered and explained, as many as in the made-up world; which,
and how high, is made up, because the report tells of these only what was chosen.
"""

import argparse
import logging
import os
import resource
import shutil
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from deltalake import write_deltalake

from benchmarks.features.make_data import history_batches
from patron.history import micros
from patron.lake import Lake
from patron.pipeline import Workspace, learn, score, write_book
from patron.schema import (
    ACCOUNTS,
    CHANGES,
    CUSTOMERS,
    DECISIONS,
    GRADES,
    HISTORY,
    INTERACTIONS,
    ITEMS,
    OUTLOOK,
    PROFILES,
    REASONS,
    SCORES,
    Table,
)

log = logging.getLogger(__name__)

ROOT = Path(__file__).parents[1]
CONFIGS = Path(__file__).parent / "models" / "workspaces" / "million"
ROWS_A_CUSTOMER = 25
SEED = 20_261_122
AT = datetime(2026, 1, 1, tzinfo=UTC)
BASE = 20_000
AT_A_TIME = 10
TASKS = ("churn", "lifetime_value")
OFFERS = """
offers:
  - {name: small gift, type: retain, channel: app, cost: 0.02, margin: 0.25, saves: 0.05}
  - {name: voucher, type: retain, channel: app, cost: 0.2, margin: 0.25, saves: 0.2}
rules:
  - {name: no consent, type: consent, unless_said: granted}
  - {name: not worth it, type: floor, at_least: 0.01}
"""
# What the copies of a customer have of each table: the same, under another name.
COPIED = (HISTORY, SCORES, OUTLOOK, REASONS, CHANGES, DECISIONS)
# The accounts behind them, from the history: one of each customer.
MADE = {
    INTERACTIONS: "SELECT {columns} FROM (SELECT *, customer_id AS account FROM copied)",
    CUSTOMERS: """SELECT source, customer_id AS account, customer_id, min(known_at) AS known_at,
        NULL::TIMESTAMPTZ AS known_until FROM copied GROUP BY ALL""",
    ACCOUNTS: """SELECT source, customer_id AS account,
        {copy} * 10000000 + row_number() OVER (ORDER BY customer_id) AS number,
        min(known_at) AS known_at FROM copied GROUP BY source, customer_id""",
    PROFILES: """SELECT customer_id, 'channel' AS name, mode(channel) AS value, source,
        customer_id AS account, min(known_at) AS known_at, 'most frequent' AS rule
        FROM copied GROUP BY customer_id, source""",
}
# What a shop that ranks items has of them beside: scores, reasons of the first, and offers refused.
RANKED = {
    SCORES: """SELECT {columns} FROM (SELECT * REPLACE ('next_offer' AS task, 'item ' || n AS item,
        1 / (2 + n + hash(customer_id) % 7) AS score) FROM copied, range(26) AS items(n)
        WHERE task = 'churn')""",
    REASONS: """SELECT {columns} FROM (SELECT * REPLACE ('next_offer' AS task, 'item ' || n AS item)
        FROM copied, range(3) AS items(n) WHERE task = 'churn')""",
    DECISIONS: """SELECT {columns} FROM (SELECT * REPLACE ('next item' AS offer,
        'cross_sell' AS type, 'item ' || n AS item, -1 - n AS value, false AS chosen,
        'better offer' AS refused_by) FROM copied, range(6) AS items(n) WHERE offer = 'nothing')""",
}


def main() -> None:
    """Write the report, and print what it took."""
    asked = _asked()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    home = ROOT / "data" / "bench" / "report" / str(asked.customers)
    workspace = make(home, asked.customers)
    cpu, wall = time.process_time(), time.monotonic()
    path = write_book(workspace)
    cpu, wall = time.process_time() - cpu, time.monotonic() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    with workspace.lake.connection() as connection:
        names = [table.name for table in (HISTORY, SCORES, REASONS, CHANGES, DECISIONS)]
        rows = [connection.sql(f"SELECT count(*) FROM {name}").fetchall()[0][0] for name in names]
        count = "SELECT count(DISTINCT customer_id) FROM "
        customers, scored = (
            connection.sql(count + name).fetchall()[0][0] for name in ("customers", "scores")
        )
    print(
        "\n".join(
            [
                f"{customers:,} customers, {scored:,} of them scored, {os.cpu_count()} cores.",
                "",
                f"| {' | '.join(names)} | CPU seconds | seconds passed | peak GiB | file, MB |",
                "|" + " ---: |" * (len(names) + 4),
                f"| {' | '.join(f'{n:,}' for n in rows)} | {cpu:.0f} | {wall:.0f} | {peak:.1f} "
                f"| {path.stat().st_size / 1e6:.2f} |",
            ]
        )
    )


def make(home: Path, customers: int) -> Workspace:
    """Return a workspace of so many customers who were scored, made if need be."""
    configs = home / "configs" / "million"
    if not configs.exists():
        shutil.copytree(CONFIGS, configs)
        (configs / "offers.yaml").write_text(OFFERS, encoding="utf-8")
    base, workspace = Workspace(configs, home / "base"), Workspace(configs, home)
    if not base.lake.read(CHANGES).num_rows:
        _score(base)
    if workspace.lake.version(PROFILES) is None:
        scored = base.lake.read(OUTLOOK, columns=["customer_id"]).num_rows
        _copy(base, workspace, max(1, round(customers / scored)))
    return workspace


def _score(base: Workspace) -> None:
    """Train, and score twice, a month apart."""
    rows = history_batches(BASE * ROWS_A_CUSTOMER, SEED, ROWS_A_CUSTOMER)
    base.lake.replace(HISTORY, pa.RecordBatchReader.from_batches(HISTORY.schema, rows))
    missing = [task for task in TASKS if base.registry.champion(task) is None]
    learn(base, missing, 0, 0, AT)
    end = pc.max(base.lake.read(HISTORY, columns=["occurred_at"])["occurred_at"]).as_py()
    for moment in (micros(end - timedelta(days=30)), None):
        log.info("scored: %s", score(base, moment))


def _copy(base: Workspace, workspace: Workspace, copies: int) -> None:
    """Write all that the lake holds of the base, so many times; what is there already stays."""
    for table in (ITEMS, GRADES):
        workspace.lake.replace(table, base.lake.read(table))
    if not workspace.bundles.exists():
        shutil.copytree(base.bundles, workspace.bundles)
    for table in COPIED:
        parts = [_copies(table, base.lake, copies, table)]
        if table in RANKED:
            parts.append(_copies(table, base.lake, copies, table, RANKED[table]))
        _put(workspace.lake, table, chain(*parts))
    for table, query in MADE.items():
        _put(workspace.lake, table, _copies(table, base.lake, copies, HISTORY, query))


def _put(lake: Lake, table: Table, parts: Iterator[pa.Table]) -> None:
    """Write a table as it is: no copy has what another one has, so no key need be looked up."""
    if lake.version(table) is not None:
        return
    for part in parts:
        write_deltalake(lake.folder / table.name, part, mode="append")
    log.info("copied %s", table.name)


def _copies(
    table: Table, lake: Lake, copies: int, of: Table, query: str = "SELECT {columns} FROM copied"
) -> Iterator[pa.Table]:
    """Yield a table of the copies, some copies after the others, so that their order stays."""
    renamed = ["'{copy:03}' || customer_id AS customer_id"]
    if "interaction_id" in of.columns:
        renamed.append("'{copy:03}' || interaction_id AS interaction_id")
    columns = ", ".join(f'"{name}"' for name in table.columns)
    with lake.connection() as connection:
        for start in range(0, copies, AT_A_TIME):
            parts = []
            for copy in range(start, min(start + AT_A_TIME, copies)):
                how = ", ".join(renamed).format(copy=copy)
                connection.execute(
                    f"CREATE OR REPLACE TEMP VIEW copied AS SELECT * REPLACE ({how}) FROM {of.name}"
                )
                found = connection.sql(query.format(columns=columns, copy=copy)).to_arrow_table()
                parts.append(found.select(list(table.columns)).cast(table.schema))
            yield pa.concat_tables(parts)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.report_scale")
    parser.add_argument("--customers", type=int, default=1_000_000, help="scored ones, about")
    return parser.parse_args()


if __name__ == "__main__":
    main()
