from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_only_a_past_stitched_by_todays_links_flatters():
    from benchmarks.known_time import measure

    found = measure(people=400, seed=1)
    stitched, ours = found["last links on all"], found["as known"]
    assert ours.on_its_past == ours.as_known > 0.65
    assert stitched.on_its_past - stitched.as_known > 0.08
    assert ours.as_known > stitched.as_known
