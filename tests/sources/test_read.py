import logging
from datetime import UTC, datetime

import pytest

from patron.errors import ConfigError, SourceError
from patron.lake import Written
from patron.schema import (
    ATTRIBUTES,
    CONSENTS,
    IDENTIFIERS,
    INTERACTIONS,
    ITEMS,
    LOADS,
    REJECTED,
    RELATIONS,
)
from patron.sources import load_sources

WEB = """
    type: csv
    file: web.csv
    interactions:
      interaction_id: order_no
      account: user
      occurred_at: moment
      kind: "'purchase'"
      item: product
      amount: total
    identifiers:
      account: user
      values: {email: mail, phone: phone}
"""
HEADER = "order_no,user,mail,phone,moment,product,total\n"
ORDERS = """\
    order_no,user,mail,phone,moment,product,total
    1,u1,ann@x.org,,2024-01-05 10:00,tea,2.50
    2,u1,ann@x.org,555,2024-01-03T09:30:00+02:00,rum,9
    3,u2, ,556,2024-01-07,,
"""


@pytest.fixture
def web(workspace):
    workspace.raw("web.csv", ORDERS)
    workspace.source("web", WEB)
    return workspace


def at(*moment):
    return datetime(*moment, tzinfo=UTC)


def test_every_column_finds_its_place_and_its_type(web):
    [report] = web.read()
    assert web.lake.read(INTERACTIONS, where="interaction_id = '1'").to_pylist() == [
        {
            "source": "web",
            "interaction_id": "1",
            "account": "u1",
            "occurred_at": at(2024, 1, 5, 10),
            "known_at": at(2024, 1, 5, 10),
            "kind": "purchase",
            "channel": "web",
            "actor": "customer",
            "item": "tea",
            "offer": None,
            "quantity": None,
            "amount": 2.5,
            "discount": None,
            "basket": None,
            "text": None,
        }
    ]
    assert (report.source, report.unchanged, report.records) == ("web", False, 3)
    assert (report.rejected, report.repeated) == (0, 0)
    assert report.written == {"interactions": Written(added=3), "identifiers": Written(added=3)}


def test_times_without_an_offset_are_of_the_sources_time_zone(web):
    web.source("web", WEB + "    timezone: Europe/Berlin\n")
    web.read()
    assert web.rows(INTERACTIONS, "interaction_id", "occurred_at") == [
        ("1", at(2024, 1, 5, 9)),
        ("2", at(2024, 1, 3, 7, 30)),
        ("3", at(2024, 1, 6, 23)),
    ]


def test_an_identifier_counts_once_from_when_it_was_first_known(web):
    web.read()
    assert web.rows(IDENTIFIERS, "account", "id_type", "id_value", "known_at") == [
        ("u1", "email", "ann@x.org", at(2024, 1, 3, 7, 30)),
        ("u1", "phone", "555", at(2024, 1, 3, 7, 30)),
        ("u2", "phone", "556", at(2024, 1, 7)),
    ]


def test_an_identifier_once_known_is_not_forgotten_when_the_file_rolls_on(web):
    web.read()
    web.raw(
        "web.csv", "order_no,user,mail,phone,moment,product,total\n4,u1,,555,2024-02-01,tea,2\n"
    )
    web.read()
    known = web.lake.read(IDENTIFIERS, columns=["known_at"], where="id_value = '555'")
    assert known["known_at"].to_pylist() == [at(2024, 1, 3, 7, 30)]


def test_reading_again_reads_nothing(web):
    web.read()
    versions = web.lake.versions()
    [report] = web.read()
    assert (report.unchanged, report.records, report.written) == (True, 3, {})
    assert web.lake.versions() == versions


def test_a_file_that_has_grown_adds_what_is_new(web):
    web.read()
    web.raw("web.csv", ORDERS + "    4,u3,,557,2024-01-08,tea,2.5\n")
    [report] = web.read()
    assert report.written["interactions"] == Written(added=1, repeated=3)
    assert web.lake.read(LOADS).num_rows == 1


def test_a_corrected_record_replaces_the_old(web):
    web.read()
    web.raw("web.csv", ORDERS.replace("2.50", "3.50"))
    [report] = web.read()
    assert report.written["interactions"] == Written(changed=1, repeated=2)
    assert web.rows(INTERACTIONS, "interaction_id", "amount")[0] == ("1", 3.5)


