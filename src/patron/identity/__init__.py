"""IDENTIFIERS -> LINKS -> CUSTOMERS: which accounts are the same person, and since when."""

from patron.identity.accounts import read_accounts
from patron.identity.as_of import customers_as_of
from patron.identity.resolve import Resolved, resolve
from patron.identity.rules import IdentityRules, load_rules

__all__ = [
    "IdentityRules",
    "Resolved",
    "customers_as_of",
    "load_rules",
    "read_accounts",
    "resolve",
]
