"""Raw files -> the lake -> customers -> the one history."""

import hashlib
import logging
from dataclasses import dataclass

from patron.errors import SourceError
from patron.history import unify
from patron.identity import read_accounts, resolve
from patron.identity.accounts import NAMING
from patron.lake import Lake
from patron.pipeline.likely import likely_links
from patron.pipeline.people import know_people
from patron.pipeline.related import tell_related
from patron.pipeline.workspace import Workspace
from patron.schema import ACCOUNTS, CUSTOMERS, HISTORY, IDENTIFIERS, LINKS, VERDICTS
from patron.sources import SourceReport, read_sources

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Built:
    """What building the history came to.

    Parameters
    ----------
    sources
        One report a source.
    versions
        Version of each table of the lake.
    customers, interactions
        How many the history has, without former customers.
    changed
        Whether the history changed.
    """

    sources: list[SourceReport]
    versions: dict[str, int]
    customers: int
    interactions: int
    changed: bool


def build(workspace: Workspace) -> Built:
    """Return what reading the sources and unifying the history came to.

    A stage whose inputs have not changed is passed over, so building twice changes nothing.

    Raises
    ------
    SourceError
        If a file is missing, or no source holds an interaction.
    """
    lake = workspace.lake
    reports = read_sources(workspace.sources, workspace.raw, lake)
    identify(workspace, lake)
    changed = unify(lake)
    tell_related(lake, workspace.features)
    with lake.connection() as connection:
        counts = connection.sql(
            f"SELECT count(DISTINCT customer_id), count(*) FROM {HISTORY.name} "
            "WHERE known_until IS NULL"
        ).fetchall()[0]
    if not counts[1]:
        rejected = sum(report.rejected for report in reports)
        raise SourceError(
            f"The sources of {workspace.configs} hold no interaction that could be read "
            f"({rejected:,} record(s) rejected); see `patron -w {workspace.configs} doctor`."
        )
    log.info("history: %s interactions of %s customers", f"{counts[1]:,}", f"{counts[0]:,}")
    return Built(reports, lake.versions(), counts[0], counts[1], changed)


def identify(workspace: Workspace, lake: Lake) -> None:
    """Write who is who and what is known of each, where anything they are made from has changed.

    Parameters
    ----------
    lake
        That of the workspace, or a copy to try things out on.
    """
    _resolve(workspace, lake)
    know_people(lake, workspace.identity)


def _resolve(workspace: Workspace, lake: Lake) -> None:
    """Write ACCOUNTS, LINKS and CUSTOMERS where anything that they are made from has changed."""
    versions = lake.versions()
    # Whatever names an account decides who the customers are, and so does what people said.
    made_from = {name: str(versions.get(name)) for name in (*NAMING, VERDICTS.name)}
    rules = workspace.identity.model_dump_json().encode()
    made_from["rules"] = hashlib.sha256(rules).hexdigest()
    if lake.version(CUSTOMERS) is not None and lake.made_from(CUSTOMERS) == made_from:
        return
    accounts = read_accounts(lake)
    lake.append(ACCOUNTS, accounts)
    likely, compared_by = likely_links(lake, workspace.identity, accounts)
    found = resolve(
        lake.read(IDENTIFIERS), accounts, workspace.identity, likely, lake.read(VERDICTS)
    )
    # CUSTOMERS last: if its note is that of now, so is everything before it.
    # LINKS say of which ACCOUNTS they are: those have been compared with each other.
    compared = {ACCOUNTS.name: str(lake.version(ACCOUNTS)), **compared_by}
    lake.replace(LINKS, found.links, made_from | compared)
    lake.replace(CUSTOMERS, found.customers, made_from)
