"""The commands. Each imports what it needs when it runs, so that ``--help`` answers at once."""

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from patron.cli.identity import identity
from patron.cli.key import key
from patron.cli.minimise import minimise
from patron.cli.opened import Chosen, opened
from patron.errors import PatronError

DEFAULT = Path("configs/complete_journey")
WORLD = Path("configs/world")

app = typer.Typer(
    help="One history per customer, and what can be predicted from it.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(identity, name="identity")
app.add_typer(key, name="key")
app.command()(minimise)


WorkspaceOption = Annotated[
    Path,
    typer.Option(
        "-w",
        "--workspace",
        envvar="PATRON_CONFIGS",
        help="Folder of the workspace, or its name under configs/.",
    ),
]
Trials = Annotated[
    int,
    typer.Option(
        min=0,
        help="Sets of parameters that the search of each task tries, earlier ones counted.",
    ),
]
Seed = Annotated[int, typer.Option(min=0, help="Seed of the search and of the bootstrap.")]
Tasks = Annotated[
    list[str] | None, typer.Argument(help="Names of tasks in tasks.yaml; all if left out.")
]


@app.callback()
def choose(
    context: typer.Context,
    workspace: WorkspaceOption = DEFAULT,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Print results only.")] = False,
) -> None:
    """One history per customer, and what can be predicted from it."""
    context.obj = Chosen(workspace, quiet)


def main() -> None:
    """Run the command that was typed; exit code 2 says that what was asked cannot be done."""
    try:
        app()
    except PatronError as error:
        print(f"patron: {error}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("patron: stopped; what was finished is kept.", file=sys.stderr)
        sys.exit(130)


@app.command()
def demo(context: typer.Context, trials: Trials = 8, seed: Seed = 0) -> None:
    """Run everything: build the history, train, score, write the report."""
    from patron.cli import say
    from patron.pipeline import build, learn, measure_uplift, score, write_book

    with opened(context) as workspace:
        workspace.check()
        say.built(build(workspace))
        say.trained(learn(workspace, workspace.tasks, trials, seed, say.now()))
        if workspace.experiments:
            say.moved(measure_uplift(workspace, seed))
        say.scored(score(workspace))
        say.reported(write_book(workspace), workspace)


@app.command()
def build(context: typer.Context) -> None:
    """Read the sources into the lake, resolve who is who, and unify the history."""
    from patron.cli import say
    from patron.pipeline import build as build_history

    with opened(context) as workspace:
        say.built(build_history(workspace))


@app.command()
def train(context: typer.Context, tasks: Tasks = None, trials: Trials = 8, seed: Seed = 0) -> None:
    """Train and grade models, and register them in MLflow."""
    from patron.cli import say
    from patron.pipeline import build as build_history
    from patron.pipeline import learn
    from patron.schema import HISTORY

    with opened(context) as workspace:
        # A wrong name is told before a history is built.
        names = [workspace.task(name).name for name in tasks or workspace.tasks]
        if workspace.lake.version(HISTORY) is None:
            say.built(build_history(workspace))
        done = learn(workspace, names, trials, seed, say.now())
        say.trained(done)
        say.papers(done, workspace)


@app.command()
def uplift(context: typer.Context, seed: Seed = 0) -> None:
    """Measure whom each offer moves, where offers were drawn at random, before scoring."""
    from patron.cli import say
    from patron.pipeline import measure_uplift

    with opened(context) as workspace:
        say.moved(measure_uplift(workspace, seed))


@app.command()
def promote(
    context: typer.Context,
    task: Annotated[str, typer.Argument(help="Name of a task in tasks.yaml.")],
    version: Annotated[int, typer.Option(min=1, help="Version in MLflow's registry.")],
    by: Annotated[str, typer.Option(help="Who wants it.")],
    why: Annotated[str, typer.Option(help="The reason, in a sentence.")],
) -> None:
    """Make a version champion whatever its grade; who and why is written down."""
    from patron.cli import say
    from patron.pipeline import promote as make_champion

    with opened(context) as workspace:
        name = workspace.task(task).name
        say.promoted(make_champion(workspace, name, version, by, why, say.now()), workspace)


@app.command()
def rollback(
    context: typer.Context,
    task: Annotated[str, typer.Argument(help="Name of a task in tasks.yaml.")],
    by: Annotated[str, typer.Option(help="Who wants it; the login name if left out.")] = "",
    why: Annotated[str, typer.Option(help="The reason, in a sentence.")] = "rolled back",
) -> None:
    """Make the version champion that was it before the present one."""
    from getpass import getuser

    from patron.cli import say
    from patron.pipeline import rollback as take_back

    with opened(context) as workspace:
        name, who = workspace.task(task).name, by or getuser()
        say.promoted(take_back(workspace, name, who, why, say.now()), workspace)


@app.command()
def score(context: typer.Context) -> None:
    """Score every customer with the champions, decide what to offer, and publish for serving."""
    from patron.cli import say
    from patron.pipeline import score as score_all

    with opened(context) as workspace:
        workspace.registry.note_found(workspace.tasks, say.now())
        say.scored(score_all(workspace))


@app.command()
def publish(context: typer.Context) -> None:
    """Publish the history to the live store, from which the service answers."""
    from patron.cli import say
    from patron.pipeline import publish_newest

    with opened(context) as workspace:
        say.published(publish_newest(workspace))


@app.command()
def collect(context: typer.Context) -> None:
    """Bring what the service received and decided into the lake; `patron build` comes next."""
    from patron.cli import say
    from patron.pipeline import collect as collect_all

    with opened(context) as workspace:
        say.collected(collect_all(workspace))


@app.command()
def report(context: typer.Context) -> None:
    """Write the report: one HTML file that needs no network."""
    from patron.cli import say
    from patron.pipeline import write_book

    with opened(context) as workspace:
        say.reported(write_book(workspace), workspace)


@app.command()
def customer(
    context: typer.Context,
    who: Annotated[str, typer.Argument(help="Customer id, or identifier as type:value.")],
    json: Annotated[bool, typer.Option("--json", help="Print the card as JSON.")] = False,
) -> None:
    """Print the seven-part card of one customer."""
    from patron.cli import say
    from patron.pipeline import customer_card

    with opened(context) as workspace:
        say.card(customer_card(workspace, who), json)


@app.command()
def audit(
    context: typer.Context,
    customer: Annotated[str, typer.Option(help="Customer id, or identifier as type:value.")],
    most: Annotated[int, typer.Option(min=1, help="Print at most so many lines.")] = 100,
) -> None:
    """Print which keys asked the service about a customer, when and what, the newest first."""
    from patron.cli import say_key
    from patron.pipeline import looks_at

    with opened(context) as workspace:
        say_key.looks(*looks_at(workspace, customer, most))


@app.command()
def doctor(context: typer.Context) -> None:
    """Say whether the data suffices for each task, and what is wrong with it."""
    from patron.cli import say
    from patron.pipeline import examine

    with opened(context) as workspace:
        errors = say.findings(examine(workspace), workspace)
    if errors:
        raise typer.Exit(1)


@app.command()
def world(
    context: typer.Context,
    customers: Annotated[int, typer.Option(min=1, help="People who were ever customers.")] = 5_000,
    seed: Annotated[int, typer.Option(min=0, help="Seed of everything random.")] = 0,
    weeks: Annotated[int, typer.Option(min=32, help="Weeks that the files tell of.")] = 78,
    workers: Annotated[int, typer.Option(min=1, help="Processes that work on it.")] = 1,
) -> None:
    """Make the raw files of a made-up retailer, and its truth in a folder of its own."""
    from patron.cli import say
    from patron.world import World, simulate

    if context.obj.workspace == DEFAULT:
        context.obj = replace(context.obj, workspace=WORLD)
    with opened(context) as workspace:
        wanted = World(customers=customers, seed=seed, weeks=weeks)
        say.simulated(simulate(wanted, workspace.raw, workspace.truth, workers), workspace)


@app.command()
def truth(context: typer.Context) -> None:
    """Say how near identity, scores and offers come to the truth of a made-up world."""
    from patron.cli import say
    from patron.pipeline import grade_truth

    if context.obj.workspace == DEFAULT:
        context.obj = replace(context.obj, workspace=WORLD)
    with opened(context) as workspace:
        say.true(grade_truth(workspace))


@app.command()
def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 3000,
    insecure_local: Annotated[
        bool, typer.Option("--insecure-local", help="Answer this machine without keys.")
    ] = False,
) -> None:
    """Serve the champions over HTTP by BentoML; whoever asks needs a key of `patron key add`."""
    from patron.models import current_version

    with opened(context) as workspace:
        current_version(workspace.bundles)
        os.environ.setdefault("BENTOML_DO_NOT_TRACK", "True")
        os.environ["PATRON_WORKSPACE"] = workspace.name
        if insecure_local:
            os.environ["PATRON_INSECURE_LOCAL"] = "1"
        os.environ.setdefault("PATRON_BUNDLE", str(workspace.bundles.resolve()))
        store = f"sqlite:///{workspace.live.resolve()}"
        os.environ.setdefault("PATRON_DATABASE_URL", store)
    where = ["--host", host, "--port", str(port)]
    command = [sys.executable, "-m", "bentoml", "serve", "patron.service.scoring:Scoring", *where]
    os.execv(command[0], command)
