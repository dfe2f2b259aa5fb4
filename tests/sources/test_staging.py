import pytest

from patron.errors import ConfigError
from patron.lake import Written
from patron.schema import (
    CONSENTS,
    IDENTIFIERS,
    INTERACTIONS,
    RELATIONS,
)


def test_every_column_finds_its_place_and_its_type(web, at):
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
            "propensity": None,
            "basket": None,
            "text": None,
            "sentiment": None,
            "aspects": None,
            "words": None,
        }
    ]
    assert (report.source, report.unchanged, report.records) == ("web", False, 3)
    assert (report.rejected, report.repeated) == (0, 0)
    assert report.written == {"interactions": Written(added=3), "identifiers": Written(added=3)}


def test_times_without_an_offset_are_of_the_sources_time_zone(web, at):
    web.change("sources/web.yaml", "type: csv", "type: csv\ntimezone: Europe/Berlin")
    web.read()
    assert web.rows(INTERACTIONS, "interaction_id", "occurred_at") == [
        ("1", at(2024, 1, 5, 9)),
        ("2", at(2024, 1, 3, 7, 30)),
        ("3", at(2024, 1, 6, 23)),
    ]


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


def test_who_has_an_identifier_since_nobody_knows_when_is_rejected(web):
    web.raw(
        "web.csv",
        "order_no,user,mail,phone,moment,product,total\n"
        "1,u1,a@x.org,,,tea,2.5\n2,u2,b@x.org,,2024-01-05,tea,2.5\n",
    )
    web.read()
    assert web.rows(IDENTIFIERS, "account", "id_value") == [("u2", "b@x.org")]
    assert ("identifiers", 2, "known_at: is missing") in web.rejected()


def test_a_text_of_digits_is_told_how_to_become_a_time(web):
    web.raw(
        "web.csv",
        "order_no,user,mail,phone,moment,product,total\n1,u1,,,1704448800000,tea,2.5\n",
    )
    web.read()
    [(_, _, reason)] = web.rejected()
    assert reason == (
        "occurred_at: '1704448800000' is a number, but must be a time; for seconds since 1970 "
        "write to_timestamp(…::BIGINT), for milliseconds epoch_ms(…::BIGINT)"
    )


def test_an_actor_is_customer_or_company(web):
    web.change("sources/web.yaml", "item: product", "actor: product")
    web.read()
    assert web.rejected()[0] == (
        "interactions",
        2,
        "actor: 'tea' is neither customer nor company",
    )


def test_an_expression_that_fails_rejects_its_record_alone(web):
    web.change("sources/web.yaml", "amount: total", "amount: total::DOUBLE * 2")
    web.change("raw/web.csv", "2.50", "much")
    web.read()
    assert web.rejected() == [("interactions", 2, "amount: cannot be computed")]
    assert web.rows(INTERACTIONS, "interaction_id", "amount") == [("2", 18.0), ("3", None)]


def test_expressions_that_share_what_fails_reject_their_record_alone(web):
    parsed = "strptime(moment, '%Y-%m-%d')"
    changed = f"occurred_at: {parsed}\n  known_at: {parsed}::DATE"
    web.change("sources/web.yaml", "occurred_at: moment", changed)
    web.read()
    assert web.rejected() == [
        (table, line, f"{column}: cannot be computed")
        for table, column in (("identifiers", "known_at"), ("interactions", "occurred_at"))
        for line in (2, 3)
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


def test_a_misspelt_column_of_the_file_is_named(web):
    web.change("sources/web.yaml", "item: product", "item: prodct")
    with pytest.raises(ConfigError) as caught:
        web.read()
    assert str(caught.value) == (
        f"web: interactions.item: {web.folder}/raw/web.csv has no column 'prodct' "
        f"(did you mean product?)."
    )


def test_a_column_without_a_near_one_is_answered_with_all(web):
    web.change("sources/web.yaml", "item: product", "item: zzz")
    every = "order_no, user, mail, phone, moment, product, total"
    with pytest.raises(ConfigError, match=rf"no column 'zzz'; its columns are: {every}\.$"):
        web.read()


def test_a_misspelt_column_is_found_in_a_file_without_records(web):
    web.lines("web.csv")
    web.change("sources/web.yaml", "item: product", "item: prodct")
    with pytest.raises(ConfigError, match="did you mean product"):
        web.read()


def test_a_number_is_no_time(web):
    web.change("sources/web.yaml", "occurred_at: moment", "occurred_at: moment::BIGINT")
    with pytest.raises(ConfigError, match=r"occurred_at is a number, .* to_timestamp"):
        web.read()


def test_an_expression_that_cannot_be_computed_is_named_with_what_to_write(web):
    web.change("sources/web.yaml", "amount: total", "amount: abs(total)")
    with pytest.raises(ConfigError) as raised:
        web.read()
    message = str(raised.value)
    assert message.startswith("web: interactions.amount: 'abs(total)' cannot be computed: Binder ")
    assert message.endswith(
        "casts. Values of CSV, JSON and lines are text; write quantity::DOUBLE "
        "where a number is meant."
    )
