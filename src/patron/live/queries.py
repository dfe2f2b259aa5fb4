"""What is read of a live store for answers."""

from patron.live.customer import Published
from patron.live.statement import Statement

PUBLISHED = tuple(Published.__dataclass_fields__)
# One row, whatever is missing: both are looked at by every answer.
NEWEST = Statement(
    "SELECT latest.occurred_at, newest.* "
    "FROM (SELECT max(occurred_at) AS occurred_at FROM events) AS latest LEFT JOIN "
    f"(SELECT {', '.join(PUBLISHED)} FROM publications ORDER BY generation DESC LIMIT 1) "
    "AS newest ON TRUE"
)
ANYONE = Statement("SELECT min(customer_id) FROM customers WHERE generation = :generation")
KNOWN = Statement(
    "SELECT customer_id FROM customers WHERE generation = :generation AND customer_id IN :values"
)
CUSTOMERS = Statement(
    "SELECT customer_id, number, history, items, facts FROM customers "
    "WHERE generation = :generation AND customer_id IN :values"
)
FACTS = Statement(
    "SELECT customer_id, facts FROM customers "
    "WHERE generation = :generation AND customer_id IN :values"
)
ANSWERS = Statement(
    "SELECT customer_id, name, json FROM answers "
    "WHERE generation = :generation AND customer_id IN :values"
)
CARDS = Statement(
    "SELECT customer_id, json FROM cards WHERE generation = :generation AND customer_id IN :values"
)
ACCOUNTS = Statement(
    "SELECT customer_id, source, account FROM accounts "
    "WHERE generation = :generation AND customer_id IN :values"
)
CONSENTS = Statement(
    "SELECT customer_id, channel, granted, known_at FROM consents "
    "WHERE generation = :generation AND customer_id IN :values"
)
IDENTIFIERS = Statement(
    "SELECT id_value, customer_id FROM identifiers "
    "WHERE generation = :generation AND id_type = :id_type AND id_value IN :values"
)
CATALOGUE = Statement(
    "SELECT item, json FROM catalogue WHERE generation = :generation AND item IN :values"
)
OWN = Statement("SELECT own_id, source, account FROM seen WHERE own_id IN :values")
HOLDINGS = Statement(
    "SELECT id_value, source, account FROM holdings "
    "WHERE id_type = :id_type AND id_value IN :values"
)
EVENTS = Statement(
    "SELECT source, account, known_at, record FROM events "
    "WHERE (source, account) IN :values AND NOT settled ORDER BY number",
)
# Those that tell attributes: in the JSON they come first.
TELLING = Statement(
    "SELECT source, account, known_at, record FROM events WHERE (source, account) IN :values "
    "AND NOT settled AND substr(record, 1, 17) <> '{\"attributes\": {}' ORDER BY number",
)
GRANTS = Statement(
    "SELECT source, account, channel, granted, known_at FROM grants "
    "WHERE (source, account) IN :values"
)
RECEIPTS = Statement("SELECT decision_id, receipt FROM decisions WHERE decision_id IN :values")
