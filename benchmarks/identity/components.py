"""Connected components of a large graph: ours beside what else finds them."""

import importlib.util
import time
from collections.abc import Callable

import numpy as np

Whole = np.ndarray[tuple[int], np.dtype[np.int64]]
NODES = 2_000_000


def components(left: Whole, right: Whole, nodes: int) -> Whole:
    """Return the component of each node, by patron where it is there."""
    ours = with_patron()
    return (ours or scipy_components)(np.asarray(left), np.asarray(right), nodes)


def with_patron() -> Callable[[Whole, Whole, int], Whole] | None:
    """Return patron's own union-find, None where this version has none yet."""
    if importlib.util.find_spec("patron.identity.union") is None:
        return None
    union = importlib.import_module("patron.identity.union")
    return lambda left, right, nodes: union.components(nodes, left, right)


def scipy_components(left: Whole, right: Whole, nodes: int) -> Whole:
    """Return the component of each node, by scipy."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    graph = csr_array((np.ones(len(left), bool), (left, right)), shape=(nodes, nodes))
    return np.asarray(connected_components(graph, directed=False)[1])


def rustworkx_components(left: Whole, right: Whole, nodes: int) -> Whole:
    """Return the component of each node, by rustworkx."""
    import rustworkx

    graph = rustworkx.PyGraph()
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from_no_data(list(zip(left.tolist(), right.tolist(), strict=True)))
    found = np.empty(nodes, np.int64)
    for number, members in enumerate(rustworkx.connected_components(graph)):
        found[list(members)] = number
    return found


def duckdb_components(left: Whole, right: Whole, nodes: int) -> Whole:
    """Return the component of each node, by DuckDB: the smallest neighbour, until none changes."""
    import duckdb
    import pyarrow as pa

    with duckdb.connect() as connection:
        connection.register("given", pa.table({"a": left, "b": right}))
        connection.sql(
            "CREATE TABLE edges AS SELECT a, b FROM given UNION ALL SELECT b, a FROM given"
        )
        connection.sql(
            f"CREATE TABLE labels AS SELECT range AS node, range AS label FROM range({nodes})"
        )
        while True:
            connection.sql(
                """
                CREATE OR REPLACE TABLE next AS
                WITH near AS (
                    SELECT b AS node, min(label) AS label
                    FROM edges JOIN labels ON a = node GROUP BY b
                ),
                lower AS (
                    SELECT l.node, least(l.label, coalesce(n.label, l.label)) AS label
                    FROM labels AS l LEFT JOIN near AS n USING (node)
                )
                SELECT l.node, j.label FROM lower AS l JOIN lower AS j ON l.label = j.node
                """
            )
            ((changed,),) = connection.sql(
                "SELECT count(*) FROM next JOIN labels USING (node) "
                "WHERE next.label <> labels.label"
            ).fetchall()
            connection.sql("DROP TABLE labels; ALTER TABLE next RENAME TO labels")
            if not changed:
                answer = connection.sql("SELECT label FROM labels ORDER BY node")
                return np.asarray(answer.to_arrow_table()["label"].to_numpy())


def graph(nodes: int, seed: int) -> tuple[Whole, Whole]:
    """Return edges as identity has them: most accounts alone or in twos, some in chains."""
    random = np.random.default_rng(seed)
    left = random.integers(nodes, size=nodes // 2)
    return left, np.minimum(left + random.geometric(0.3, size=len(left)), nodes - 1)


def measured() -> dict[str, float]:
    """Return the seconds that each takes, after a first small graph; answers are compared."""
    contenders: dict[str, Callable[[Whole, Whole, int], Whole] | None] = {
        "**patron**": with_patron(),
        "scipy": scipy_components,
        "rustworkx": rustworkx_components if importlib.util.find_spec("rustworkx") else None,
        "DuckDB": duckdb_components,
    }
    left, right = graph(NODES, seed=0)
    right_answer = _smallest(scipy_components(left, right, NODES))
    seconds = {}
    for name, contender in contenders.items():
        if contender is not None:
            contender(*graph(1_000, seed=1), 1_000)
            start = time.perf_counter()
            answer = contender(left, right, NODES)
            seconds[name] = time.perf_counter() - start
            if not np.array_equal(_smallest(np.asarray(answer)), right_answer):
                raise SystemExit(f"{name} finds other components than scipy.")
    return seconds


def _smallest(labels: Whole) -> Whole:
    """Return each node's component as the smallest of its nodes."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    return np.asarray(first[inverse])
