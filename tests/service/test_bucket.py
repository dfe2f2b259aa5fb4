from patron.service.bucket import Bucket


def test_two_seconds_worth_may_come_at_once_and_then_as_many_as_drip_in():
    bucket = Bucket(rate=2, now=10)
    assert [bucket.take(10) for _ in range(5)] == [0, 0, 0, 0, 1]
    assert [bucket.take(10.5), bucket.take(10.5)] == [0, 1]
    assert [bucket.take(99) for _ in range(5)] == [0, 0, 0, 0, 1]


def test_who_may_ask_rarely_is_told_how_long_to_wait():
    bucket = Bucket(rate=0.1, now=0)
    assert [bucket.take(0), bucket.take(0), bucket.take(4), bucket.take(10)] == [0, 10, 6, 0]
