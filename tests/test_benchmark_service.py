from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def test_the_docs_show_what_the_benchmark_printed():
    from benchmarks.models.page import with_part
    from benchmarks.service.page import DOCS, RESULTS

    page = DOCS.read_text(encoding="utf-8")
    for part in ("service", "service steps", "service switches"):
        kept = (RESULTS / f"{part}.md").read_text(encoding="utf-8")
        assert with_part(page, part, kept) == page


def test_the_shop_has_a_hundred_features():
    from benchmarks.service.shop import FEATURES

    from patron.features import load_features

    assert len(load_features(FEATURES)) == 100


def test_without_a_load_generator_it_says_how_to_get_one(monkeypatch):
    from benchmarks.service.load import check_wrk

    monkeypatch.setenv("PATH", "")
    with pytest.raises(SystemExit, match="apt-get install wrk"):
        check_wrk()


def test_the_table_says_how_far_each_promise_is_kept():
    from benchmarks.service.contenders import MLFLOW, OURS, TUNED
    from benchmarks.service.load import Measured
    from benchmarks.service.table import TOGETHER, about_customers

    def run(rate, p50, p99=9.0):
        return [Measured(rate * 2, 2.0, p50, p99, 1.0)]

    rows = {(TUNED, 1): run(800, 1.0), (OURS, 1): run(900, 1.1), (MLFLOW, 1): run(600, 1.5)}
    rows |= {(OURS, 16): run(800, 16.0), (MLFLOW, 16): run(400, 32.0)}
    customers = {"/score": run(250, 3.0), TOGETHER: run(6, 160.0)}
    assert about_customers(customers, rows, 1_000).splitlines()[-6:] == [
        "| promise | at least / most | found |",
        "| --- | ---: | ---: |",
        "| requests a second about a given row, times those of mlflow | 1 | 1.50 "
        "(2.00 with 16 clients) |",
        "| median of `/score` above tuned BentoML, ms | 2.5 | 2.00 |",
        "| p99 of `/score`, times its median | 3 | 3.00 |",
        "| customers a second, 1,000 in one request, times one by one | 20 | 24.0 |",
    ]


def test_where_the_floor_itself_spreads_nothing_is_concluded():
    from benchmarks.service.contenders import MLFLOW, OURS, TUNED
    from benchmarks.service.load import Measured
    from benchmarks.service.table import TOGETHER, about_customers

    calm, busy = Measured(2, 2.0, 1.0, 2.0, 1.0), Measured(2, 2.0, 1.5, 2.0, 1.0)
    rows = {(name, n): [calm, calm] for name in (TUNED, OURS, MLFLOW) for n in (1, 16)}
    rows[TUNED, 1] = [calm, busy]
    text = about_customers({"/score": [calm] * 2, TOGETHER: [calm] * 2}, rows, 1_000)
    assert text.endswith("Inconclusive: the median of tuned BentoML itself spread by 1.50.")
