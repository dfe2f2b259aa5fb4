"""Judge the models beside what else could be used, and write the tables into docs/models.md.

``python -m benchmarks.models --only churn lifetime_value`` asks each question of QUESTIONS at
every one of its test cutoffs. Nothing is chosen on what lies after a test cutoff.
"""

import argparse
import logging
import sys

from benchmarks.models.contenders import judge
from benchmarks.models.page import publish
from benchmarks.models.questions import QUESTIONS, open_workspace
from benchmarks.models.table import table

log = logging.getLogger(__name__)


def main() -> None:
    """Judge what the command line asks for."""
    asked = _asked()
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    tables = []
    for question in QUESTIONS:
        if question.task not in asked.only or question.workspace not in asked.data:
            continue
        try:
            workspace, history = open_workspace(question.workspace)
        except FileNotFoundError as missing:
            log.warning("%s is left out: %s", question.workspace, missing)
            continue
        windows = []
        for end in question.ends:
            log.info("%s of %s until %s", question.task, question.workspace, end)
            windows.append(judge(workspace, history, question.task, end, asked.threads))
        title = f"{question.task}, {workspace.settings.title}"
        metric = workspace.task(question.task).metric
        tables.append(table(title, metric, windows, asked.samples))
        print(tables[-1], flush=True)
    whole = len(tables) == len(QUESTIONS)
    if whole and not asked.dry:
        publish("rolling", "\n".join(tables))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.models")
    tasks = sorted({question.task for question in QUESTIONS})
    data = sorted({question.workspace for question in QUESTIONS})
    parser.add_argument("--only", nargs="+", choices=tasks, default=tasks, help="tasks")
    parser.add_argument("--data", nargs="+", choices=data, default=data, help="workspaces")
    parser.add_argument("--samples", type=int, default=200, help="bootstrap samples")
    parser.add_argument("--threads", type=int, default=1, help="of LightGBM")
    parser.add_argument("--dry", action="store_true", help="print, but leave docs/ as they are")
    return parser.parse_args()


if __name__ == "__main__":
    main()
