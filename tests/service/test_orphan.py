import os
import subprocess
import sys
import time

import pytest

from patron.service.orphan import is_worker

CHILD = """
import sys, time
from patron.service.orphan import end_with_parent
end_with_parent(0.05)
print("watching", flush=True)
time.sleep(60)
"""
PARENT = f"""
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {CHILD!r}], start_new_session=True)
print(child.pid, flush=True)
sys.stdin.read()
"""


def test_a_worker_is_told_by_what_started_it():
    assert is_worker(["service.py", "service:Scoring", "--worker-id", "1"])
    assert not is_worker(["uvicorn", "service:app"])


def is_there(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not os.path.exists("/proc"), reason="there is no /proc to look at")
def test_a_worker_ends_when_the_process_that_started_it_is_killed():
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        # The child's line comes by the same pipe, in either order.
        said = [parent.stdout.readline().strip() for _ in range(2)]
        [child] = {*said} - {"watching"}
        assert is_there(child)
        parent.kill()
    until = time.monotonic() + 30
    while is_there(child):
        assert time.monotonic() < until
        time.sleep(0.02)
