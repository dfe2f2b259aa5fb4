"""Swap models under load: does every request get an answer, and from one bundle or the other?

Run as ``python -m benchmarks.service.swap --swaps 20``. Clients ask without a pause while one
bundle takes the place of another again and again. Then bundles come that must not be taken: one
with a flipped bit, and one whose model was fitted on other features than it declares.
"""

import argparse
import json
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.service import made
from benchmarks.service.databases import new_database
from benchmarks.service.served import Respawned, Served
from patron.models import read_bundle, write_bundle
from patron.models.model import CARD

CLIENTS = 4
CUSTOMERS = 50
QUESTIONS = ("/churn", "/score", "/explain", "/next_best_offer")


@dataclass
class Seen:
    """What clients saw.

    Parameters
    ----------
    answers
        By bundle.
    failed
        Everything that was not an answer.
    refused
        By what was wrong with a bundle, whether /readyz warned and the old one answered on.
    """

    answers: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    refused: dict[str, bool] = field(default_factory=dict)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--swaps", type=int, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, new_database("sqlite", Path(folder)) as url:
        seen = swap(Path(folder), url, asked.swaps, Served)
    print("| swaps | requests | of the first bundle | of the second | failed | refused |")
    print("| --- | --- | --- | --- | --- | --- |")
    requests = seen.answers.total() + len(seen.failed)
    told = [f"{count:,}" for _, count in sorted(seen.answers.items())]
    refused = ", ".join(f"{what}: {'yes' if was else 'no'}" for what, was in seen.refused.items())
    print(f"| {asked.swaps} | {requests:,} | {' | '.join(told)} | {len(seen.failed)} | {refused} |")


def swap(folder: Path, url: str, swaps: int, kind: type[Served] = Respawned) -> Seen:
    """Return what clients saw while bundles were swapped, and damaged ones came.

    Parameters
    ----------
    folder
        For bundles and log.
    url
        An empty database.
    swaps
        How often.
    kind
        How the service is run.
    """
    versions = [made.write_models(folder / "bundle", seed) for seed in (2, 1)][::-1]
    made.publish(url, CUSTOMERS)
    served, seen, done = kind(folder, url), Seen(), threading.Event()
    served.start()
    threads = [
        threading.Thread(target=_ask, args=(served, seen, done, number))
        for number in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    try:
        for number in range(1, swaps + 1):
            _point(folder / "bundle", versions[number % 2])
            _wait(served, "bundle", versions[number % 2])
        answering = versions[swaps % 2]
        for what, break_it in BROKEN.items():
            break_it(folder / "bundle", versions[0])
            _wait(served, "warning", None)
            seen.refused[what] = _bundle(served) == answering
            _point(folder / "bundle", answering)
            _wait(served, "bundle", answering)
    finally:
        done.set()
        for thread in threads:
            thread.join()
        served.stop()
    return seen


def _ask(served: Served, seen: Seen, done: threading.Event, number: int) -> None:
    client = served.connect()
    while not done.is_set():
        number += 1
        path = QUESTIONS[number % len(QUESTIONS)]
        body = {"customer": made.customer_id(number % CUSTOMERS)}
        status, said = client.ask("POST", path, body)
        if status != 200:
            seen.failed.append(f"{path}: {status} {said}")
        elif path == "/churn":
            seen.answers[said["bundle"]] += 1
        else:
            seen.answers["other questions"] += 1
    client.close()


def _flip_a_bit(bundles: Path, version: str) -> None:
    """Make a copy the current one in which one bit of a model is another."""
    bundle = read_bundle(bundles, version)
    damaged = write_bundle(bundles, bundle.models, {**bundle.texts, "other": "copy"})
    file = next((bundles / damaged / "churn").glob("*.txt"))
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def _declare_other_features(bundles: Path, version: str) -> None:
    """Make a copy the current one whose model declares a feature too many."""
    bundle = read_bundle(bundles, version)
    files = {name: one.files() for name, one in bundle.models.items()}
    card = json.loads(files["churn"][CARD])
    card["features"].append({**card["features"][0], "name": "another"})
    changed = type(bundle.models["churn"]).from_files({**files["churn"], CARD: json.dumps(card)})
    write_bundle(bundles, {"churn": changed}, bundle.texts)


BROKEN = {"a flipped bit": _flip_a_bit, "other features": _declare_other_features}


def _point(bundles: Path, version: str) -> None:
    """Make a bundle that is there the current one, in one step, as `write_bundle` does."""
    draft = bundles / ".current.json.new"
    draft.write_text(json.dumps({"version": version}) + "\n", encoding="utf-8")
    draft.replace(bundles / "current.json")


def _bundle(served: Served) -> str | None:
    status, ready = served.ask("GET", "/readyz")
    return str(ready["bundle"]) if status == 200 else None


def _wait(served: Served, name: str, value: str | None, seconds: float = 60) -> None:
    """Wait until /readyz says something: of `value`, or at all; and no warning any more."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        status, ready = served.ask("GET", "/readyz")
        if status == 200 and (
            name in ready if value is None else ready[name] == value and "warning" not in ready
        ):
            return
        time.sleep(0.05)
    raise TimeoutError(f"/readyz does not say {name} {value or ''}; see {served.log}.")


if __name__ == "__main__":
    main()
