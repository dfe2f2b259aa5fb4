from patron.live.line import Line

LINE = Line("c1", 5, "call", None, None, "retain", "phone", 0.5, 3.0, 7.5, why="went away")


def test_a_line_is_kept_as_it_was_said():
    assert Line.of_json(LINE.as_json()) == LINE
    assert LINE.row() == {
        "customer_id": "c1",
        "value": 7.5,
        "offer": "call",
        "channel": "phone",
        "json": LINE.as_json(),
    }