def test_a_changed_mapping_is_read_again(web):
    web.read()
    web.source("web", WEB.replace("'purchase'", "'order'"))
    [report] = web.read()
    assert report.written["interactions"] == Written(changed=3)


def test_what_cannot_be_read_is_rejected_with_line_and_reason(web):
    web.raw(
        "web.csv",
        """\
        order_no,user,mail,phone,moment,product,total
        1,,a@x.org,,2024-01-05,tea,2.5
        2,u1,,,2017-13-45,tea,2.5
        3,u1,,,,tea,2.5
        4,u1,,,2024-01-05,tea,abc
        5,u1,,,2024-01-05,tea,inf
        6,u1,,,2024-01-05,tea,2.5
        """,
    )
    [report] = web.read()
    assert web.rows(INTERACTIONS, "interaction_id") == [("6",)]
    assert web.rejected() == [
        ("identifiers", 2, "account: is missing"),
        ("interactions", 2, "account: is missing"),
        (
            "interactions",
            3,
            "occurred_at: '2017-13-45' is not a time; write ISO 8601 such as 2024-01-31T10:00:00",
        ),
        ("interactions", 4, "occurred_at: is missing"),
        (
            "interactions",
            5,
            "amount: 'abc' is not a finite number; write digits and a point such as 12.50",
        ),
        (
            "interactions",
            6,
            "amount: 'inf' is not a finite number; write digits and a point such as 12.50",
        ),
    ]
    assert report.rejected == 6


def test_a_rejected_record_is_kept_as_it_was(web):
    web.raw("web.csv", f"{HEADER}1,u1,,,soon,tea,2.5\n")
    web.read()
    [row] = web.lake.read(REJECTED).to_pylist()
    assert row["source"] == "web"
    assert '"moment":"soon"' in row["record"]


def test_rejections_are_those_of_the_last_load(web):
    web.raw("web.csv", f"{HEADER}1,u1,,,soon,tea,2.5\n")
    web.read()
    assert len(web.rejected()) == 1
    web.raw("web.csv", ORDERS)
    web.read()
    assert web.rejected() == []


def test_records_of_the_same_key_are_repeated_or_rejected(web):
    web.raw(
        "web.csv",
        """\
        order_no,user,mail,phone,moment,product,total
        1,u1,,,2024-01-05,tea,2.5
        2,u1,,,2024-01-06,tea,2.5
        1,u1,,,2024-01-05,tea,2.5
        1,u1,,,2024-01-05,tea,9.9
        """,
    )
    [report] = web.read()
    assert report.repeated == 1
    assert web.rejected() == [
        (
            "interactions",
            5,
            "source, interaction_id: the same as, but otherwise another than, line 2",
        )
    ]
    assert web.rows(INTERACTIONS, "interaction_id", "amount") == [("1", 2.5), ("2", 2.5)]


def test_an_actor_is_customer_or_company(web):
    web.source("web", WEB.replace("item: product", "actor: product"))
    web.read()
    assert web.rejected()[0] == (
        "interactions",
        2,
        "actor: 'tea' is neither customer nor company",
    )


def test_an_expression_that_fails_rejects_its_record_alone(web):
    web.source("web", WEB.replace("amount: total", "amount: total::DOUBLE * 2"))
    web.raw("web.csv", ORDERS.replace("2.50", "much"))
    web.read()
    assert web.rejected() == [("interactions", 2, "amount: cannot be computed")]
    assert web.rows(INTERACTIONS, "interaction_id", "amount") == [("2", 18.0), ("3", None)]


def test_expressions_that_share_what_fails_reject_their_record_alone(web):
    mapping = WEB.replace("occurred_at: moment", "occurred_at: strptime(moment, '%Y-%m-%d')")
    mapping = mapping.replace("item: product", "known_at: strptime(moment, '%Y-%m-%d')::DATE")
    web.source("web", mapping)
    web.read()
    assert web.rejected() == [
        (table, line, f"{column}: cannot be computed")
        for table, column in (("identifiers", "known_at"), ("interactions", "occurred_at"))
        for line in (2, 3)
    ]


def test_without_an_id_identical_records_each_count(web):
    web.source("web", WEB.replace("interaction_id: order_no", "basket: order_no"))
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


