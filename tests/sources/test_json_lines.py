import pytest

from patron.errors import ConfigError, SourceError
from patron.schema import ITEMS


@pytest.fixture
def read(workspace):
    """Return a function that reads a file and returns the items in it."""

    def read(content, items="item: sku, price: price"):
        workspace.raw("items.jsonl", content)
        workspace.source("shop", f"{{type: json_lines, file: items.jsonl, items: {{{items}}}}}")
        workspace.read()
        return workspace.rows(ITEMS, "item", "price")

    return read


def test_each_key_is_a_column(read):
    content = '{"sku": "tea", "price": 2.5}\n\n{"price": "9", "sku": "rum", "new": 1}\r\n'
    assert read(content) == [("rum", 9.0), ("tea", 2.5)]


def test_a_byte_order_mark_is_passed_over(read, workspace):
    assert read(b'\xef\xbb\xbf{"sku": "tea", "price": 2}') == [("tea", 2.0)]
    assert workspace.rejected() == []


def test_parts_of_nested_values_can_be_reached(read):
    content = '{"product": {"id": "tea", "prices": [2.5, 3]}}\n'
    items = """item: "product->>'$.id'", price: "product->>'$.prices[1]'" """
    assert read(content, items) == [("tea", 3.0)]


def test_a_line_that_is_no_object_is_rejected(read, workspace):
    content = '{"sku": "tea", "price": 2}\n{"sku": \n[1]\n\n"rum"\n{"sku": "ale", "price": "x"}'
    assert read(content) == [("tea", 2.0)]
    assert workspace.rejected() == [
        (
            "items",
            6,
            "price: 'x' is not a finite number; write digits and a point such as 12.50",
        ),
        ("records", 2, "the line is not a JSON object"),
        ("records", 3, "the line is not a JSON object"),
        ("records", 5, "the line is not a JSON object"),
    ]


def test_keys_that_differ_in_case_alone_are_refused(read):
    with pytest.raises(SourceError, match="has the column 'sku' beside 'SKU'"):
        read('{"sku": "tea"}\n{"SKU": "rum"}\n')


def test_a_key_that_no_line_has_is_named(read):
    with pytest.raises(ConfigError, match=r"no column 'prise' \(did you mean price\?\)"):
        read('{"sku": "tea", "price": 2}\n', "item: sku, price: prise")


def test_a_file_without_lines_has_no_records(read):
    assert read("") == []


def test_a_wrong_encoding_is_named(read):
    with pytest.raises(SourceError, match=r"items\.jsonl: line 2 is not utf-8 text"):
        read(b'{"sku": "tea", "price": 2}\n{"sku": "caf\xe9"}\n')


def test_a_key_that_is_a_name_of_ours_is_refused(read):
    with pytest.raises(SourceError, match="has the column '_row' beside '_row'"):
        read('{"sku": "tea", "_row": 1}\n')
