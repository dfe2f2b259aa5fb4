"""``patron key``: who may ask the service, and what."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from patron.cli.opened import opened
from patron.errors import ConfigError

if TYPE_CHECKING:
    from patron.live.keyring import Keyring

key = typer.Typer(
    help="Who may ask the service, and what: keys are made, listed and revoked.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

CUSTOMER = re.compile(r"c[0-9a-f]{16}")
Scopes = Annotated[
    list[str],
    typer.Option(
        "--scope", help="score, explain, decide, cards, events, outcomes or metrics; repeatable."
    ),
]
Customers = Annotated[
    Path | None,
    typer.Option(help="File with the customer ids that it may see."),
]
Segments = Annotated[
    list[str] | None,
    typer.Option("--segment", help="Attribute that a customer must have, as name=value."),
]
Fields = Annotated[
    list[str] | None,
    typer.Option("--field", help="What it may see, such as churn or churn.band; repeatable."),
]


@key.command()
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Whose key it is.")],
    scope: Scopes,
    customers: Customers = None,
    segment: Segments = None,
    field: Fields = None,
    days: Annotated[int | None, typer.Option(min=1, help="How long it holds.")] = None,
    rate: Annotated[float, typer.Option(help="Requests a second, in each worker.")] = 200.0,
) -> None:
    """Make a key and print it, this once: only its hash is kept."""
    from patron.cli import say_key
    from patron.cli.say import now
    from patron.history import micros
    from patron.live.keys import Granted

    granted = Granted(
        frozenset(scope),
        None if customers is None else read_customers(customers),
        dict(map(_pair, segment)) if segment else None,
        frozenset(field) if field else None,
        rate,
    )
    at = now()
    until = None if days is None else micros(at + timedelta(days=days))
    with _ring(context) as ring:
        say_key.added(*ring.add(name, granted, micros(at), until))


@key.command("list")
def list_(context: typer.Context) -> None:
    """Print all keys, what each may do, and when it was used last."""
    from patron.cli import say_key
    from patron.cli.say import now
    from patron.history import micros

    with _ring(context) as ring:
        say_key.keys(ring.keys().values(), micros(now()))


@key.command()
def revoke(
    context: typer.Context,
    key_id: Annotated[str, typer.Argument(help="The id that `patron key list` prints.")],
) -> None:
    """Revoke a key: a second later no service lets it in any more."""
    from patron.cli import say_key
    from patron.cli.say import now
    from patron.history import micros

    with _ring(context) as ring:
        say_key.revoked(ring.revoke(key_id, micros(now())))


def read_customers(file: Path) -> frozenset[str]:
    """Return the customer ids of a file, one a line.

    Raises
    ------
    ConfigError
        If it cannot be read, a line is none, or there is none.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file} cannot be read: {error}.") from error
    for number, line in enumerate(lines, 1):
        if not CUSTOMER.fullmatch(line.strip()):
            raise ConfigError(
                f"{file}, line {number}: {line[:40]!r} is no customer id (c and 16 hexadecimal "
                "digits)."
            )
    if not lines:
        raise ConfigError(f"{file} is empty; write a customer id on each line.")
    return frozenset(line.strip() for line in lines)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        raise ConfigError(f"--segment is {text!r}, but must be name=value, such as region=north.")
    return name, value


@contextmanager
def _ring(context: typer.Context) -> Iterator["Keyring"]:
    from patron.live.keyring import Keyring
    from patron.pipeline.publish import live_url

    with opened(context) as workspace:
        ring = Keyring(live_url(workspace))
        try:
            yield ring
        finally:
            ring.close()
