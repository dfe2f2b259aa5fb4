import pytest

from patron.pipeline import minimise
from patron.pipeline.minimise import facts_of
from patron.pipeline.unread import NOT_MAPPED, SHOWN
from patron.training.forgo import Effort


@pytest.fixture(scope="module")
def found(shop):
    return minimise(shop.workspace, ["churn"], 0.02, Effort(1_000, 1), 0)


def test_what_features_look_at_is_measured(found):
    [forgone] = found.forgone
    assert set(forgone.costs) == {
        "amount of purchases",
        "everything told of visits",
        "segment (attributes)",
    }
    assert found.fields["amount of purchases"] == ("app.amount", "till.paid")
    assert found.fields["everything told of visits"] == ("app.*",)


def test_what_a_question_is_about_stays(found):
    assert "is the question of lifetime_value" in found.needed["amount of purchases"]
    visits = found.needed["everything told of visits"]
    assert visits == "is looked at by next_offer, which was not measured"


def test_fields_that_nothing_learns_from_are_named(found):
    assert {(one.field, one.why) for one in found.unread} == {("till.pieces", SHOWN)}
    assert found.not_seen == ()


def test_a_field_that_no_mapping_names_is_named_first(copied):
    till = copied.raw / "till.csv"
    header, *rows = till.read_text().splitlines()
    wide = [f"{header},shoe_size", *(f"{row},42" for row in rows)]
    till.write_text("\n".join(wide) + "\n")
    (copied.raw / "app.jsonl").unlink()
    found = minimise(copied.workspace, [], 0.02, Effort(1_000, 1), 0)
    assert found.unread[0] == ("till.shoe_size", NOT_MAPPED)
    assert found.not_seen == ("app",)
    assert found.forgone == ()


def test_the_command_prints_and_writes_it(copied):
    done = copied.run("-q", "minimise", "churn", "--rows", "1000", "--repeats", "1")
    assert done.code == 0, done.err
    assert "till.pieces" in done.out
    assert "churn: AUC falls by" in done.out
    assert "Not measured: next_offer, which ranks items." in done.out
    page = copied.workspace.papers / "minimisation.html"
    assert "Minimisation report" in page.read_text()


def test_the_report_holds_what_was_found(shop, found):
    facts = facts_of(shop.workspace, found)
    assert [one.name for one in facts.collected if one.losses] == list(found.forgone[0].costs)
    assert facts.rows == (("churn", found.forgone[0].rows),)
