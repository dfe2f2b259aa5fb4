"""Keys by which callers are known: what a key may do, whom and what it may see.

A secret has 256 random bits, so nobody can try them all, and SHA-256 is enough to store it by.
bcrypt and its like are slow on purpose, for passwords that people choose; here they would only
make each request slow.
"""

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from patron.errors import ConfigError

# What a key may be allowed, and what that means.
SCOPES: Mapping[str, str] = {
    "score": "ask for churn, lifetime value and scores",
    "explain": "ask why",
    "decide": "ask what to offer, and look at decisions",
    "cards": "look at the cards of customers",
    "events": "tell what happened",
    "outcomes": "tell what became of decisions",
    "metrics": "read the counts and times of the service",
}
# What a key that sees some customers only may not do. What it told could make two customers one,
# and then it would see them both.
TELLING = ("events", "outcomes")
ANSWERS = ("churn", "lifetime_value", "next_best_offer", "explain", "customers", "decisions")
TOKEN = re.compile(r"patron_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
# Requests a second.
RATE = 200.0


@dataclass(frozen=True)
class Granted:
    """What a key is for.

    Parameters
    ----------
    scopes
        What it may do, of SCOPES.
    customers
        customer_ids that it may see; None for all.
    segment
        Value by attribute that a customer must have to be seen; None for all.
    fields
        What it may see of answers: ``churn`` for a whole one, ``churn.band`` for a field of it;
        None for all.
    rate
        Requests a second, in each worker of the service.
    """

    scopes: frozenset[str]
    customers: frozenset[str] | None = None
    segment: Mapping[str, str] | None = None
    fields: frozenset[str] | None = None
    rate: float = RATE

    @property
    def is_limited(self) -> bool:
        """Whether some customers are out of its sight."""
        return self.customers is not None or self.segment is not None

    def check(self) -> None:
        """Check that it can be meant.

        Raises
        ------
        ConfigError
            If a scope or field is unknown, or a limited key could tell what changes its limits.
        """
        _known("scope", self.scopes, tuple(SCOPES))
        _known("field", {name.partition(".")[0] for name in self.fields or ()}, ANSWERS)
        if not self.scopes:
            raise ConfigError(f"A key must have at least one scope of {', '.join(SCOPES)}.")
        telling = sorted(self.scopes & set(TELLING))
        if self.is_limited and telling:
            raise ConfigError(
                f"A key that may see some customers only cannot have the scope {telling[0]}: what "
                "it told could make two customers one, and show it the other. Make two keys."
            )
        if not 0 < self.rate <= 1e6:
            raise ConfigError(f"The rate must be above 0 and at most 1,000,000, not {self.rate:g}.")

    def as_json(self) -> str:
        """Return it as JSON."""
        values = {name: value for name, value in vars(self).items() if value is not None}
        plain = (frozenset, set)
        return json.dumps(
            {name: sorted(v) if isinstance(v, plain) else v for name, v in values.items()}
        )

    @classmethod
    def of_json(cls, text: str) -> "Granted":
        """Return what `as_json` returned."""
        values: dict[str, Any] = json.loads(text)
        for name in ("scopes", "customers", "fields"):
            if values.get(name) is not None:
                values[name] = frozenset(values[name])
        return cls(**values)


@dataclass(frozen=True)
class Key:
    """One key, without its secret.

    Parameters
    ----------
    key_id
        Its name in logs; also the part of the token that is no secret.
    name
        Whose it is, in words.
    hash
        SHA-256 of the secret, in hexadecimal.
    granted
        What it is for.
    made_at, expires_at, revoked_at, last_used_at
        Microseconds since 1970; None for never.
    """

    key_id: str
    name: str
    hash: str
    granted: Granted
    made_at: int
    expires_at: int | None = None
    revoked_at: int | None = None
    last_used_at: int | None = field(default=None, compare=False)

    def holds(self, now: int) -> bool:
        """Return whether it is good at a moment, in microseconds since 1970."""
        is_late = self.expires_at is not None and now >= self.expires_at
        return self.revoked_at is None and not is_late

    def is_opened_by(self, secret: str) -> bool:
        """Return whether the secret is its own, in the same time whatever the secret."""
        return hmac.compare_digest(hash_of(secret), self.hash)


def new_token() -> tuple[str, str, str]:
    """Return the id, the secret, and the token that holds both, of a key that nobody has."""
    key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    return key_id, secret, f"patron_{key_id}_{secret}"


def parse_token(token: str) -> tuple[str, str] | None:
    """Return id and secret of a token, None if it is none."""
    found = TOKEN.fullmatch(token)
    return None if found is None else (found[1], found[2])


def hash_of(secret: str) -> str:
    """Return what is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _known(what: str, found: frozenset[str] | set[str], known: tuple[str, ...]) -> None:
    strange = sorted(set(found) - set(known))
    if strange:
        raise ConfigError(f"There is no {what} {strange[0]!r}; there are {', '.join(known)}.")
