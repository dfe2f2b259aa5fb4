import threading
from concurrent.futures import wait

import pytest

from patron.live.group import MOST, Group


class Slow:
    """Does what it is asked for, but waits for leave in between."""

    def __init__(self, of, shared=()):
        self.groups, self.begun, self.free = [], threading.Event(), threading.Event()
        self._of = of
        self.group = Group(self._do, shared)

    def _do(self, numbers):
        self.groups.append(list(numbers))
        self.begun.set()
        self.free.wait(10)
        return [self._of(number) for number in numbers]

    def ask(self, first, *others):
        """Ask for one, for the others while it is at the first, and let it go on."""
        asked = [self.group.soon(first)]
        self.begun.wait(10)
        asked += [self.group.soon(number) for number in others]
        self.free.set()
        wait(asked, 10)
        self.group.close()
        return asked


def test_those_who_come_while_it_is_at_one_are_served_together():
    slow = Slow(lambda number: 2 * number)
    assert [one.result() for one in slow.ask(0, 1, 2, 3)] == [0, 2, 4, 6]
    assert slow.groups == [[0], [1, 2, 3]]


def test_what_is_wrong_with_one_is_told_to_that_one_only():
    slow = Slow(lambda number: 1 / number)
    first, bad, good = slow.ask(1, 0, 2)
    assert (first.result(), good.result()) == (1, 0.5)
    with pytest.raises(ZeroDivisionError):
        bad.result()


def test_what_is_wrong_for_all_is_not_tried_for_each():
    slow = Slow(lambda number: 1 / number, shared=(ZeroDivisionError,))
    _, *others = slow.ask(1, 0, 2)
    assert slow.groups == [[1], [0, 2]]
    for one in others:
        with pytest.raises(ZeroDivisionError):
            one.result()


def test_no_more_than_a_number_are_served_at_once():
    slow = Slow(lambda number: number)
    slow.ask(*range(MOST + 2))
    assert [len(group) for group in slow.groups] == [1, MOST, 1]


def test_who_gives_up_while_waiting_is_left_out():
    slow = Slow(lambda number: number)
    slow.group.soon(0)
    slow.begun.wait(10)
    gone, stays = slow.group.soon(1), slow.group.soon(2)
    assert gone.cancel()
    slow.free.set()
    assert stays.result(10) == 2
    slow.group.close()
    assert slow.groups == [[0], [2]]


def test_closing_it_answers_what_was_asked_and_takes_no_more():
    group = Group(lambda numbers: numbers)
    assert group.ask(7) == 7
    group.close()
    with pytest.raises(RuntimeError, match="closed"):
        group.soon(8)
