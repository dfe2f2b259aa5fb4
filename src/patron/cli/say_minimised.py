"""What `patron minimise` prints."""

from pathlib import Path

from patron.pipeline import Minimised, Workspace
from patron.pipeline.minimise import facts_of
from patron.report.minimised import CAN_GO, ELSE, NEEDED, OPEN, together_said
from patron.report.model.said import metric_name


def minimised(found: Minimised, path: Path, workspace: Workspace) -> None:
    """Print fields that nothing reads, then what each other datum earns, the least first."""
    facts = facts_of(workspace, found)
    print(f"\n{facts.sentence}")
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
                    f"    {loss.task}: {metric_name(loss.metric)} falls by {loss.said()}, what the "
                    f"first tenth catches by {caught}"
                )
            if one.needed:
                print(f"    {one.needed}")
    print()
    for together in facts.together:
        print(f"together, chosen on the window before: {together_said(together)}")
    print(f"report:  {path}   (open it in a browser)")
