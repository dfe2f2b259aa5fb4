import numpy as np
import pytest

from patron.errors import ModelError
from patron.training import train
from patron.training.loader import _load_pyfunc, read_model


@pytest.fixture
def stored(tmp_path, history, task, features, spec):
    model = train(history, task, features, spec, trials=0, seed=0).model
    for name, text in model.files().items():
        (tmp_path / name).write_bytes(text.encode())
    return model, tmp_path


def test_a_model_is_read_from_its_files(stored):
    model, folder = stored
    assert read_model(folder).files() == model.files()


def test_columns_are_taken_by_name_where_they_have_names(stored):
    import pandas as pd

    model, folder = stored
    X = np.array([[3.0, 1.0], [40.0, 9.0]])
    wanted = model.estimator.answer(X).tolist()
    answers = _load_pyfunc(str(folder))
    assert answers.predict(X).tolist() == wanted
    named = pd.DataFrame(X, columns=["days", "purchases"])
    assert answers.predict(named[["purchases", "days"]]).tolist() == wanted


def test_a_missing_file_is_noticed(stored):
    _, folder = stored
    (folder / "model.json").unlink()
    with pytest.raises(ModelError, match="damaged"):
        read_model(folder)
