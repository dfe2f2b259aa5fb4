import logging

import pytest

from patron.errors import StoreError
from patron.live.audit import Look
from patron.service.trail import Trail


class Audit:
    """A log in memory that can be broken."""

    def __init__(self):
        self.rows, self.is_broken = [], False

    def write(self, looks):
        if self.is_broken:
            raise StoreError("the disk is full")
        self.rows += looks

    def close(self):
        pass


@pytest.fixture
def audit():
    return Audit()


LOOKS = [Look(at, "key", "churn", "c1", "r") for at in range(5)]


def test_rows_are_written_in_order_when_it_stops(audit):
    trail = Trail(audit, seconds=60)
    trail.start()
    trail.add(LOOKS)
    assert trail.waiting == 5
    trail.stop()
    assert (audit.rows, trail.waiting) == (LOOKS, 0)


def test_what_cannot_be_written_is_kept_and_no_more_is_taken_when_too_much_waits(audit, caplog):
    trail = Trail(audit, most=5)
    trail.add(LOOKS[:4])
    audit.is_broken = True
    with caplog.at_level(logging.ERROR):
        trail.flush()
        trail.flush()
    assert len(caplog.records) == 1
    assert not trail.is_full
    trail.add(LOOKS[4:])
    assert trail.is_full
    audit.is_broken = False
    trail.flush()
    assert (audit.rows, trail.is_full) == (LOOKS, False)
