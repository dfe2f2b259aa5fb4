from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def history(tmp_path: Path) -> list[str]:
    from benchmarks.features.make_data import parquet_files

    return parquet_files(tmp_path, 2_000)


def test_duckdb_gives_the_features_that_patron_gives(history):
    from benchmarks.features import with_duckdb, with_patron
    from benchmarks.features.compare import first_difference
    from benchmarks.features.question import CUTOFFS, feature_names

    ours = with_patron.run(history, CUTOFFS)
    theirs = with_duckdb.run(history, CUTOFFS)

    assert ours.column_names == ["customer_id", "cutoff", *feature_names()]
    assert theirs.column_names == ours.column_names
    assert ours.num_rows > 50
    assert first_difference(theirs, ours) is None


def test_a_difference_is_found_and_said(history):
    from benchmarks.features import with_duckdb
    from benchmarks.features.compare import first_difference
    from benchmarks.features.question import CUTOFFS

    right = with_duckdb.run(history, CUTOFFS)
    place = right.schema.get_field_index("purchases_ever")
    first = np.arange(right.num_rows) == 0
    more = pa.array(right["purchases_ever"].to_numpy() + first)

    found = first_difference(right.set_column(place, "purchases_ever", more), right)

    assert found is not None
    assert found.startswith("purchases_ever of c00000000 at 2024-07-01")
