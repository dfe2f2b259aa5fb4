"""How MLflow loads a logged model again: from plain text files, without pickle."""

from pathlib import Path
from typing import Any

import numpy as np

from patron.models import Model


class Answers:
    """A model as MLflow wants it: something with a `predict`."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def predict(self, rows: Any, params: Any = None) -> Any:
        """Return the answer of each row; columns are taken by name where they have names."""
        if hasattr(rows, "columns"):
            rows = rows[list(self.model.columns)]
        return self.model.estimator.answer(np.asarray(rows, dtype=float))


def read_model(folder: Path) -> Model:
    """Return the model whose plain files lie in `folder`."""
    files = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())}
    return Model.from_files(files)


def _load_pyfunc(data_path: str) -> Answers:
    """Return what MLflow calls; the name is MLflow's."""
    return Answers(read_model(Path(data_path)))
