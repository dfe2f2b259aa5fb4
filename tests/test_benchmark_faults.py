"""The service as a process that is killed and handed new bundles under load, by the benchmarks."""

import pytest
from benchmarks.service.crash import crash
from benchmarks.service.swap import swap


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_was_promised_before_it_was_killed_is_kept(kind, request, tmp_path):
    url = f"sqlite:///{tmp_path}/shop.db"
    if kind == "postgresql":
        url = request.getfixturevalue("postgres").clean_database()
    told, found = crash(tmp_path, url, kills=3, seed=1)
    assert told.events
    assert told.decisions
    assert told.cut_off
    assert (+found, told.wrong) == ({}, [])


def test_bundles_are_swapped_without_a_failed_request_and_unfit_ones_are_left(tmp_path):
    seen = swap(tmp_path, f"sqlite:///{tmp_path}/shop.db", swaps=4)
    assert len(seen.answers) == 3
    assert seen.failed == []
    assert seen.refused == {"a flipped bit": True, "other features": True}
