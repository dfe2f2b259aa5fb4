"""What ``patron key`` and ``patron audit`` print."""

import sys
from collections.abc import Iterable, Mapping, Sequence

from patron.features.compute import moment
from patron.live.audit import Look
from patron.live.keys import Key


def added(key: Key, token: str) -> None:
    """Print a new key: the token on standard output, and beside it what there is to know."""
    print(token)
    print(f"Key {key.key_id} of {key.name}: {_what(key)}.", file=sys.stderr)
    print("It is shown this once and stored nowhere; send it as", file=sys.stderr)
    print("  Authorization: Bearer patron_…", file=sys.stderr)


def keys(all_keys: Iterable[Key], now: int) -> None:
    """Print keys; `now` in microseconds since 1970."""
    for key in all_keys:
        print(f"{key.key_id}  {_state(key, now):<8}  {key.name}")
        used = "never" if key.last_used_at is None else _time(key.last_used_at)
        until = "" if key.expires_at is None else f", holds until {_time(key.expires_at)}"
        print(f"  made {_time(key.made_at)}, used last {used}{until}")
        print(f"  {_what(key)}")


def revoked(key: Key) -> None:
    """Print that a key is revoked."""
    print(f"{key.key_id} of {key.name} is revoked; a second from now no service lets it in.")


def looks(found: Sequence[Look], by_id: Mapping[str, Key]) -> None:
    """Print who asked about a customer, when and what."""
    if not found:
        print("Nobody asked the service about this customer.")
    for look in found:
        name = by_id[look.key_id].name if look.key_id in by_id else "no key"
        print(
            f"{_time(look.at)}  {look.action:<16}  {look.key_id} ({name})  "
            f"request {look.request_id}"
        )


def _state(key: Key, now: int) -> str:
    if key.revoked_at is not None:
        return "revoked"
    return "holds" if key.holds(now) else "expired"


def _what(key: Key) -> str:
    granted = key.granted
    parts = [f"may {', '.join(sorted(granted.scopes))}"]
    if granted.customers is not None:
        parts.append(f"sees {len(granted.customers):,} customers")
    if granted.segment is not None:
        rules = " and ".join(f"{name}={value}" for name, value in sorted(granted.segment.items()))
        parts.append(f"sees customers of {rules}")
    if granted.fields is not None:
        parts.append(f"of answers {', '.join(sorted(granted.fields))}")
    parts.append(f"{granted.rate:g} requests a second")
    return "; ".join(parts)


def _time(micros: int) -> str:
    return f"{moment(micros):%Y-%m-%d %H:%M:%S}"
