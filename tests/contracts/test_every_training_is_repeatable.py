"""A training says the same in each run, in whatever order sets are walked through."""

import json
import os
import subprocess
import sys
from pathlib import Path

TASKS = ("churn", "lifetime_value", "next_offer")
AGAIN = """
import json, sys
sys.path.insert(0, sys.argv[1])
from test_every_training_is_repeatable import files_of
print(json.dumps(files_of(sys.argv[2])))
"""


def files_of(home: str) -> dict[str, dict[str, str]]:
    """Return the files of a model of each task of the shop, trained anew."""
    from patron import Workspace
    from patron.pipeline.learn import history_of
    from patron.training import train

    workspace = Workspace(Path(home) / "configs" / "ws", Path(home))
    history, found = history_of(workspace), {}
    for name in TASKS:
        spec = workspace.spec(name)
        trained = train(history, workspace.task(name), workspace.features, spec, trials=1, seed=0)
        found[name] = trained.model.files()
    return found


def test_a_training_in_another_process_makes_the_same_files(shop):
    here = files_of(str(shop.home))
    seed = {"PYTHONHASHSEED": "7"}
    told = subprocess.run(
        [sys.executable, "-c", AGAIN, str(Path(__file__).parent), str(shop.home)],
        env={**os.environ, **seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(told.stdout) == here
