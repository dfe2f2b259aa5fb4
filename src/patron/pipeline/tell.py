"""The lake -> the card of one customer."""

from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from patron.errors import UnknownCustomer
from patron.history import micros, show_current
from patron.identity.clean import clean
from patron.lake.database import literal
from patron.pipeline.known_as import Slice
from patron.pipeline.learn import check_built
from patron.pipeline.told import told_of
from patron.pipeline.workspace import Workspace
from patron.report import Card, CardFacts, build_card
from patron.report.language import speaking
from patron.schema import HISTORY, OUTCOMES, RECEIPTS

# Who has the accounts of a customer now: the customer, or whom a former one is part of.
NOW = """
SELECT DISTINCT now.customer_id FROM customers AS c JOIN current_customers AS now
USING (source, account) WHERE c.customer_id = $id
"""
# What the last scoring said of a customer.
SAID = ("scores", "outlook", "reasons", "decisions")
BY_CUSTOMER = "SELECT * FROM {table} WHERE customer_id = $id"
ITEMS_OF = (
    "SELECT * FROM items WHERE item IN (SELECT item FROM current_history WHERE customer_id = $id)"
)
NAMED_SO = """
SELECT DISTINCT c.customer_id, i.id_type, i.id_value
FROM identifiers AS i JOIN current_customers AS c USING (source, account) WHERE i.id_type = $type
"""
OF_ACCOUNT = """
SELECT DISTINCT customer_id FROM current_customers WHERE source = $source AND account = $account
"""
MOMENT = """
SELECT coalesce((SELECT max(cutoff) FROM scores), (SELECT max(occurred_at) FROM history)) AS at
"""


def customer_card(workspace: Workspace, who: str) -> Card:
    """Return the seven-part card of a customer.

    Parameters
    ----------
    who
        A customer_id, an identifier written ``type:value`` such as ``household:2375``, or an
        account written ``source:account``. The id of a former customer stands for the one it is
        part of now.

    Raises
    ------
    UnknownCustomer
        If nobody has that id.
    LakeError
        If the history was not built yet.
    """
    check_built(workspace)
    with workspace.lake.connection() as connection:
        show_current(connection, micros(as_of(connection)))
        customer_id = _find(connection, workspace, who)
        with speaking(workspace.settings.language):
            return card_of(connection, workspace, customer_id)


def _find(connection: Any, workspace: Workspace, who: str) -> str:
    known = connection.execute(NOW, {"id": who}).fetchall()
    if known:
        return str(known[0][0])
    country = workspace.identity.country
    id_type, colon, id_value = who.partition(":")
    found = _named(connection, id_type, id_value, country) if colon else []
    if colon and not found:
        pair = {"source": id_type, "account": id_value}
        found = [str(one) for (one,) in connection.execute(OF_ACCOUNT, pair).fetchall()]
    if len(found) == 1:
        return found[0]
    types = connection.execute("SELECT DISTINCT id_type FROM identifiers ORDER BY 1").fetchall()
    forms = ", ".join(f"{row[0]}:…" for row in types)
    some = connection.execute(
        "SELECT customer_id, source, account FROM current_customers ORDER BY 1 LIMIT 1"
    ).fetchall()
    example = f" such as {some[0][0]}" if some else ""
    account = f" such as {some[0][1]}:{some[0][2]}" if some else ""
    ambiguous = f" ({len(found)} customers share it)" if found else ""
    raise UnknownCustomer(
        f"{workspace.name} knows no customer {who!r}{ambiguous}. Give a customer id{example}, "
        f"an identifier as {forms or 'type:value'}, or an account as source:account{account}."
    )


def _named(connection: Any, id_type: str, id_value: str, country: str | None) -> list[str]:
    """Return the customers with an identifier, however it is written."""
    known = connection.sql(NAMED_SO, params={"type": id_type}).to_arrow_table()
    asked = clean(pa.chunked_array([[id_type]]), pa.chunked_array([[id_value]]), country)
    same = pc.equal(clean(known["id_type"], known["id_value"], country), asked[0])
    return [str(one) for one in pc.unique(known.filter(same)["customer_id"]).to_pylist()]


def card_of(connection: Any, workspace: Workspace, customer_id: str) -> Card:
    """Return the card of a customer.

    Parameters
    ----------
    connection
        Connection to the lake that shows the customers as they are now.
    """

    def rows(query: str, table: str = "") -> pa.Table:
        found = connection.sql(query.format(table=table), params={"id": customer_id})
        return found.to_arrow_table()

    moment = as_of(connection)
    part = Slice(customer_id, customer_id)
    told = told_of(connection, part, moment, workspace.identity.country)
    facts = CardFacts(
        currency=workspace.settings.currency,
        history=rows(BY_CUSTOMER, "current_history").select(list(HISTORY.columns)),
        items=rows(ITEMS_OF),
        horizons={name: task.ahead for name, task in workspace.tasks.items()},
        **{table.name: some.drop_columns(["whose"]) for table, some in told.items()},
        **{name: rows(BY_CUSTOMER, name) for name in SAID},
        **_answered(workspace, customer_id),
    )
    return build_card(customer_id, facts, moment)


def _answered(workspace: Workspace, customer_id: str) -> dict[str, pa.Table]:
    """Return the RECEIPTS of a customer, and the OUTCOMES of these."""
    receipts = workspace.lake.read(RECEIPTS, where=f"customer_id = {literal(customer_id)}")
    ids = ", ".join(literal(str(one)) for one in receipts["decision_id"].to_pylist())
    where = f"decision_id IN ({ids})" if ids else "false"
    return {"receipts": receipts, "outcomes": workspace.lake.read(OUTCOMES, where=where)}


def as_of(connection: Any) -> datetime:
    """Return the moment of the newest scores of anybody, or the end of the history."""
    at: datetime = connection.sql(MOMENT).to_arrow_table()["at"][0].as_py()
    return at
