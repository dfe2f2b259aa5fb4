from patron.schema import (
    IDENTIFIERS,
    INTERACTIONS,
)


def test_an_identifier_counts_once_from_when_it_was_first_known(web, at):
    web.read()
    assert web.rows(IDENTIFIERS, "account", "id_type", "id_value", "known_at") == [
        ("u1", "email", "ann@x.org", at(2024, 1, 3, 7, 30)),
        ("u1", "phone", "555", at(2024, 1, 3, 7, 30)),
        ("u2", "phone", "556", at(2024, 1, 7)),
    ]


def test_an_identifier_once_known_is_not_forgotten_when_the_file_rolls_on(web, at):
    web.read()
    web.raw(
        "web.csv", "order_no,user,mail,phone,moment,product,total\n4,u1,,555,2024-02-01,tea,2\n"
    )
    web.read()
    known = web.lake.read(IDENTIFIERS, columns=["known_at"], where="id_value = '555'")
    assert known["known_at"].to_pylist() == [at(2024, 1, 3, 7, 30)]


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
