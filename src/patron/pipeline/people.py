"""Customers are resolved -> what is known of each person: profile and household."""

import hashlib

from patron.identity.households import find_households
from patron.identity.rules import IdentityRules
from patron.identity.survive import survive
from patron.lake import Lake
from patron.schema import CONNECTIONS, PROFILES

MADE_FROM = ("identifiers", "attributes", "customers")


def know_people(lake: Lake, rules: IdentityRules) -> None:
    """Write PROFILES and CONNECTIONS where anything that they are made from has changed."""
    versions = lake.versions()
    made_from = {name: str(versions.get(name)) for name in MADE_FROM}
    made_from["rules"] = hashlib.sha256(rules.model_dump_json().encode()).hexdigest()
    for table, make in ((PROFILES, survive), (CONNECTIONS, find_households)):
        if lake.version(table) is None or lake.made_from(table) != made_from:
            lake.replace(table, make(lake, rules), made_from)
