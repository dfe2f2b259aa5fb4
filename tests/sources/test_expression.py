import duckdb
import pytest

from patron.errors import ConfigError
from patron.sources.expression import cannot_fail, check_columns, check_form


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect() as connection:
        yield connection


@pytest.mark.parametrize(
    "expression",
    [
        "price",
        "'purchase'",
        "price::DOUBLE * 2 - 1",
        "CASE WHEN price > 3 THEN 'dear' ELSE upper(name) END",
        "strptime(day, '%Y%m%d') -- a remark",
        "person->>'$.id'",
        "person->'$.id'",
        "list_transform(names, lambda x: x || name)",
        "person.address.town",
    ],
)
def test_expressions_over_one_record_are_taken(connection, expression):
    tree = check_form(connection, expression, "here")
    columns = ["price", "name", "DAY", "person", "names"]
    check_columns(tree, columns, "here")


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("(SELECT 1)", "must not contain a query within"),
        ("EXISTS (SELECT 1)", "must not contain a query within"),
        ("upper((FROM read_text('/etc/passwd')))", "must not contain a query within"),
        ("1 FROM read_csv('x.csv')", "must be one expression and nothing more"),
        ("1 WHERE true", "must be one expression and nothing more"),
        ("1 LIMIT 1", "must be one expression and nothing more"),
        ("1 UNION SELECT 2", "must be one expression and nothing more"),
        ("a, b", "must be one expression and nothing more"),
        ("a AS b", "must be one expression and nothing more"),
        ("1; DROP TABLE x", "is neither a column nor an SQL expression: Only SELECT"),
        ("1; SELECT 2", "must be one expression and nothing more"),
        ("price price price", "is neither a column nor an SQL expression: syntax error"),
        ("", "is neither a column nor an SQL expression"),
        ("*", "must not contain a star"),
        ("COLUMNS('a.*')", "must not contain a star"),
        ("$1", "must not contain a parameter"),
        ("row_number() OVER ()", "must not contain a window"),
        ("sum(price)", r"depend on one record alone, but sum\(\) does not"),
        ("count(*)", r"depend on one record alone, but count_star\(\) does not"),
        ("now()", r"depend on one record alone, but now\(\) does not"),
        ("price + RANDOM()", r"depend on one record alone, but random\(\) does not"),
    ],
)
def test_all_else_is_refused(connection, expression, message):
    with pytest.raises(ConfigError, match=f"here: .*{message}"):
        check_form(connection, expression, "here")


def test_a_column_that_is_not_there_is_named(connection):
    tree = check_form(connection, "upper(nam) || 'x'", "here")
    with pytest.raises(ConfigError, match=r"here has no column 'nam' \(did you mean name\?\)\."):
        check_columns(tree, ["price", "name"], "here")


def test_columns_and_constants_cannot_fail(connection):
    assert cannot_fail(check_form(connection, "price", "here"))
    assert cannot_fail(check_form(connection, "'purchase'", "here"))
    assert not cannot_fail(check_form(connection, "price::DOUBLE", "here"))
