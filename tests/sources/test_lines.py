import pytest

from patron.errors import ConfigError
from patron.schema import ITEMS


@pytest.fixture
def read(workspace):
    """Return a function that reads a file and returns the items in it."""

    def read(content, pattern=r"(?P<sku>\w+) +(?P<price>\S+)", skip=0):
        workspace.raw("items.txt", content)
        workspace.source(
            "shop",
            f"{{type: lines, file: items.txt, skip: {skip}, pattern: '{pattern}', "
            f"items: {{item: sku, price: price}}}}",
        )
        workspace.read()
        return workspace.rows(ITEMS, "item", "price")

    return read


def test_named_groups_are_columns(read):
    assert read("tea  2\nrum  9\n") == [("rum", 9.0), ("tea", 2.0)]


def test_groups_without_a_name_are_passed_over(read):
    assert read("tea at 2\n", r"(?P<sku>\w+) (at|for) (?P<price>\S+)") == [("tea", 2.0)]


def test_the_first_lines_may_be_skipped(read, workspace):
    assert read(b"sku price\r\n--- -----\r\ntea 2\r\n", skip=2) == [("tea", 2.0)]
    assert workspace.rejected() == []


def test_a_line_that_does_not_match_as_a_whole_is_rejected(read, workspace):
    assert read("tea 2\n\ntea 2 or so\nrum x\n", skip=0) == [("tea", 2.0)]
    assert workspace.rejected() == [
        (
            "items",
            4,
            "price: 'x' is not a finite number; write digits and a point such as 12.50",
        ),
        ("records", 3, "the line does not match the pattern"),
    ]


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        (r"(\w+)", "must name its groups"),
        (r"(?P<sku>\w+", "must be a regular expression; missing \\), unterminated subpattern"),
        (r"(?P<sku>\w+) (?P<price>(?=2)\S+)", "pattern cannot be used: .*invalid perl operator"),
    ],
)
def test_a_pattern_that_cannot_be_used_is_named(read, pattern, message):
    with pytest.raises(ConfigError, match=message):
        read("tea 2\n", pattern)
