import subprocess
import sys
import textwrap
import time

import pyarrow as pa
import pytest

from patron.schema import ITEMS

TEA = {"item": "tea", "name": "Green tea", "price": 2.0}


def test_the_order_of_rows_is_kept_by_replace(lake):
    names = [f"{number * 7919 % 300_007:06}" for number in range(300_000)]
    rows = pa.table({"item": names, **{name: [None] * 300_000 for name in list(ITEMS.columns)[1:]}})
    lake.replace(ITEMS, rows)
    assert lake.read(ITEMS, columns=["item"])["item"].to_pylist() == names


KILLED = """
    import sys
    from pathlib import Path
    import pyarrow as pa
    from patron.lake import Lake
    from patron.schema import ITEMS

    lake = Lake(Path(sys.argv[1]), threads=1)
    for name in "abcdefghijklmnopqrstuvwxyz":
        rows = [{"item": str(n), "name": name} for n in range(20_000)]
        lake.replace(ITEMS, ITEMS.of(rows), made_from={"name": name})
        print(name, flush=True)
"""


@pytest.mark.parametrize("moment", [0.0, 0.04, 0.11])
def test_a_killed_write_leaves_the_old_or_the_new_version(lake, moment):
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(lake.folder)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "a\n"
    time.sleep(moment)
    process.kill()
    said = ["a", *process.communicate()[0].split()]
    names = set(lake.read(ITEMS)["name"].to_pylist())
    assert lake.read(ITEMS).num_rows == 20_000
    assert names in ({said[-1]}, {chr(ord(said[-1]) + 1)})
    assert lake.made_from(ITEMS) in ({}, {"name": names.pop()})
    assert lake.replace(ITEMS, ITEMS.of([TEA])) is True
    assert lake.read(ITEMS).equals(ITEMS.of([TEA]))
