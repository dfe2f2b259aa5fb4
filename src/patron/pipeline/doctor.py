"""Say whether the data suffices for each task, and what is wrong with it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from patron.errors import CutoffError, PatronError
from patron.history import History, micros, show_current
from patron.pipeline.finding import ERROR, NOTE, WARNING, Finding
from patron.pipeline.leaks import find_leaks
from patron.pipeline.learn import history_of
from patron.pipeline.unjoined import find_unjoined
from patron.pipeline.workspace import Workspace
from patron.tasks import Task, choose_cutoffs, true_answers

# Below so many customers, or of either answer, a model's grade is mostly chance.
FEW_CUSTOMERS = 200
FEW_ANSWERS = 30
# Share of the horizon; a shorter pause at the history's end is too short to spoil an answer.
ENDED = 0.1


def examine(workspace: Workspace) -> list[Finding]:
    """Return what is wrong with a workspace's data, the worst first.

    Raises
    ------
    LakeError
        If the history was not built yet.
    """
    history = history_of(workspace)
    with workspace.lake.connection() as connection:
        show_current(connection, history.end if len(history) else 0)
        found = [*_rejections(connection), *_columns(connection), *_identity(connection)]
        found += find_unjoined(connection)
        sources = _sources(connection)
    found += [
        finding
        for task in workspace.tasks.values()
        for finding in _task(workspace, history, task, sources)
    ]
    order = [ERROR, WARNING, NOTE]
    return sorted(found, key=lambda finding: (order.index(finding.severity), finding.where))


def _rows(connection: Any, query: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = connection.sql(query).to_arrow_table().to_pylist()
    return rows


def _rejections(connection: Any) -> Iterator[Finding]:
    query = """SELECT r.source, "into", count(*) AS n, min(line) AS line,
        arg_min(reason, row(line, reason)) AS reason, any_value(records) AS records
        FROM rejected AS r LEFT JOIN loads AS l USING (source) GROUP BY r.source, "into"
        """
    for row in _rows(connection, query):
        share = row["n"] / max(row["records"] or row["n"], 1)
        at = "" if row["line"] is None else f" at line {row['line']}"
        yield Finding(
            ERROR if share > 0.2 else WARNING,
            f"source {row['source']}, for {row['into']}",
            f"{row['n']:,} record(s) rejected ({share:.1%}), the first{at}: {row['reason']}",
            "correct the file or its mapping; `rejected` in the lake holds every record",
        )
    for row in _rows(connection, "SELECT source FROM loads WHERE records = 0 ORDER BY source"):
        yield Finding(
            WARNING, f"source {row['source']}", "it is empty", "look whether the export worked"
        )


Check = tuple[str, str, str, Callable[[int, int], str], str]

# Column, condition that is wrong, severity, what it means, what to do.
CHECKS: tuple[Check, ...] = (
    (
        "interactions.amount",
        "kind = 'purchase' AND amount IS NULL",
        WARNING,
        lambda n, of: f"{n:,} of {of:,} purchases have no amount; they count as 0",
        "map `amount` in the source",
    ),
    (
        "interactions.amount",
        "kind = 'purchase' AND amount < 0",
        WARNING,
        lambda n, of: f"{n:,} of {of:,} purchases have a negative amount",
        "map returns to kind 'return' with a positive amount",
    ),
    (
        "interactions.item",
        "kind = 'purchase' AND item IS NULL",
        NOTE,
        lambda n, of: f"{n:,} of {of:,} purchases name no item; no offer can be learnt from them",
        "map `item` in the source",
    ),
    (
        "interactions.known_at",
        "known_at < occurred_at",
        WARNING,
        lambda n, of: f"{n:,} of {of:,} rows were known before they happened",
        "look at the time zone of the source, and at which column is mapped to which time",
    ),
    (
        "interactions.item",
        "item IS NOT NULL AND item NOT IN (SELECT item FROM items)",
        NOTE,
        lambda n, of: f"{n:,} of {of:,} rows name an item that ITEMS does not list",
        "map the catalogue to `items`, or add what it lacks",
    ),
)


def _columns(connection: Any) -> Iterator[Finding]:
    total = _rows(connection, "SELECT count(*) AS n FROM interactions")[0]["n"]
    purchases = _rows(connection, "SELECT count(*) AS n FROM interactions WHERE kind = 'purchase'")[
        0
    ]["n"]
    for where, wrong, severity, what, fix in CHECKS:
        n = _rows(connection, f"SELECT count(*) AS n FROM interactions WHERE {wrong}")[0]["n"]
        if n:
            of = purchases if "purchase" in wrong else total
            yield Finding(severity, where, what(n, of), fix)
    once = _rows(
        connection,
        "SELECT count(*) AS n, sum((rows = 1)::INT) AS once FROM "
        "(SELECT customer_id, count(*) AS rows FROM current_history GROUP BY customer_id)",
    )[0]
    if once["n"] and once["once"]:
        yield Finding(
            NOTE,
            "history.customer_id",
            f"{once['once']:,} of {once['n']:,} customers have one interaction only",
            "nothing, if they are new; else look whether an identifier is missing",
        )


def _sources(connection: Any) -> dict[str, str]:
    """Return which source tells of each attribute and each kind of interaction."""
    query = """SELECT name, string_agg(DISTINCT source, ' and ' ORDER BY source) AS sources FROM (
        SELECT name, source FROM attributes UNION SELECT kind, source FROM interactions)
        GROUP BY name"""
    return {row["name"]: row["sources"] for row in _rows(connection, query)}


def _identity(connection: Any) -> Iterator[Finding]:
    query = """SELECT max(accounts) AS most,
        arg_max(customer_id, row(accounts, customer_id)) AS who FROM
        (SELECT customer_id, count(*) AS accounts FROM current_customers GROUP BY customer_id)
        WHERE accounts > 50"""
    for row in _rows(connection, query):
        if row["most"]:
            yield Finding(
                WARNING,
                "customers.customer_id",
                f"{row['who']} is made of {row['most']:,} accounts",
                "look for an identifier that many people share, and lower `largest`",
            )


def _task(
    workspace: Workspace, history: History, task: Task, sources: Mapping[str, str]
) -> Iterator[Finding]:
    where = f"task {task.name}"
    if not len(history):
        yield Finding(ERROR, where, "the history is empty", "correct the sources first")
        return
    for field in ("kind", "ends_with"):
        kind = getattr(task, field, None)
        if kind is None or history.is_any("kind", (kind,)).any():
            continue
        kinds = ", ".join(str(name) for name in history.names["kind"])
        yield Finding(
            ERROR,
            where,
            f"no interaction is of kind {kind!r}",
            f"set `{field}` in tasks.yaml to one of: {kinds}",
        )
        return
    yield from _ended(history, task)
    try:
        cutoffs = choose_cutoffs(history, task)
        workspace.spec(task.name)
    except CutoffError as error:
        yield Finding(ERROR, where, str(error), "shorten the horizon or add older data")
        return
    except PatronError as error:
        yield Finding(ERROR, where, str(error), "correct the file that is named")
        return
    yield from _answers(history, task, cutoffs.train[-1])
    yield from _leaks(workspace, history, task, cutoffs.train[-1], sources)


def _ended(history: History, task: Task) -> Iterator[Finding]:
    """Yield a warning if what answers the question ends long before the history does."""
    kind = getattr(task, "ends_with", None) or task.kind
    at = np.sort(history.occurred_at[history.is_any("kind", (kind,))])
    pause, longest = history.end - at[-1], np.diff(at).max(initial=0)
    if pause <= max(longest, ENDED * micros(task.horizon)):
        return
    last, end = (str(when)[:10] for when in np.array([at[-1], history.end], "datetime64[us]"))
    yield Finding(
        WARNING,
        f"task {task.name}",
        f"the last interaction of kind {kind!r} is of {last}, but the history goes on until "
        f"{end}, and there was never so long a pause: all are judged as if there was none in "
        f"between",
        "add what is missing, or let the other sources end on that day too, such as by "
        "`where: sent_at < '…'` in their mappings",
    )


def _leaks(
    workspace: Workspace, history: History, task: Task, cutoff: int, sources: Mapping[str, str]
) -> Iterator[Finding]:
    try:
        yield from find_leaks(history, task, workspace.features, cutoff, sources)
    except CutoffError:
        # Nobody can be asked about, which is said already.
        return


def _answers(history: History, task: Task, cutoff: int) -> Iterator[Finding]:
    where = f"task {task.name}"
    asked = task.population(history.upto(cutoff), cutoff)
    day = np.datetime64(cutoff, "us").astype("datetime64[D]")
    if len(asked) < FEW_CUSTOMERS:
        yield Finding(
            ERROR if not len(asked) else WARNING,
            where,
            f"{len(asked):,} customer(s) to ask about on {day}",
            f"lengthen `active_within`; below {FEW_CUSTOMERS} a grade is mostly chance",
        )
    label = true_answers(history, task, asked, cutoff).label
    yes, no = int((label > 0).sum()), int((label <= 0).sum())
    if task.about_items:
        if not yes:
            yield Finding(ERROR, where, "nobody took an item", "map `item`, or look at `level`")
        return
    if len(asked) and min(yes, no) < FEW_ANSWERS:
        yield Finding(
            WARNING,
            where,
            f"on {day} {yes:,} answers are above 0 and {no:,} are not",
            "choose a horizon after which both happen often enough",
        )
