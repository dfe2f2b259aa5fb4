"""`patron minimise`: which fields of the sources need not be collected."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from patron.cli.opened import opened

if TYPE_CHECKING:
    from patron.report.minimised import MinimisedFacts


def minimise(
    context: typer.Context,
    tasks: Annotated[
        list[str] | None, typer.Argument(help="Names of tasks in tasks.yaml; all if left out.")
    ] = None,
    tolerance: Annotated[
        float, typer.Option(min=0, help="Loss of AUC or Gini that does not matter.")
    ] = 0.005,
    rows: Annotated[
        int, typer.Option(min=1_000, help="Most rows that each window is learnt or judged on.")
    ] = 20_000,
    repeats: Annotated[
        int, typer.Option(min=1, help="Models of different seeds that answer together.")
    ] = 3,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the models and the bootstrap.")] = 0,
) -> None:
    """Say which fields of the sources earn nothing and need not be collected."""
    from patron.cli import say
    from patron.pipeline import minimise as look_what_is_needed
    from patron.pipeline import write_minimised
    from patron.pipeline.minimise import facts_of
    from patron.training.forgo import Effort

    with opened(context) as workspace:
        wanted, effort = tasks or list(workspace.tasks), Effort(rows, repeats)
        found = look_what_is_needed(workspace, wanted, tolerance, effort, seed)
        _say(facts_of(workspace, found), write_minimised(workspace, found, say.now()))


def _say(facts: "MinimisedFacts", path: Path) -> None:
    """Print fields that nothing reads, then what each other datum earns, the least first."""
    from patron.report.minimised import CAN_GO, ELSE, NEEDED, OPEN, together_said
    from patron.report.model.said import metric_name

    print(f"\n{facts.sentence}")
    if facts.left_out:
        print(facts.not_measured)
    for field, why in facts.unread:
        print(f"  {field:<40} {why}")
    for verdict in (CAN_GO, OPEN, NEEDED, ELSE):
        some = facts.of(verdict)
        if some:
            print(f"\n{verdict}:")
        for one in some:
            print(f"  {one.name}   [{', '.join(one.fields)}]")
            for loss in one.losses:
                caught = loss.said_caught(facts.currency)
                print(
                    f"    without it: {loss.task}: {metric_name(loss.metric)} falls by "
                    f"{loss.said()}, and of what happens the tenth ranked first catches {caught} "
                    "less"
                )
            if one.needed:
                print(f"    {one.needed}")
    print()
    for together in facts.together:
        print(f"together, chosen on the window before: {together_said(together)}")
    print(f"report:  {path}   (open it in a browser)")
