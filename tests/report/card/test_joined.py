from datetime import UTC, datetime

from patron.report.card.joined import MOST, joined
from patron.schema import LINKS

DAY = datetime(2024, 1, 1, tzinfo=UTC)


def links(*rows):
    names = ("account", "other_account", "by", "state")
    rest = {"source": "web", "other_source": "till", "probability": 0.9, "known_at": DAY}
    return LINKS.of([{**rest, **dict(zip(names, row, strict=True))} for row in rows])


def said(*rows):
    return [field.value for field in joined(links(*rows))]


def test_accounts_that_share_one_id_are_told_together():
    assert said(("1", "2", "email", "joins"), ("1", "3", "email", "joins")) == [
        "same email: web 1, till 2, till 3"
    ]


def test_likely_links_and_verdicts_are_told_one_by_one():
    rows = [("1", "2", "probable", "joins"), ("1", "3", "probable", "joins"),
            ("1", "4", "verdict", "joins")]  # fmt: skip
    assert said(*rows) == [
        "90 % likely: web 1, till 2", "90 % likely: web 1, till 3",
        "told to be one person: web 1, till 4",
    ]  # fmt: skip


def test_what_does_not_join_is_no_evidence():
    assert said(("1", "2", "email", "told apart"), ("1", "3", "probable", "review")) == []


def test_of_very_many_only_the_first_are_told():
    found = said(*((str(n), "x", "email", "joins") for n in range(MOST + 2)))
    assert len(found) == MOST + 1
    assert found[-1] == "and 2 more links"
