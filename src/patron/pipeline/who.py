"""What people ask and say about who is who: plan, explain, review, split, merge, undo."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from patron.errors import LakeError
from patron.history import unify
from patron.identity import customers_as_of
from patron.identity.explain import explain_pair
from patron.identity.plan import Plan, plan_changes
from patron.identity.verdicts import Account, give_verdict, standing, undo_verdict
from patron.lake import Lake
from patron.lake.copied import copied
from patron.lake.lock import writing
from patron.pipeline.asked import Asked, ends_of, find_account, with_values
from patron.pipeline.build import identify
from patron.pipeline.learn import check_built
from patron.pipeline.workspace import Workspace
from patron.schema import CUSTOMERS, LINKS, VERDICTS
from patron.sources import read_sources

# The evidence of so many merges and splits is looked up.
MOST = 20
REVIEW = """
SELECT l.*, c.customer_id, o.customer_id AS other_customer_id
FROM links AS l JOIN customers AS c USING (source, account)
JOIN customers AS o ON o.source = l.other_source AND o.account = l.other_account
WHERE l.state = 'review' AND c.known_until IS NULL AND o.known_until IS NULL
AND c.customer_id <> o.customer_id
ORDER BY probability DESC, l.source, l.account, other_source, other_account LIMIT $most
"""


@dataclass(frozen=True)
class Told:
    """Why two accounts are one customer, or are not.

    Parameters
    ----------
    one, other
        Whom it is about.
    way
        The accounts on the way from one to the other; empty where nothing links them.
    links
        LINKS between neighbours on the way, with the `value` that both accounts have where the
        link is by an identifier.
    verdicts
        VERDICTS that hold and are about neighbours on the way, or about the two themselves.
    """

    one: Asked
    other: Asked
    way: tuple[Account, ...]
    links: pa.Table
    verdicts: pa.Table

    @property
    def is_one(self) -> bool:
        """Whether they are one customer."""
        return self.one.customer_id == self.other.customer_id


@dataclass(frozen=True)
class Judged:
    """The row of VERDICTS that was added, and who merged and split by it."""

    verdict: dict[str, Any]
    plan: Plan


def plan(workspace: Workspace, most: int = MOST) -> Plan:
    """Return who would merge and split if the workspace were built now; nothing is written.

    The sources are read into a copy of the lake, which goes when the answer is there.

    Parameters
    ----------
    most
        The evidence of so many merges and splits is given, the largest first, with the `value`
        that two accounts have where a link is by an identifier.

    Raises
    ------
    LakeError
        If the history was not built yet.
    """
    _check_resolved(workspace)
    with copied(workspace.lake) as copy:
        before = copy.versions()
        read_sources(workspace.sources, workspace.raw, copy)
        identify(workspace, copy)
        return _changes(workspace, copy, before, most)


def explain(workspace: Workspace, one: str, other: str) -> Told:
    """Return why two accounts are one customer, or are not.

    Parameters
    ----------
    one, other
        Accounts as ``source:account``, or customer ids, which stand for the accounts that they
        are made from.

    Raises
    ------
    IdentityError
        If an account is not known; the nearest names are said.
    LakeError
        If the history was not built yet.
    """
    _check_resolved(workspace)
    with workspace.lake.connection() as connection:
        first, second = find_account(connection, one), find_account(connection, other)
        found = explain_pair(
            connection.sql("FROM links").to_arrow_table(), first.account, second.account
        )
        links = with_values(connection, found.links, workspace.identity)
        verdicts = standing(connection.sql("FROM verdicts").to_arrow_table())
    asked = {frozenset(pair) for pair in (*pairwise(found.accounts), (first[0], second[0]))}
    about = [frozenset(ends_of(row)) in asked for row in verdicts.to_pylist()]
    verdicts = verdicts.filter(pa.array(about, pa.bool_()))
    return Told(first, second, found.accounts, links, verdicts)


def judge(
    workspace: Workspace, verdict: str, one: str, other: str, why: str, by: str, at: datetime
) -> Judged:
    """Return what came of a verdict on two accounts, ``same`` or ``different``.

    It is kept, and customers, profiles and history are made anew at once.

    Parameters
    ----------
    one, other
        As in `explain`.
    why, by, at
        The reason, who gives it, and when.

    Raises
    ------
    IdentityError
        If an account is not known, or both are the same.
    LakeError
        If the history was not built yet.
    """
    _check_resolved(workspace)
    with workspace.lake.connection() as connection:
        first, second = find_account(connection, one), find_account(connection, other)
    return _apply(
        workspace,
        lambda before: give_verdict(before, verdict, first.account, second.account, by, at, why),
    )


def take_back(workspace: Workspace, number: int, why: str, by: str, at: datetime) -> Judged:
    """Return what came of undoing the verdict of a number: all is as if it had never been given.

    Raises
    ------
    IdentityError
        If there is no such verdict, or it was taken back already.
    LakeError
        If the history was not built yet.
    """
    _check_resolved(workspace)
    return _apply(workspace, lambda before: undo_verdict(before, number, by, at, why))


def given(workspace: Workspace) -> tuple[pa.Table, set[int]]:
    """Return all VERDICTS, and the numbers of those that hold."""
    verdicts = workspace.lake.read(VERDICTS).sort_by("number")
    return verdicts, set(standing(verdicts)["number"].to_pylist())


def review(workspace: Workspace, most: int) -> pa.Table:
    """Return the pairs of two customers that may be one, the most likely first.

    Returns
    -------
    pa.Table
        LINKS between the thresholds, with `customer_id` and `other_customer_id`.

    Raises
    ------
    LakeError
        If the history was not built yet.
    """
    _check_resolved(workspace)
    with workspace.lake.connection() as connection:
        return connection.sql(REVIEW, params={"most": most}).to_arrow_table()


def customers_at(workspace: Workspace, at: datetime) -> pa.Table:
    """Return whose each account was thought to be at a moment: CUSTOMERS as of `at`.

    Raises
    ------
    LakeError
        If the history was not built yet.
    """
    check_built(workspace)
    found = customers_as_of(workspace.lake.read(CUSTOMERS), at).drop_columns("known_until")
    order = ("customer_id", "known_at", "source", "account")
    return found.sort_by([(name, "ascending") for name in order])


def _check_resolved(workspace: Workspace) -> None:
    """Raise LakeError unless the history was built, with links between accounts."""
    check_built(workspace)
    if workspace.lake.version(LINKS) is None:
        raise LakeError(
            f"{workspace.lake.folder} was built by a version of patron that kept no links; run "
            f"`patron -w {workspace.configs} build` first."
        )


def _apply(workspace: Workspace, say: Callable[[pa.Table], pa.Table]) -> Judged:
    """Add the row that `say` makes of the VERDICTS so far, and make anew what follows from it."""
    lake = workspace.lake
    before = lake.versions()
    # Two who speak at once must not get one number.
    with writing(lake.folder / VERDICTS.name):
        row = say(lake.read(VERDICTS))
        lake.append(VERDICTS, row)
    identify(workspace, lake)
    unify(lake)
    return Judged(row.to_pylist()[0], _changes(workspace, lake, before))


def _changes(workspace: Workspace, lake: Lake, before: Mapping[str, int], most: int = MOST) -> Plan:
    """Return the plan from some versions of a lake to now, with evidence of the largest changes."""
    found = plan_changes(
        *(lake.read(CUSTOMERS, version) for version in (before[CUSTOMERS.name], None)),
        *(lake.read(LINKS, version) for version in (before[LINKS.name], None)),
    )

    def of_the_largest(links: pa.Table, changes: pa.Table) -> pa.Table:
        largest = pc.is_in(links["customer_id"], changes["customer_id"].slice(0, most))
        return with_values(connection, links.filter(largest), workspace.identity)

    with lake.connection() as connection:
        joining = of_the_largest(found.joining, found.merges)
        parting = of_the_largest(found.parting, found.splits)
    return replace(found, joining=joining, parting=parting)
