import random

import httpx
import pytest

from patron.client.retries import Retries, retry_after_of


class Longest(random.Random):
    """Draws the largest."""

    def uniform(self, a, b):
        return b


def test_waits_double_up_to_the_longest_and_then_it_gives_up():
    retries = Retries(most=4, first_wait=0.5, longest_wait=2.0, drawn_by=Longest())
    assert [retries.wait(asked, None) for asked in range(1, 6)] == [0.5, 1.0, 2.0, 2.0, None]


def test_waits_are_drawn_between_none_and_all():
    drawn = [Retries(drawn_by=random.Random(seed)).wait(1, None) for seed in range(50)]
    assert 0 <= min(drawn) < 0.05 < 0.15 < max(drawn) <= 0.2


def test_what_the_service_says_is_waited_for_unless_it_is_too_long():
    retries = Retries(longest_wait=10.0)
    assert [retries.wait(1, after) for after in (0.0, 10.0, 10.5)] == [0.0, 10.0, None]
    assert Retries(most=0).wait(1, 1.0) is None


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "3"}, 3.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, None),
        (
            {
                "retry-after": "Wed, 21 Oct 2015 07:28:00 GMT",
                "date": "Wed, 21 Oct 2015 07:27:30 GMT",
            },
            30.0,
        ),
        (
            {
                "retry-after": "Wed, 21 Oct 2015 07:28:00 GMT",
                "date": "Wed, 21 Oct 2015 07:29:00 GMT",
            },
            0.0,
        ),
    ],
)
def test_retry_after_is_seconds_or_a_moment_by_the_services_clock(headers, seconds):
    assert retry_after_of(httpx.Response(429, headers=headers)) == seconds
