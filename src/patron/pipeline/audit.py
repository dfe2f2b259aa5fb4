"""Who looked at a customer through the service."""

from collections.abc import Mapping, Sequence

import pyarrow as pa

from patron.errors import UnknownCustomer
from patron.identity.clean import clean
from patron.live.audit import AuditLog, Look
from patron.live.customer import OLD_ID
from patron.live.keyring import Keyring
from patron.live.keys import Key
from patron.pipeline.publish import live_store, live_url
from patron.pipeline.workspace import Workspace


def looks_at(workspace: Workspace, who: str, most: int) -> tuple[Sequence[Look], Mapping[str, Key]]:
    """Return what was done with a customer, the newest first, and the keys by id.

    Parameters
    ----------
    workspace
        Whose live store it is.
    who
        A customer_id, that of a former customer too, or an identifier as ``type:value``.
    most
        How many rows at most.

    Raises
    ------
    UnknownCustomer
        If an identifier is nobody's, or of several.
    StoreError
        If the store cannot be read.
    """
    url = live_url(workspace)
    audit, ring = AuditLog(url), Keyring(url)
    try:
        keys = ring.keys()
        return audit.of_customer(_customer_id(workspace, who), most), keys
    finally:
        audit.close()
        ring.close()


def _customer_id(workspace: Workspace, who: str) -> str:
    id_type, colon, value = who.partition(":")
    store = live_store(workspace)
    try:
        if not colon:
            return store.find(OLD_ID, who) or who
        kinds, values = (pa.chunked_array([[part]], pa.string()) for part in (id_type, value))
        spelled = clean(kinds, values, workspace.identity.country)[0].as_py()
        found = store.find(id_type, str(spelled))
    finally:
        store.close()
    if found is None:
        raise UnknownCustomer(f"No customer of the live store has {who!r}, or several have it.")
    return found
