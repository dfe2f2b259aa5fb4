"""Raw files -> the lake -> customers -> the one history."""

import hashlib
import logging
from dataclasses import dataclass

from patron.errors import SourceError
from patron.history import unify
from patron.identity import read_accounts, resolve
from patron.pipeline.related import tell_related
from patron.pipeline.workspace import Workspace
from patron.schema import CUSTOMERS, HISTORY, IDENTIFIERS
from patron.sources import SourceReport, read_sources

log = logging.getLogger(__name__)

# Whatever names an account decides who the customers are.
NAMING = ("identifiers", "attributes", "interactions", "consents", "relations")


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
        How many the history has.
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
    versions = lake.versions()
    made_from = {name: str(versions.get(name)) for name in NAMING}
    rules = workspace.identity.model_dump_json().encode()
    made_from["rules"] = hashlib.sha256(rules).hexdigest()
    if lake.version(CUSTOMERS) is None or lake.made_from(CUSTOMERS) != made_from:
        before = lake.read(CUSTOMERS) if lake.version(CUSTOMERS) is not None else None
        accounts = read_accounts(lake)
        found = resolve(lake.read(IDENTIFIERS), accounts, workspace.identity, before)
        lake.replace(CUSTOMERS, found, made_from)
    changed = unify(lake)
    tell_related(lake, workspace.features)
    with lake.connection() as connection:
        counts = connection.sql(
            f"SELECT count(DISTINCT customer_id), count(*) FROM {HISTORY.name}"
        ).fetchall()[0]
    if not counts[1]:
        rejected = sum(report.rejected for report in reports)
        raise SourceError(
            f"The sources of {workspace.configs} hold no interaction that could be read "
            f"({rejected:,} record(s) rejected); see `patron doctor`."
        )
    log.info("history: %s interactions of %s customers", f"{counts[1]:,}", f"{counts[0]:,}")
    return Built(reports, lake.versions(), counts[0], counts[1], changed)
