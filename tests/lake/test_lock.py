import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor

import pytest

from patron.errors import LakeError
from patron.lake import Lake
from patron.lake.lock import writing
from patron.schema import ITEMS

TEA = {"item": "tea", "name": "Green tea", "price": 2.0}


def test_a_lake_that_is_a_file_is_named(tmp_path):
    (tmp_path / "lake").write_text("not a folder")
    with pytest.raises(LakeError, match=r"lake cannot be written: .*must be a folder"):
        Lake(tmp_path / "lake").append(ITEMS, ITEMS.of([TEA]))


WRITER = """
    import sys
    from pathlib import Path
    from patron.lake import Lake
    from patron.schema import ITEMS

    lake = Lake(Path(sys.argv[1]), threads=1)
    for start in range(5):
        lake.append(ITEMS, ITEMS.of([{"item": str(start + n)} for n in range(100)]))
"""


def test_two_processes_that_write_the_same_rows_write_them_once(lake):
    writers = [
        subprocess.Popen([sys.executable, "-c", textwrap.dedent(WRITER), str(lake.folder)])
        for _ in range(2)
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    items = lake.read(ITEMS, columns=["item"])["item"].to_pylist()
    assert sorted(items, key=int) == [str(number) for number in range(104)]


def write_once(folder):
    with writing(folder, patience=0.05):
        return "written"


def test_a_second_writer_waits_and_says_so(tmp_path, caplog):
    caplog.set_level("INFO")
    with ThreadPoolExecutor() as threads:
        with writing(tmp_path):
            second = threads.submit(write_once, tmp_path)
            with pytest.raises(TimeoutError):
                second.result(timeout=0.3)
        assert second.result(timeout=5) == "written"
    assert caplog.messages == [f"lake: waiting for another process that writes to {tmp_path}"]
