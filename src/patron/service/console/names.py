"""What customers are called, where a source tells it."""

from collections.abc import Mapping, Sequence

from patron.service.console.page import service, whoever

# Names of attributes and profile fields, in the order in which they are said.
WHOLE, PARTS = "name", ("first_name", "last_name")


def called(known: Mapping[str, str]) -> str:
    """Return the name that fields such as ``first_name`` make, empty where there is none."""
    return known.get(WHOLE) or " ".join(known[part] for part in PARTS if known.get(part))


def names_of(customer_ids: Sequence[str]) -> dict[str, str]:
    """Return what customers are called, by customer_id; nobody's if the key may not see cards."""
    if "cards" not in whoever().granted.scopes or not customer_ids:
        return {}
    with service().store.snapshot() as snapshot:
        people = list(snapshot.people(customer_ids).values())
        cards = snapshot.cards(people)
    found = {}
    for customer_id, told in cards.items():
        # What survived of several values comes last, and holds.
        rows = [*told.get("attributes", ()), *told.get("profiles", ())]
        found[customer_id] = called({row["name"]: row["value"] for row in rows})
    return {customer_id: name for customer_id, name in found.items() if name}
