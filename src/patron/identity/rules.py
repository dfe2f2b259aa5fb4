"""Which identifiers prove identity, as a workspace's ``identity.yaml`` says it."""

from pathlib import Path

from pydantic import Field

from patron.config import Described, as_mapping, describe, read_yaml
from patron.identity.field_rule import FieldRule
from patron.identity.probable_rules import ProbableRules


class IdentityRules(Described):
    """What proves that two accounts are one customer.

    Parameters
    ----------
    trusted
        Id types of which one shared value proves identity. Phones and devices are shared by
        households, so they are not trusted unless named here.
    shared
        Id types that people of one household share: they never merge, but connect. A type that is
        also trusted is trusted.
    people
        By trusted id type, how many accounts of one source may share a value. One that more share
        belongs to several people, and proves nothing.
    country
        Country (two letters of ISO 3166, such as DE) of phone numbers that are written without
        its code.
    largest
        Values shared by more accounts than this (a shop's own e-mail address, say) prove nothing.
    worthless
        Values that stand for "nothing", compared in lower case.
    probable
        How accounts that share no trusted identifier are compared; left out, they are not.
    fields
        By name of an attribute or id type, which of several values holds for a customer; the
        newest where it is left out.
    address
        Names of the attributes that make up an address together, such as `[street, postcode]`.
        People who have one at the same time are a household.
    largest_household
        An address, phone or device of more people than this (an office building, say) connects
        nobody.
    largest_customer
        Accounts that one customer has at most: the weakest links beyond do not join. Five times
        `largest` where it is left out.
    bridge
        Certainty from which a likely link alone may join accounts of which each has a trusted
        identifier that the other has not.
    """

    trusted: tuple[str, ...] = ("email", "loyalty_id")
    shared: tuple[str, ...] = ("phone", "device")
    people: dict[str, int] = Field(default_factory=dict)
    country: str | None = Field(default=None, pattern="^[A-Z]{2}$")
    largest: int = Field(default=20, ge=2)
    worthless: tuple[str, ...] = ("", "0", "-", "n/a", "na", "nan", "none", "null", "unknown", "?")
    probable: ProbableRules | None = None
    fields: dict[str, FieldRule] = Field(default_factory=dict)
    address: tuple[str, ...] = ("address",)
    largest_household: int = Field(default=8, ge=2)
    largest_customer: int | None = Field(default=None, ge=2)
    bridge: float = Field(default=0.95, ge=0, le=1)

    @property
    def most_accounts(self) -> int:
        """Accounts that one customer has at most."""
        return self.largest_customer or 5 * self.largest


def load_rules(path: Path) -> IdentityRules:
    """Return the rules that the file at `path` describes, or the defaults where there is none."""
    if not path.exists():
        return IdentityRules()
    return describe(IdentityRules, as_mapping(read_yaml(path), str(path)), str(path))
