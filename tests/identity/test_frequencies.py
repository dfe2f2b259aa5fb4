import duckdb
import pytest

from patron.identity import frequencies
from patron.identity.probable_rules import ProbableRules

RULES = ProbableRules.model_validate(
    {
        "compare": [{"field": "name", "kind": "name"}, {"field": "city", "kind": "exact"}],
        "blocking": [["name"]],
    }
)


@pytest.fixture
def connection():
    with duckdb.connect() as one:
        one.sql(
            "CREATE TABLE prepared AS SELECT * FROM (VALUES "
            "(1, 's', 'a', NULL, 'ann lee', 'ulm'), (2, 's', 'b', NULL, 'ann ray', 'ulm'), "
            "(3, 's', 'c', NULL, 'bob lee', NULL)) "
            "AS rows(id, source, account, known_at, name, city)"
        )
        one.sql("CREATE TABLE written AS SELECT id, [name] AS name_all FROM prepared")
        yield one


def test_what_one_account_has_is_not_common(connection):
    frequencies.count_words(connection, "name")
    found = frequencies.counted(connection, RULES)
    assert (found["accounts"], found["least"]) == (3, 1)
    assert found["words"] == {"name": {"of": 3, "common": {"ann": 2, "lee": 2}}}
    assert found["values"]["city"] == {"of": 2, "common": {"ulm": 2}}
    assert found["values"]["name"]["common"] == {}


def test_a_word_that_an_account_repeats_counts_once(connection):
    connection.sql("UPDATE written SET name_all = ['ann ann', 'ann'] WHERE id = 1")
    frequencies.count_words(connection, "name")
    counts = dict(connection.sql("FROM common_words_name").fetchall())
    assert counts == {"ann": 2, "ray": 1, "bob": 1, "lee": 1}


def test_what_is_common_is_what_the_model_knows_whoever_is_there(connection):
    frequencies.count_words(connection, "name")
    model = {"frequencies": frequencies.counted(connection, RULES), "repeats": 1}
    connection.sql("DROP TABLE common_words_name")
    connection.sql("DELETE FROM prepared WHERE id = 2")
    connection.sql("CREATE TABLE pairs AS SELECT 1 AS join_key_l, 3 AS join_key_r")
    frequencies.put_words(connection, RULES, model)
    assert dict(connection.sql("FROM common_words_name").fetchall()) == {"ann": 2, "lee": 2}
    frequencies.put_values(connection, RULES, model)
    rows = connection.sql("SELECT id, tf_name, tf_city FROM counted ORDER BY id").fetchall()
    # Two of the two accounts with a city have it, and one of them may be the same person's.
    assert rows == [(1, pytest.approx(1 / 3), pytest.approx(0.5)), (3, pytest.approx(1 / 3), None)]
