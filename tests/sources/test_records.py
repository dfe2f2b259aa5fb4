import pytest

from patron.errors import ConfigError, SourceError
from patron.schema import INTERACTIONS, ITEMS

SHOP = """
    type: csv
    file: items.csv
    lookup: [{file: prices.csv, by: [sku, shop]%s}]
    items: {item: sku, price: price}
"""


@pytest.fixture
def shop(workspace):
    workspace.raw("items.csv", "sku,shop\ntea,a\nrum,a\nale,b\n")
    workspace.raw("prices.csv", "shop,sku,price\na,tea,2\nb,rum,8\na,rum,9\nb,wine,5\n")
    workspace.source("shop", SHOP % "")
    return workspace


def test_a_lookup_adds_columns_and_a_record_without_a_partner_has_nulls(shop):
    [report] = shop.read()
    assert report.records == 3
    assert shop.rows(ITEMS, "item", "price") == [("ale", None), ("rum", 9.0), ("tea", 2.0)]


def test_a_lookup_with_two_partners_is_refused(shop):
    shop.raw("prices.csv", "shop,sku,price\na,tea,2\na,tea,3\n")
    with pytest.raises(SourceError, match=r"prices\.csv has 2 rows for sku tea, shop a, which wou"):
        shop.read()


def test_two_partners_that_nobody_asks_for_do_no_harm(shop):
    shop.raw("prices.csv", "shop,sku,price\na,wine,2\na,wine,3\na,tea,2\n")
    shop.read()
    assert ("tea", 2.0) in shop.rows(ITEMS, "item", "price")


def test_the_first_of_two_partners_can_be_taken(shop):
    shop.source("shop", SHOP % ", keep_first: true")
    shop.raw("prices.csv", "shop,sku,price\na,tea,2\na,tea,3\n")
    shop.read()
    assert ("tea", 2.0) in shop.rows(ITEMS, "item", "price")


def test_a_changed_lookup_is_read_again(shop):
    shop.read()
    shop.raw("prices.csv", "shop,sku,price\na,tea,3\n")
    [report] = shop.read()
    assert report.unchanged is False
    assert ("tea", 3.0) in shop.rows(ITEMS, "item", "price")


def test_a_lookup_by_a_column_that_is_not_there_is_named(shop):
    shop.source("shop", (SHOP % "").replace("[sku, shop]", "[sku, shp]"))
    with pytest.raises(
        ConfigError, match=r"by 'shp': items\.csv has no such column \(did you mean"
    ):
        shop.read()


def test_a_column_of_both_files_is_named(shop):
    shop.source("shop", (SHOP % "").replace("[sku, shop]", "[sku]"))
    with pytest.raises(ConfigError, match=r"prices\.csv has the column\(s\) \['shop'\]"):
        shop.read()


def test_a_missing_lookup_is_named(shop):
    shop.source("shop", (SHOP % "").replace("prices", "prizes"))
    with pytest.raises(SourceError, match=r"there is no file /.*/raw/prizes\.csv\."):
        shop.read()


ENDS = """
    type: csv
    file: contracts.csv
    where: %s
    interactions: {interaction_id: number, account: who, occurred_at: ended, kind: "'end'"}
"""


@pytest.fixture
def ends(workspace):
    workspace.raw(
        "contracts.csv", "number,who,ended,price\n1,a,2024-01-05,5\n2,b,,7\n3,c,2024-02-30,x\n"
    )
    return workspace


def test_records_that_are_not_wanted_make_no_row_and_are_counted(ends):
    ends.source("ends", ENDS % "ended IS NOT NULL")
    [report] = ends.read()
    assert ends.rows(INTERACTIONS, "interaction_id") == [("1",)]
    assert [(into, line) for into, line, _ in ends.rejected()] == [("interactions", 4)]
    assert (report.records, report.left_out, report.rejected) == (3, 1, 1)
    assert str(report).startswith("ends: 3 records, 1 left out, 1 rejected, 0 repeated; ")


def test_a_condition_that_cannot_be_computed_keeps_the_record(ends):
    ends.source("ends", ENDS % "price::INT > 5")
    [report] = ends.read()
    assert report.left_out == 1
    assert [line for _, line, _ in ends.rejected()] == [3, 4]


def test_a_condition_sees_the_columns_of_lookups(ends):
    ends.raw("people.csv", "who,guest\na,no\nb,yes\nc,yes\n")
    ends.source("ends", ENDS % "guest = 'no'\n    lookup: [{file: people.csv, by: [who]}]")
    [report] = ends.read()
    assert (report.left_out, ends.rows(INTERACTIONS, "account")) == (2, [("a",)])


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("price", "ends: where: 'price' is VARCHAR, but must be true or false"),
        ("prise > 1", r"ends: where: .*contracts\.csv has no column 'prise' \(did you mean price"),
        ("abs(price) > 1", "ends: where: Binder Error: No function matches"),
        ("count(*) > 1", "must depend on one record alone"),
    ],
)
def test_what_is_no_condition_is_refused(ends, where, message):
    ends.source("ends", ENDS % where)
    with pytest.raises(ConfigError, match=message):
        ends.read()
