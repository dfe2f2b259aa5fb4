import pyarrow as pa
import pytest

from patron.identity.direct import score_directly
from patron.identity.frequencies import put_values
from patron.identity.scores import database, score

BITS = ["name", "birthday", "postcode", "email"]


@pytest.fixture(scope="module")
def both(people, rules, model):
    """Return what Splink says of all pairs, and what is said without it."""
    with database(people, rules.probable, model=model) as connection:
        put_values(connection, rules.probable, model)
        ours = score_directly(connection, model["settings"], "counted", "pairs", 0.0)
        columns = ", ".join(
            ["id_l", "id_r", "match_probability"]
            + [f"mw_{field} + mw_tf_adj_{field} AS {field}" for field in BITS]
        )
        found = []
        for scored in (score(connection, model["settings"], "counted", "pairs"), ours):
            connection.register("scored", scored)
            query = f"SELECT {columns} FROM scored ORDER BY id_l, id_r"
            found.append(connection.sql(query).to_arrow_table())
    return found


def test_all_pairs_are_scored(both):
    splink, ours = both
    assert ours.num_rows > 100
    assert ours.select(["id_l", "id_r"]) == splink.select(["id_l", "id_r"])


@pytest.mark.parametrize("column", ["match_probability", *BITS])
def test_scores_are_those_of_splink(both, column):
    splink, ours = (table[column].cast(pa.float64()).to_numpy() for table in both)
    assert ours == pytest.approx(splink, abs=1e-9)
