"""Which identifiers prove identity, as a workspace's ``identity.yaml`` says it."""

from pathlib import Path

from pydantic import Field

from patron.config import Described, as_mapping, describe, read_yaml
from patron.identity.probable_rules import ProbableRules


class IdentityRules(Described):
    """What proves that two accounts are one customer.

    Parameters
    ----------
    trusted
        Id types of which one shared value proves identity. Phones and devices are shared by
        households, so they are not trusted unless named here.
    largest
        Values shared by more accounts than this (a shop's own e-mail address, say) prove nothing.
    worthless
        Values that stand for "nothing", compared in lower case.
    probable
        How accounts that share no trusted identifier are compared; left out, they are not.
    """

    trusted: tuple[str, ...] = ("email", "loyalty_id")
    largest: int = Field(default=20, ge=2)
    worthless: tuple[str, ...] = ("", "0", "-", "n/a", "na", "nan", "none", "null", "unknown", "?")
    probable: ProbableRules | None = None


def load_rules(path: Path) -> IdentityRules:
    """Return the rules that the file at `path` describes, or the defaults where there is none."""
    if not path.exists():
        return IdentityRules()
    return describe(IdentityRules, as_mapping(read_yaml(path), str(path)), str(path))
