"""What is asked: the contributions to a model of 500 trees of 63 leaves over 100 features."""

from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[2]
HOME = ROOT / "data" / "bench" / "explain"
TREES, LEAVES, FEATURES = 500, 63, 100
ROWS, SEED = 20_000, 0


def made_up() -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return features, one value in ten unknown, and whether each row says yes."""
    rng = np.random.default_rng(SEED)
    X = rng.normal(size=(ROWS, FEATURES))
    X[rng.random(X.shape) < 0.1] = np.nan
    known = np.nan_to_num(X)
    logit = known @ rng.normal(size=FEATURES) / 3 + 2 * np.sin(2 * known[:, 0]) * known[:, 1]
    return X, logit + rng.logistic(size=ROWS) > 0


def model_file() -> Path:
    """Return the file of the model, fitted where it is not there yet."""
    import lightgbm

    path = HOME / f"{TREES}x{LEAVES}x{FEATURES}.txt"
    if not path.is_file():
        X, yes = made_up()
        params = {
            "objective": "binary",
            "num_leaves": LEAVES,
            "learning_rate": 0.05,
            "deterministic": True,
            "force_row_wise": True,
            "seed": SEED,
            "verbosity": -1,
        }
        booster = lightgbm.train(params, lightgbm.Dataset(X, yes.astype(float)), TREES)
        path.parent.mkdir(parents=True, exist_ok=True)
        booster.save_model(path)
    return path
