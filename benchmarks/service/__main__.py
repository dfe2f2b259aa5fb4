"""Measure the service beside others under load, and write the tables into docs/serving.md.

``python -m benchmarks.service`` makes a shop, starts all servers, and asks one after the other, in
rounds. Load comes from another process. Answers are compared before anything is timed.
"""

import argparse
import json
import logging
import os
import signal
import subprocess
import sys
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import lightgbm

from benchmarks.service.contenders import (
    FASTAPI,
    MLFLOW,
    OURS,
    TUNED,
    Contender,
    bare,
    contenders,
    known_rows,
    start,
    write_bodies,
)
from benchmarks.service.load import Measured, check_wrk, load, tree, wait_for
from benchmarks.service.page import publish
from benchmarks.service.shop import CUSTOMERS, ROWS, TREES, Shop, make_shop
from benchmarks.service.steps import STEPS
from benchmarks.service.switches import about_switches
from benchmarks.service.table import TOGETHER, about_customers, about_rows, about_steps

log = logging.getLogger(__name__)

PORT = 4_300
MANY = 16
# Load that is not counted.
WARM = 2.0

Runs = dict[str, list[Measured]]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.service")
    parser.add_argument("--seconds", type=float, default=5.0, help="of load a run")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--customers", type=int, default=CUSTOMERS)
    parser.add_argument("--dry", action="store_true", help="leave the docs as they are")
    asked = parser.parse_args()
    check_wrk()
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    with TemporaryDirectory(prefix="patron-bench-") as folder:
        log.info("making %s customers of %d interactions", f"{asked.customers:,}", ROWS)
        shop = make_shop(Path(folder), asked.customers, TREES)
        parts = {
            "service switches": about_switches(shop),
            "service": _all(shop, asked.rounds, asked.seconds),
            "service steps": _steps(shop, asked.seconds),
        }
    for part, text in parts.items():
        print(text, end="\n\n")
        if not asked.dry:
            publish(part, text)


def _all(shop: Shop, rounds: int, seconds: float) -> str:
    found = contenders(shop, PORT)
    with served(shop, found) as pids:
        check_answers(shop, found)
        rows, customers = measure(shop, found, pids, rounds, seconds)
    return f"{about_rows(rows)}\n\n{about_customers(customers, rows, len(shop.customers))}"


def measure(
    shop: Shop, found: list[Contender], pids: dict[str, int], rounds: int, seconds: float
) -> tuple[dict[tuple[str, int], list[Measured]], Runs]:
    """Return what was measured: of rows by contender and clients, of our customers by question.

    Parameters
    ----------
    shop, found, pids
        Who is asked about whom, and their processes.
    rounds, seconds
        How often each is asked, in turns, and for how long.
    """
    rows: dict[tuple[str, int], list[Measured]] = defaultdict(list)
    customers: Runs = defaultdict(list)
    [ours] = (one for one in found if one.name == OURS)
    questions = customer_questions(shop)
    for one in found:
        load(pids[one.name], one.url(one.address), one.bodies, WARM, 1, one.key)
    for name, (address, bodies) in questions.items():
        load(pids[OURS], ours.url(address), bodies, WARM, 1, ours.key)
        log.info("warm: %s", name)
    for turn in range(rounds):
        for one in found:
            for clients in (1, MANY):
                url = one.url(one.address)
                taken = load(pids[one.name], url, one.bodies, seconds, clients, one.key)
                rows[one.name, clients].append(taken)
                log.info("%d %s, %d: %.0f a second", turn + 1, one.name, clients, taken.rate)
        for name, (address, bodies) in questions.items():
            taken = load(pids[OURS], ours.url(address), bodies, seconds, 1, ours.key)
            customers[name].append(taken)
            log.info("%d %s: %.2f ms, p99 %.2f ms", turn + 1, name, taken.p50, taken.p99)
    return rows, customers


def customer_questions(shop: Shop) -> dict[str, tuple[str, Path]]:
    """Return address and bodies of the questions about stored customers."""
    one = [{"customer": name} for name in shop.customers[:100]]
    alone = write_bodies(shop.folder / "one.jsonl", one)
    together = write_bodies(shop.folder / "many.jsonl", [{"customers": list(shop.customers)}])
    return {
        "/churn": ("/churn", alone),
        "/score": ("/score", alone),
        TOGETHER: ("/score", together),
    }


def _steps(shop: Shop, seconds: float) -> str:
    """Return the table of what each step of tuning gained, one server after the other."""
    bodies = shop.folder / "patron.jsonl"
    found = {}
    for steps, name in enumerate(STEPS):
        one = bare(steps, PORT + 10 + steps, bodies)
        with served(shop, [one]) as pids:
            url = one.url(one.address)
            load(pids[one.name], url, bodies, WARM, 1, "")
            found[name] = [load(pids[one.name], url, bodies, seconds, n, "") for n in (1, MANY)]
            log.info("%s: %.2f ms of CPU", name, found[name][0].cpu)
    return about_steps(found)


@contextmanager
def served(shop: Shop, found: list[Contender]) -> Iterator[dict[str, int]]:
    """Start servers for the ``with`` block; return the process of each by its name."""
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for one in found:
            said = shop.folder / f"{one.port}.log"
            running[one.name] = start(one, said)
            try:
                wait_for(one.url(one.ready), running[one.name])
            except SystemExit:
                log.error("%s", said.read_text(errors="replace")[-3_000:])
                raise
            log.info("%s is ready", one.name)
        yield {name: process.pid for name, process in running.items()}
    finally:
        started = [pid for process in running.values() for pid in tree(process.pid)]
        for process in running.values():
            process.terminate()
        for process in running.values():
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
        # Workers of a server that had to be killed would live on.
        for pid in started:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def check_answers(shop: Shop, found: list[Contender]) -> None:
    """Compare what those who have the same trees say of the first row, and what we say of it.

    Raises
    ------
    SystemExit
        If two differ by more than a rounding error, or ours is not what the bundle's model says.
    """
    from patron.models import read_bundle

    _, rows = known_rows(shop)
    trees = lightgbm.Booster(model_file=str(shop.trees)).predict(rows[:1], num_threads=1)[0]
    ours = read_bundle(shop.folder / "bundle").models["churn"].estimator.answer(rows[:1])[0]
    said = {one.name: ask(one) for one in found}
    expected = {
        FASTAPI: (said[FASTAPI].get("probability"), trees),
        MLFLOW: (said[MLFLOW].get("predictions", [None])[0], trees),
        OURS: (said[OURS].get("probability"), ours),
        TUNED: (said[TUNED].get("probability"), 0.5),
    }
    for name, (got, right) in expected.items():
        if got is None or abs(got - right) > 1e-12:
            raise SystemExit(f"{name} says {got}, but {right} is right.")


def ask(contender: Contender) -> dict[str, object]:
    """Return the answer to the first of a contender's questions."""
    with contender.bodies.open("rb") as bodies:
        body = bodies.readline()
    headers = {"content-type": "application/json", "authorization": f"Bearer {contender.key}"}
    url = contender.url(contender.address)
    with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=60) as answer:
        said: dict[str, object] = json.loads(answer.read())
    return said


if __name__ == "__main__":
    main()
