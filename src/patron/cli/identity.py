"""``patron identity``: who is who, why, and what people say to it."""

from datetime import UTC, datetime
from getpass import getuser
from typing import Annotated

import typer

from patron.cli.opened import opened

identity = typer.Typer(
    help="Who is who: look at what joins accounts, and tell what you know better.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

WHO = "An account as source:account, or a customer id."
One = Annotated[str, typer.Argument(metavar="A", help=WHO)]
Other = Annotated[str, typer.Argument(metavar="B", help=WHO)]
Why = Annotated[str, typer.Option(help="The reason; it is kept with the verdict.")]
By = Annotated[
    str | None, typer.Option(help="Who says so; left out, the name that you are logged in by.")
]
Most = Annotated[int, typer.Option(min=1, help="Print at most so many.")]


@identity.command()
def plan(context: typer.Context, most: Most = 20) -> None:
    """Print who would merge and split if you built now; nothing is written."""
    from patron.cli import say_identity as say
    from patron.pipeline import who

    with opened(context) as workspace:
        say.planned(who.plan(workspace, most), most)


@identity.command()
def explain(context: typer.Context, one: One, other: Other) -> None:
    """Print why two accounts are one customer, or why they are not."""
    from patron.cli import say_identity as say
    from patron.pipeline import who

    with opened(context) as workspace:
        say.explained(who.explain(workspace, one, other))


@identity.command()
def split(context: typer.Context, one: One, other: Other, why: Why, by: By = None) -> None:
    """Say that two accounts are two people, and part them at once."""
    _judge(context, "different", one, other, why, by)


@identity.command()
def merge(context: typer.Context, one: One, other: Other, why: Why, by: By = None) -> None:
    """Say that two accounts are one person, and join them at once."""
    _judge(context, "same", one, other, why, by)


@identity.command()
def undo(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="N", help="Number of the verdict.")],
    why: Why,
    by: By = None,
) -> None:
    """Take back a verdict: at once all is as if it had never been given."""
    from patron.cli import say_identity as say
    from patron.cli.say import now
    from patron.pipeline import who

    with opened(context) as workspace:
        say.judged(who.take_back(workspace, number, why, by or getuser(), now()))


@identity.command()
def review(context: typer.Context, most: Most = 20) -> None:
    """Print the pairs of customers that may be one, the most likely first."""
    from patron.cli import say_identity as say
    from patron.pipeline import who

    with opened(context) as workspace:
        say.to_review(who.review(workspace, most))


@identity.command()
def verdicts(context: typer.Context) -> None:
    """Print all verdicts that were given, with their numbers, and which of them hold."""
    from patron.cli import say_identity as say
    from patron.pipeline import who

    with opened(context) as workspace:
        say.verdicts(*who.given(workspace))


@identity.command()
def customers(
    context: typer.Context,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
            help="Moment in UTC; left out, now.",
        ),
    ] = None,
) -> None:
    """Print whose each account was thought to be at a moment, as CSV."""
    from patron.cli import say_identity as say
    from patron.cli.say import now
    from patron.pipeline import who

    at = now() if as_of is None else as_of.replace(tzinfo=UTC)
    with opened(context) as workspace:
        say.customers(who.customers_at(workspace, at))


def _judge(
    context: typer.Context, verdict: str, one: str, other: str, why: str, by: str | None
) -> None:
    from patron.cli import say_identity as say
    from patron.cli.say import now
    from patron.pipeline import who

    with opened(context) as workspace:
        say.judged(who.judge(workspace, verdict, one, other, why, by or getuser(), now()))
