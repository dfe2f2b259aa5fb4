import hashlib
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from patron.errors import SourceError
from patron.lake import Lake
from patron.schema import INTERACTIONS, REJECTED
from patron.sources import load_sources, read_sources
from patron.world import World, simulate
from patron.world.simulate import Made

CONFIGS = Path(__file__).parents[2] / "configs" / "world"


@pytest.fixture(scope="module")
def read(files, tmp_path_factory):
    """The lake that the workspace's sources make of the files, and its reports."""
    lake = Lake(tmp_path_factory.mktemp("lake"), threads=1)
    reports = read_sources(load_sources(CONFIGS / "sources"), files[0], lake)
    return lake, {report.source: report for report in reports}


def checksums(*folders):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in folders
        for path in sorted(folder.rglob("*.*"))
    }


def test_the_same_seed_makes_the_same_bytes_whatever_the_workers(tmp_path):
    small = World(customers=90, block=30, seed=3, weeks=32)
    found = []
    for name, workers in (("one", 1), ("two", 2)):
        folders = tmp_path / name / "raw", tmp_path / name / "truth"
        simulate(small, *folders, workers)
        found.append(checksums(*folders))
    assert found[0] == found[1]
    assert len([name for name in found[0] if name.startswith("clicks_")]) == 3
    other = World(customers=30, seed=4, weeks=32)
    simulate(other, tmp_path / "other", tmp_path / "other_truth")
    same = set(checksums(tmp_path / "other").items()) & set(found[0].items())
    assert [name for name, _ in same] == ["offers.csv"]


def test_a_world_is_never_written_over_another(tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "mine.csv").write_text("a\n1\n")
    with pytest.raises(SourceError, match="holds files already; delete it"):
        simulate(World(customers=5), tmp_path / "raw", tmp_path / "truth")


def test_every_source_of_the_workspace_reads_it(read, files):
    _, reports = read
    made = files[2]
    assert set(reports) == {*made, "products", "offers"}
    assert {name: reports[name].records for name in made} == {
        name: one.rows for name, one in made.items()
    }


def test_only_the_planted_dirt_is_rejected_or_repeated(read, files):
    lake, reports = read
    for name, one in files[2].items():
        assert (reports[name].rejected, name) == (one.cut_off, name)
        assert (reports[name].repeated, name) == (one.repeated, name)
    assert lake.read(REJECTED).num_rows == sum(one.cut_off for one in files[2].values()) > 0


def test_every_account_of_the_raw_files_has_its_people_in_the_truth(read, files):
    truth = pq.read_table(files[1] / "accounts_0000.parquet").to_pydict()
    known = set(zip(truth["source"], truth["account"], strict=True))
    lake, _ = read
    union = " UNION ".join(
        f"SELECT source, account FROM {name}"
        for name in ("identifiers", "attributes", "interactions", "consents", "relations")
    )
    with lake.connection() as connection:
        found = set(connection.sql(union).fetchall())
    assert found <= known
    assert len(found) > 500


def test_all_that_is_read_lies_within_the_weeks(read, world):
    times = read[0].read(INTERACTIONS)["occurred_at"].cast("int64").to_numpy()
    assert times.min() >= world.start_at - 86_400_000_000
    assert times.max() < world.end_at


def test_neither_raw_file_nor_configuration_speaks_of_the_truth(files):
    for path in (*files[0].iterdir(), *CONFIGS.rglob("*.yaml")):
        assert b"truth" not in path.read_bytes().lower(), path


def test_what_was_planted_is_written_down_with_the_truth(files, world):
    about = json.loads((files[1] / "world.json").read_text())
    assert World(**about["world"]) == world
    assert about["planted"]["clicks"]["cut_off"] == files[2]["clicks"].cut_off


def test_counts_of_blocks_add_up():
    assert Made(1, 2, 3) + Made(10, 20, 30) == Made(11, 22, 33)
