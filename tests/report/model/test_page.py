import re
from datetime import UTC, datetime

import pytest

from patron.report.model import write_model_report

NOW = datetime(2024, 6, 1, tzinfo=UTC)


@pytest.fixture
def page(review):
    return write_model_report(review, "USD", NOW)


def test_the_report_needs_nothing_else(page):
    assert "<script" not in page
    assert re.findall(r"(?:src|href)=\"(?!#)", page) == []
    assert "default-src 'none'" in page
    assert len(page) < 200_000


def test_each_number_of_the_review_is_on_the_page(page):
    for said in (
        "0.800 (0.780 to 0.820)",
        "0.700 (0.680 to 0.720)",
        "0.100 (0.080 to 0.120)",
        "0.0200 (0.0100 to 0.0400)",
        "0.120 (0.100 to 0.140)",
        "12 % (9 % to 16 %)",
        "too few to tell",
        "0.300 (large)",
        "till.day",
        "4,000 rows",
    ):
        assert said in page


def test_every_section_can_be_reached_and_each_table_is_named(page):
    anchors = set(re.findall(r'href="#([\w-]+)"', page))
    assert anchors <= set(re.findall(r'id="([\w-]+)"', page))
    assert page.count("<table") == page.count("<caption")


def test_the_same_review_gives_the_same_page(page, review):
    assert page == write_model_report(review, "USD", NOW)
