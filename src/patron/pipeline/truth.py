"""Hold a simulated world's answers against its truth."""

import json
import logging
from dataclasses import asdict

import pyarrow as pa
import pyarrow.compute as pc

from patron.errors import SourceError
from patron.pipeline.learn import check_built
from patron.pipeline.workspace import Workspace
from patron.schema import CUSTOMERS, DECISIONS, SCORES
from patron.world.grade import (
    Measured,
    grade_identity,
    grade_offers,
    grade_ranking,
    grade_scores,
    persons_of,
)

log = logging.getLogger(__name__)


def grade_truth(workspace: Workspace) -> list[Measured]:
    """Return how near identity, scores and offers come to the truth; it is written down, too.

    What has not been scored yet is left out.

    Raises
    ------
    SourceError
        If the workspace has no truth.
    LakeError
        If the history was not built.
    """
    check_built(workspace)
    lake = workspace.lake
    customers = lake.read(CUSTOMERS)
    current = customers.filter(pc.is_null(customers["known_until"]))
    accounts = read_truth(workspace, "accounts")
    found = grade_identity(current, accounts)
    scores = lake.read(SCORES)
    if scores.num_rows:
        persons = persons_of(current, accounts)
        expected = read_truth(workspace, "expected")
        newest = expected.filter(pc.equal(expected["at"], pc.max(expected["at"])))
        found += grade_scores(scores, persons, newest)
        found += grade_ranking(scores, persons, read_truth(workspace, "tastes"))
        offers = read_truth(workspace, "offers")
        found += grade_offers(lake.read(DECISIONS), persons, offers)
    path = workspace.report.with_suffix(".truth.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(one) for one in found], indent=1) + "\n", encoding="utf-8")
    log.info("truth: %s", path)
    return found


def read_truth(workspace: Workspace, name: str) -> pa.Table:
    """Return a table of the truth.

    Raises
    ------
    SourceError
        If the workspace has none.
    """
    import pyarrow.parquet as pq

    paths = sorted(workspace.truth.glob(f"{name}_*.parquet"))
    if not paths:
        raise SourceError(
            f"{workspace.truth} has no {name}: only a world that `patron world` has made is known "
            f"in truth."
        )
    return pa.concat_tables([pq.read_table(path) for path in paths])
