from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[1]


def test_the_docs_show_what_the_benchmarks_printed():
    from benchmarks.explain.page import DOCS, RESULTS
    from benchmarks.models.page import with_part

    page = DOCS.read_text(encoding="utf-8")
    for part in ("contributions", "night"):
        kept = (RESULTS / f"{part}.md").read_text(encoding="utf-8")
        assert with_part(page, part, kept) == page


@pytest.mark.filterwarnings("ignore")  # SHAP's own, of matplotlib and of its older versions.
def test_every_contender_gives_the_same_contributions(tmp_path):
    lightgbm = pytest.importorskip("lightgbm")
    from benchmarks.explain.contenders import CONTENDERS

    X = np.random.default_rng(0).normal(size=(60, 3))
    path = tmp_path / "model.txt"
    params = {"objective": "binary", "num_leaves": 6, "verbosity": -1, "min_data_in_leaf": 5}
    lightgbm.train(params, lightgbm.Dataset(X, X[:, 0] > X[:, 1]), 5).save_model(path)
    ours, shaps, lightgbms = (
        CONTENDERS[name].load()(path, X) for name in ("patron", "shap", "lightgbm")
    )
    np.testing.assert_allclose(ours, shaps, atol=1e-12)
    np.testing.assert_allclose(ours, lightgbms, atol=1e-12)


def test_contributions_that_differ_or_do_not_add_up_stop_it():
    from benchmarks.explain.__main__ import errors

    shap = np.array([[1.0, 2.0]])
    assert errors({"shap": shap, "patron": shap}, np.array([4.0]), 1.0)["patron"] == (0.0, 0.0)
    with pytest.raises(SystemExit, match=r"patron is off by 0\.5, its sums by 0"):
        errors({"shap": shap, "patron": shap + np.array([0.5, -0.5])}, np.array([4.0]), 1.0)
    with pytest.raises(SystemExit, match=r"shap is off by 0, its sums by 1"):
        errors({"shap": shap}, np.array([5.0]), 1.0)


def test_the_table_says_how_many_times_as_fast():
    from benchmarks.explain.__main__ import table
    from benchmarks.explain.measure import Cost

    costs = {"shap": Cost(20.0, 40.0, 10**8), "patron": Cost(2.0, 2.0, 10**7)}
    text = table(costs, {"shap": (0.0, 0.0), "patron": (1e-9, 0.0)}, 100)
    ours, theirs = text.splitlines()[-2:]
    assert ours == "| **patron** | 2.0 | 2.0 | 50 | 10.0 | 20.0 | 1e-09 | 0e+00 | 10 MB |"
    assert theirs.startswith("| SHAP's TreeExplainer | 20.0 | 40.0 | 2 | 1.0 | 1.0 |")