def test_an_attribute_is_a_row_of_its_own(workspace):
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


def test_consents_and_relations_are_read(workspace):
    workspace.raw("crm.csv", "id,mail_ok,parent,since\n1,true,9,2024-01-01\n2,maybe,,2024-01-01\n")
    workspace.source(
        "crm",
        """
        type: csv
        file: crm.csv
        consents: {account: id, channel: "'mail'", granted: mail_ok, known_at: since}
        relations: {account: id, relation: "'child'", other: parent, known_at: since}
        """,
    )
    workspace.read()
    assert workspace.rows(CONSENTS, "account", "granted") == [("1", True)]
    assert workspace.rows(RELATIONS, "account", "other") == [("1", "9")]
    assert workspace.rejected() == [
        ("consents", 3, "granted: 'maybe' is neither true nor false"),
        ("relations", 3, "other: is missing"),
    ]


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


def test_two_sources_keep_their_rows_apart(web):
    web.raw("shop.csv", ORDERS)
    web.source("shop", WEB.replace("web.csv", "shop.csv"))
    web.read()
    assert web.rows(INTERACTIONS, "source", "interaction_id") == [
        (source, number) for source in ("shop", "web") for number in "123"
    ]


@pytest.mark.parametrize("content", ["", HEADER])
def test_a_source_without_records_is_a_warning(web, caplog, content):
    web.raw("web.csv", content)
    with caplog.at_level(logging.WARNING):
        [report] = web.read()
    assert report.empty
    assert "web: there are no records in web.csv" in caplog.text
    assert web.lake.read(INTERACTIONS).num_rows == 0


def test_one_line_a_source_is_logged(web, caplog):
    with caplog.at_level(logging.INFO, logger="patron.sources.read"):
        web.read()
    assert caplog.messages == [
        "read_sources: web: 3 records, 0 rejected, 0 repeated; interactions 3 added, 0 changed, "
        "0 repeated; identifiers 3 added, 0 changed, 0 repeated"
    ]


def test_a_misspelt_column_of_the_file_is_named(web):
    path = web.raw("web.csv", ORDERS)
    web.source("web", WEB.replace("item: product", "item: prodct"))
    with pytest.raises(ConfigError) as caught:
        web.read()
    assert str(caught.value) == (
        f"web: interactions.item: {path} has no column 'prodct' (did you mean product?)."
    )


def test_a_column_without_a_near_one_is_answered_with_all(web):
    web.source("web", WEB.replace("item: product", "item: zzz"))
    with pytest.raises(ConfigError, match="no column 'zzz'; its columns are: order_no, user, mail"):
        web.read()


def test_a_misspelt_column_is_found_in_a_file_without_records(web):
    web.raw("web.csv", HEADER)
    web.source("web", WEB.replace("item: product", "item: prodct"))
    with pytest.raises(ConfigError, match="did you mean product"):
        web.read()


def test_a_number_is_no_time(web):
    web.source("web", WEB.replace("occurred_at: moment", "occurred_at: moment::BIGINT"))
    with pytest.raises(ConfigError, match=r"occurred_at is a number, .* to_timestamp"):
        web.read()


def test_a_missing_file_is_named_with_its_whole_path(web):
    web.source("web", WEB.replace("web.csv", "wbe.csv"))
    with pytest.raises(SourceError) as caught:
        web.read()
    assert str(caught.value) == f"web: there is no file {web.folder / 'raw' / 'wbe.csv'}."


def test_a_load_that_broke_off_is_done_again(web, monkeypatch):
    class Broken(Exception):
        pass

    def break_off(*_):
        raise Broken

    monkeypatch.setattr("patron.sources.load.rejected_of", break_off)
    with pytest.raises(Broken):
        web.read()
    monkeypatch.undo()
    [report] = web.read()
    assert report.written["interactions"] == Written(repeated=3)
    assert report.unchanged is False


def test_a_folder_without_sources_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"sources has no \*\.yaml file"):
        load_sources(tmp_path / "sources")


def test_sources_come_in_order_of_their_names(workspace):
    for name in ("b", "a", "c"):
        workspace.source(name, "{type: csv, file: x.csv, items: {item: x}}")
    assert [source.name for source in load_sources(workspace.folder / "sources")] == [*"abc"]


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
