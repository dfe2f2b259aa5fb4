"""The mapping of CDNOW, read for real."""

from pathlib import Path

import pyarrow.compute as pc
import pytest

from patron.lake import Lake
from patron.schema import IDENTIFIERS, INTERACTIONS, REJECTED
from patron.sources import load_sources, read_sources

SOURCES = Path(__file__).parents[2] / "configs" / "cdnow" / "sources"


def test_every_purchase_is_read_and_none_is_merged_with_another(tmp_path):
    lake = Lake(tmp_path, threads=1)
    [report] = read_sources(load_sources(SOURCES), tmp_path, lake)
    purchases = lake.read(INTERACTIONS)
    assert purchases.num_rows == 69_659
    assert len(pc.unique(purchases["account"])) == 23_570
    assert lake.read(IDENTIFIERS).num_rows == 23_570
    assert lake.read(REJECTED).num_rows == 0
    assert (report.records, report.rejected, report.repeated) == (69_659, 0, 0)
    # The sum of the dollars as awk adds them up in the file.
    assert pc.sum(purchases["amount"]).as_py() == pytest.approx(2_500_315.63)
    assert pc.min(purchases["occurred_at"]).as_py().isoformat() == "1997-01-01T00:00:00+00:00"
    assert pc.max(purchases["occurred_at"]).as_py().isoformat() == "1998-06-30T00:00:00+00:00"
