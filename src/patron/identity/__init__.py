"""IDENTIFIERS -> CUSTOMERS: which accounts are the same person."""

from patron.identity.accounts import read_accounts
from patron.identity.resolve import resolve
from patron.identity.rules import IdentityRules, load_rules

__all__ = ["IdentityRules", "load_rules", "read_accounts", "resolve"]
