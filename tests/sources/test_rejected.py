from patron.schema import (
    ITEMS,
    REJECTED,
)


def test_a_rejected_record_is_kept_as_it_was(web):
    web.lines("web.csv", "1,u1,,,soon,tea,2.5")
    web.read()
    [row] = web.lake.read(REJECTED).to_pylist()
    assert row["source"] == "web"
    assert '"moment":"soon"' in row["record"]


def test_rejections_are_those_of_the_last_load(web):
    web.lines("web.csv", "1,u1,,,soon,tea,2.5")
    web.read()
    assert len(web.rejected()) == 1
    web.change("raw/web.csv", "soon", "2024-01-05")
    web.read()
    assert web.rejected() == []


def test_several_files_of_one_shape_are_one_source(workspace):
    workspace.raw("items_1.csv", "sku,price\ntea,2\n")
    workspace.raw("items_2.csv", "price,sku\n9,rum\nx,ale\n")
    workspace.source("shop", "{type: csv, file: items_*.csv, items: {item: sku, price: price}}")
    [report] = workspace.read()
    assert workspace.rows(ITEMS, "item", "price") == [("rum", 9.0), ("tea", 2.0)]
    assert report.records == 3
    [(_, line, reason)] = workspace.rejected()
    assert line == 3
    assert reason.startswith("items_2.csv: price: 'x' is not a finite number")
