import pytest

from patron.errors import ConfigError, SourceError
from patron.schema import ITEMS

TEA, RUM = ("tea", "Green tea", 2.0), ("rum", "Old rum", 9.0)


@pytest.fixture
def read(workspace):
    """Return a function that reads a file and returns the items in it."""

    def read(content, **fields):
        workspace.raw("items.csv", content)
        more = "".join(f", {name}: {value!r}" for name, value in fields.items())
        items = "items: {item: sku, name: name, price: price}"
        workspace.source("shop", f"{{type: csv, file: items.csv, {items}{more}}}")
        workspace.read()
        return workspace.rows(ITEMS, "item", "name", "price")

    return read


@pytest.mark.parametrize(
    "content",
    [
        b"sku,name,price\ntea,Green tea,2\nrum,Old rum,9\n",
        b"sku,name,price\ntea,Green tea,2\nrum,Old rum,9",
        b"sku,name,price\r\ntea,Green tea,2\r\nrum,Old rum,9\r\n",
        b"\xef\xbb\xbfsku,name,price\r\ntea,Green tea,2\r\nrum,Old rum,9\r\n",
        b'"sku","name","price"\n\ntea,"Green tea","2"\n\nrum, Old rum ,9\n\n',
    ],
    ids=["lines", "no last end", "windows", "byte order mark", "quotes and blank lines"],
)
def test_the_usual_ways_to_write_a_file_mean_the_same(read, workspace, content):
    assert read(content) == [RUM, TEA]
    assert workspace.rejected() == []


def test_delimiter_and_quote_can_be_said(read):
    content = "sku;name;price\ntea;'Green; ''fresh''';2\n"
    assert read(content, delimiter=";", quote="'") == [("tea", "Green; 'fresh'", 2.0)]


def test_a_value_may_go_over_lines(read):
    assert read('sku,name,price\ntea,"Green\ntea",2\n') == [("tea", "Green\ntea", 2.0)]


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16"])
def test_other_encodings_can_be_said(read, encoding):
    content = "sku,name,price\ntea,Grüner Tee,2\n".encode(encoding)
    assert read(content, encoding=encoding) == [("tea", "Grüner Tee", 2.0)]


def test_a_wrong_encoding_is_named_with_line_and_remedy(read):
    content = "sku,name,price\nrum,Rum,9\ntea,Grüner Tee,2\n".encode("latin-1")
    with pytest.raises(SourceError, match=r"items\.csv: line 3 is not utf-8 text .* encoding: lat"):
        read(content)


def test_an_encoding_that_does_not_exist_is_named(read):
    with pytest.raises(ConfigError, match=r"shop\.yaml: csv\.encoding: must be an encoding such"):
        read("sku,name,price\n", encoding="utf-9")


def test_malformed_lines_are_rejected_with_the_line_they_are_on(read, workspace):
    items = read(
        """\
        sku,name,price

        tea,"Green
        tea",2
        short,x
        long,a,b,c
        dear,"Very
        dear",much
        rum,Old rum,9
        """
    )
    assert items == [RUM, ("tea", "Green\ntea", 2.0)]
    assert [row[:2] for row in workspace.rejected()] == [
        ("items", 7),
        ("records", 5),
        ("records", 6),
    ]
    assert [row[2] for row in workspace.rejected()] == [
        "price: 'much' is not a finite number; write digits and a point such as 12.50",
        "Expected Number of Columns: 3 Found: 2",
        "Expected Number of Columns: 3 Found: 4",
    ]


def test_malformed_lines_of_windows_are_on_the_same_lines(read, workspace):
    read(b"sku,name,price\r\n\r\nshort,x\r\ntea,T,2\r\nlong,a,b,c\r\nrum,R,x\r\n")
    assert [row[:2] for row in workspace.rejected()] == [
        ("items", 6),
        ("records", 3),
        ("records", 5),
    ]


def test_a_quote_that_never_ends_is_rejected(read, workspace):
    assert read('sku,name,price\nrum,Old rum,9\ntea,"Green,2\n') == [RUM]
    assert [row[:2] for row in workspace.rejected()] == [("records", 3)]


def test_a_header_that_names_a_column_twice_is_refused(read):
    with pytest.raises(SourceError, match=r"has the column 'SKU' beside 'sku'"):
        read("sku,name,SKU\n")


def test_a_column_without_a_name_is_called_by_its_place(workspace):
    workspace.raw("items.csv", ",price\ntea,2\n")
    workspace.source("shop", "{type: csv, file: items.csv, items: {item: column_1}}")
    workspace.read()
    assert workspace.rows(ITEMS, "item") == [("tea",)]


def test_names_of_columns_may_be_any_text(workspace):
    workspace.raw("items.csv", "Item no.,select\ntea,2\n")
    workspace.source(
        "shop",
        """
        type: csv
        file: items.csv
        items: {item: Item no., price: select, name: '"Item no." || ''!'''}
        """,
    )
    workspace.read()
    assert workspace.rows(ITEMS, "item", "name", "price") == [("tea", "tea!", 2.0)]
