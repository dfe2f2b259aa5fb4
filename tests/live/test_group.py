import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from patron.live.group import Group


def test_those_who_come_while_one_is_at_it_are_served_together():
    groups, begun, free = [], threading.Event(), threading.Event()

    def double(numbers):
        groups.append(list(numbers))
        begun.set()
        free.wait(10)
        return [2 * number for number in numbers]

    group = Group(double)
    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(group.ask, 0)
        begun.wait(10)
        others = [pool.submit(group.ask, number) for number in (1, 2, 3)]
        while len(group._waiting) < 3:
            pass
        free.set()
        assert [one.result() for one in (first, *others)] == [0, 2, 4, 6]
    assert [sorted(one) for one in groups] == [[0], [1, 2, 3]]


def test_what_is_wrong_with_one_is_told_to_that_one_only():
    begun, free = threading.Event(), threading.Event()

    def invert(numbers):
        begun.set()
        free.wait(10)
        return [1 / number for number in numbers]

    group = Group(invert)
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(group.ask, 1)
        begun.wait(10)
        others = [pool.submit(group.ask, number) for number in (0, 2)]
        while len(group._waiting) < 2:
            pass
        free.set()
        assert first.result() == 1
        assert others[1].result() == 0.5
        with pytest.raises(ZeroDivisionError):
            others[0].result()
