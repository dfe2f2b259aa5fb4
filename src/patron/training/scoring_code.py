"""The model as MLflow loads it: code from this file, content from plain text files, no pickle."""

from pathlib import Path
from typing import Any

import mlflow
import numpy as np
from mlflow.pyfunc import PythonModel

from patron.models import Model


class PatronModel(PythonModel):  # type: ignore[misc]
    """Answers of a patron model for a frame of features."""

    def load_context(self, context: Any) -> None:
        """Read the model from the files that were logged with it."""
        folder = Path(context.artifacts["model"])
        files = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
        self.model = Model.from_files(files)

    def predict(self, context: Any, model_input: Any, params: Any = None) -> Any:
        """Return the answer of each row; columns are taken by name where there are names."""
        if hasattr(model_input, "columns"):
            model_input = model_input[list(self.model.columns)]
        return self.model.estimator.answer(np.asarray(model_input, dtype=float))


mlflow.models.set_model(PatronModel())
