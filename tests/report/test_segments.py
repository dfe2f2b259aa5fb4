from dataclasses import replace

from patron.report import Grouped
from patron.report.segments import Row, segments

RISK = Grouped(
    "churn", 433, 0.403, 15_000.0, (("how often they buy", "25 points more risk"),),
    "2 visits or less", 0.74, 0.79,
)  # fmt: skip
VALUE = Grouped("lifetime_value", 9, 1234.5, None, (), "", 1.0, 1.0)


def test_groups_are_worded_by_task(book):
    risk, value = segments(replace(book, segments=(VALUE, RISK)))
    assert risk == (
        "Who will leave",
        "Mean risk",
        [
            Row(
                rule="2 visits or less",
                fit="Holds for 79 of 100 of them; of 100 whom it holds for, 74 are.",
                customers="433",
                score="40 %",
                stake="15,000 USD",
                ideas=("how often they buy: 25 points more risk",),
            )
        ],
    )
    assert (value[1], value[2][0].score, value[2][0].stake) == ("Mean value", "1,234 USD", "")


def test_without_groups_there_is_nothing(book):
    assert segments(book) == []
