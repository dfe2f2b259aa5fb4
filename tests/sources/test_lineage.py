import pytest

from patron.errors import SourceError
from patron.sources.csv import Csv
from patron.sources.lineage import file_fields, mapped_fields

MAPPING = {
    "interactions": {
        "account": "card",
        "occurred_at": "strptime(day, '%Y')",
        "kind": "'purchase'",
        "amount": "paid - coalesce(back, 0)",
    },
    "attributes": {"account": "card", "values": {"town": "upper(town)"}},
}


@pytest.fixture
def source():
    return Csv(name="till", file="till.csv", **MAPPING)


def test_each_column_is_made_of_the_fields_that_its_expression_names(source):
    assert mapped_fields(source) == {
        ("interactions", "account"): ("card",),
        ("interactions", "occurred_at"): ("day",),
        ("interactions", "kind"): (),
        ("interactions", "amount"): ("paid", "back"),
        ("attributes", "town"): ("town",),
        ("attributes", "account"): ("card",),
    }


def test_what_decides_which_records_are_wanted_is_a_field_too():
    source = Csv(name="till", file="till.csv", where="state = 'paid'", **MAPPING)
    assert mapped_fields(source)["records", "where"] == ("state",)


def test_a_column_whose_name_is_no_expression_needs_no_quotes():
    mapping = {"account": "Customer ID", "occurred_at": "e-mail", "kind": "Kauf (Art"}
    source = Csv(name="till", file="till.csv", interactions=mapping)
    found = mapped_fields(source, ["Customer ID", "e-mail", "Kauf (Art"])
    assert found["interactions", "account"] == ("Customer ID",)
    assert found["interactions", "occurred_at"] == ("e-mail",)
    assert found["interactions", "kind"] == ("Kauf (Art",)
    without_the_file = mapped_fields(source)
    assert without_the_file["interactions", "account"] == ("Customer ID",)
    assert without_the_file["interactions", "kind"] == ("Kauf (Art",)


def test_a_file_has_fields_that_no_mapping_names(source, tmp_path):
    (tmp_path / "till.csv").write_text("card,day,paid,back,town,shoe size\n1,2024,5,,Ulm,42\n")
    found = file_fields(source, tmp_path)
    assert found == ("card", "day", "paid", "back", "town", "shoe size")


def test_fields_of_lookups_count_too(source, tmp_path):
    wide = Csv(
        name="till", file="till.csv", lookup=[{"file": "more.csv", "by": ["card"]}], **MAPPING
    )
    (tmp_path / "till.csv").write_text("card,day\n1,2024\n")
    (tmp_path / "more.csv").write_text("card,colour\n1,red\n")
    assert file_fields(wide, tmp_path) == ("card", "day", "colour")


def test_a_file_that_is_not_there_is_said(source, tmp_path):
    with pytest.raises(SourceError, match="there is no file"):
        file_fields(source, tmp_path)
