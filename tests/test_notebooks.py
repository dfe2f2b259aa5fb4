"""The notebooks run from a clean checkout, and what is committed of them is fit to be read."""

import base64
import os
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
MOST_BYTES_OF_FIGURES = 100_000


def name(path: Path) -> str:
    return path.stem


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def outputs(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [out for cell in notebook.cells if cell.cell_type == "code" for out in cell.outputs]


def text_of(notebook: nbformat.NotebookNode) -> str:
    said = []
    for out in outputs(notebook):
        said += [out.get("text", ""), *map(str, out.get("data", {}).values())]
    return "\n".join(said)


# The kernel's own libraries, on the way from this process to the kernel.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_a_notebook_runs_without_error_or_warning(path, tmp_path, monkeypatch, mlflow_store):
    (tmp_path / "models").mkdir()
    shutil.copy(mlflow_store, tmp_path / "models" / "mlflow.db")
    monkeypatch.setenv("PATRON_HOME", str(tmp_path))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    notebook = read(path)
    client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(FOLDER)}})
    client.execute(env=dict(os.environ))
    assert [out for out in outputs(notebook) if out.get("name") == "stderr"] == []
    assert "champion" in text_of(notebook) or "challenger" in text_of(notebook)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_a_committed_notebook_was_run_from_top_to_bottom(path):
    cells = [cell for cell in read(path).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_a_committed_notebook_tells_nothing_of_the_machine_it_ran_on(path):
    text = text_of(read(path)) + path.read_text(encoding="utf-8")
    for trace in ("/home/", "/root/", "/tmp/", "/Users/", "C:\\\\", "site-packages", "Warning"):
        assert trace not in text


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_the_figures_of_a_committed_notebook_are_small(path):
    images = [
        out.data["image/png"] for out in outputs(read(path)) if "image/png" in out.get("data", {})
    ]
    assert images
    assert sum(len(base64.b64decode(image)) for image in images) < MOST_BYTES_OF_FIGURES


def test_there_are_notebooks():
    assert [name(path) for path in NOTEBOOKS] == [
        "01_first_look",
        "02_churn",
        "03_lifetime_value",
        "04_next_offer",
        "05_explanations",
    ]
