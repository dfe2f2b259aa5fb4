import pytest

from patron.errors import ConfigError
from patron.lake import Written
from patron.schema import (
    ATTRIBUTES,
    INTERACTIONS,
)
from patron.sources import load_sources


def test_an_attribute_is_a_row_of_its_own(workspace, at):
    workspace.raw("crm.csv", "id,age,town\n1,45-54,Ulm\n2,,Bonn\n")
    workspace.source(
        "crm",
        """
        type: csv
        file: crm.csv
        attributes: {account: id, known_at: 2017-01-01, values: {age: age, town: town}}
        """,
    )
    workspace.read()
    assert workspace.rows(ATTRIBUTES, "account", "name", "value", "known_at") == [
        ("1", "age", "45-54", at(2017, 1, 1)),
        ("1", "town", "Ulm", at(2017, 1, 1)),
        ("2", "town", "Bonn", at(2017, 1, 1)),
    ]


def test_without_an_id_identical_records_each_count(web):
    web.change("sources/web.yaml", "interaction_id: order_no", "basket: order_no")
    line = "    1,u1,,,2024-01-05,tea,2.5\n"
    head = "    order_no,user,mail,phone,moment,product,total\n"
    web.raw("web.csv", head + line + line)
    web.read()
    before = web.rows(INTERACTIONS, "interaction_id")
    assert len(set(before)) == 2
    web.raw("web.csv", head + "    2,u1,,,2024-01-06,tea,2.5\n" + line + line + line)
    [report] = web.read()
    assert report.written["interactions"] == Written(added=2, repeated=2)
    assert set(before) < set(web.rows(INTERACTIONS, "interaction_id"))


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        (
            "{type: cvs, file: x, items: {item: x}}",
            "bad.yaml: type is 'cvs', but must be one of: csv, json_lines, lines, parquet "
            "(did you mean csv?).",
        ),
        (
            "{type: csv, file: x, items: {itm: x}}",
            "bad.yaml: items has no column 'itm' (did you mean item?).",
        ),
        (
            "{type: csv, file: x, interactions: {account: x, kind: y}}",
            "bad.yaml: interactions lacks the mandatory column(s) ['occurred_at', 'known_at'].",
        ),
        (
            "{type: csv, file: x, identifiers: {account: x, values: {a: b}}}",
            "bad.yaml: identifiers lacks known_at, since when the values are known; only beside "
            "interactions may it be left out.",
        ),
        ("[1]", "bad.yaml must be a mapping such as {type: …}, but is [1]."),
    ],
)
def test_a_wrong_mapping_says_where_and_what(workspace, mapping, message):
    path = workspace.source("bad", mapping)
    with pytest.raises(ConfigError) as caught:
        load_sources(path.parent)
    assert str(caught.value) == f"{path.parent}/{message}"
