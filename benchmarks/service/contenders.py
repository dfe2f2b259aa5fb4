"""Who is asked, and in which words."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import lightgbm
import numpy as np

from benchmarks.service.page import ROOT
from benchmarks.service.shop import Shop
from benchmarks.service.steps import STEPS

FLOOR, TUNED, OURS = "BentoML, a constant, as it comes", "BentoML, a constant, tuned", "patron"
FASTAPI, MLFLOW = "FastAPI, the same trees", "mlflow models serve, the same trees"
# What every server is told: one thread, and no news to its maker.
QUIET = {"OMP_NUM_THREADS": "1", "BENTOML_DO_NOT_TRACK": "True", "MLFLOW_DISABLE_TELEMETRY": "true"}
ASKED = 200


@dataclass(frozen=True)
class Contender:
    """A server that says how likely somebody is to stay away.

    Parameters
    ----------
    name
        In the tables.
    command
        That starts it; the port comes last.
    port
        Where it listens.
    ready, address
        Paths that answer once it is ready, and that are asked.
    bodies
        A question a line.
    environment
        What it is told besides.
    key
        Sent with each question, if any.
    """

    name: str
    command: tuple[str, ...]
    port: int
    ready: str
    address: str
    bodies: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    key: str = ""

    def url(self, path: str) -> str:
        """Return the address of a path."""
        return f"http://127.0.0.1:{self.port}{path}"


def contenders(shop: Shop, port: int) -> list[Contender]:
    """Return all who are asked about a row of features, on ports from `port` on."""
    files = write_rows(shop)
    bento = (sys.executable, "-m", "bentoml", "serve", "--port")
    model = save_for_mlflow(shop)
    mlflow = (sys.executable, "-m", "mlflow", "models", "serve", "-m", str(model))
    local = ("--env-manager", "local", "--host", "127.0.0.1", "--workers", "1", "--port")
    fastapi = (sys.executable, "-m", "uvicorn", "benchmarks.service.with_fastapi:app")
    trees = {"BENCH_TREES": str(shop.trees)}
    return [
        bare(0, port, files["patron"]),
        bare(len(STEPS) - 1, port + 1, files["patron"]),
        Contender(FASTAPI, (*fastapi, "--no-access-log", "--port"), port + 2, "/readyz", "/churn",
                  files["fastapi"], trees),
        Contender(MLFLOW, (*mlflow, *local), port + 3, "/ping", "/invocations", files["mlflow"]),
        Contender(OURS, bento, port + 4, "/readyz", "/churn", files["patron"],
                  shop.environment(), shop.key),
    ]  # fmt: skip


def bare(steps: int, port: int, bodies: Path) -> Contender:
    """Return BentoML with a constant, so many steps tuned."""
    name = FLOOR if steps == 0 else TUNED if steps == len(STEPS) - 1 else STEPS[steps]
    command = (sys.executable, "-m", "bentoml", "serve", "benchmarks.service.bare:Bare", "--port")
    return Contender(name, command, port, "/readyz", "/churn", bodies, {"BARE": str(steps)})


def start(contender: Contender, log: Path) -> subprocess.Popen[bytes]:
    """Return the started server; what it says goes to a file."""
    command = [*contender.command, str(contender.port)]
    if contender.name == OURS:
        command.insert(4, "service:Scoring")
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    # mlflow looks for uvicorn by its name.
    programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    told = {**QUIET, "PYTHONPATH": path, "PATH": programs, **contender.environment}
    environment = {**os.environ, **told}
    with log.open("wb") as said:
        return subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=said, stderr=said, start_new_session=True
        )


def known_rows(shop: Shop) -> tuple[list[str], np.ndarray]:
    """Return the names and the rows that are asked about; every value is known, as mlflow asks."""
    kept = json.loads(shop.rows.read_text())
    rows = np.array([kept["rows"][place] for place in range(min(ASKED, len(kept["rows"])))], float)
    return kept["columns"], np.nan_to_num(rows, nan=-1.0)


def write_rows(shop: Shop) -> dict[str, Path]:
    """Return files with the same rows in each contender's words."""
    columns, rows = known_rows(shop)
    words = {
        "patron": [{"features": dict(zip(columns, row, strict=True))} for row in rows.tolist()],
        "fastapi": [{"row": row} for row in rows.tolist()],
        "mlflow": [{"inputs": [row]} for row in rows.tolist()],
    }
    return {name: write_bodies(shop.folder / f"{name}.jsonl", said) for name, said in words.items()}


def write_bodies(path: Path, said: list[dict[str, object]]) -> Path:
    """Return a file with a question a line."""
    path.write_text("".join(json.dumps(one) + "\n" for one in said), encoding="utf-8")
    return path


def save_for_mlflow(shop: Shop) -> Path:
    """Return a folder with the trees as mlflow keeps them."""
    import mlflow

    folder = shop.folder / "mlflow"
    booster = lightgbm.Booster(model_file=str(shop.trees))
    mlflow.lightgbm.save_model(booster, str(folder), pip_requirements=["lightgbm", "mlflow"])
    return folder
