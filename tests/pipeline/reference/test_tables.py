from patron.pipeline.reference import tables_reference
from patron.schema import LABELS, TABLES


def test_every_table_is_told_of_once():
    text = tables_reference()
    for table in (*TABLES, LABELS):
        assert text.count(f"\n## {table.name}\n") == 1


def test_a_column_says_its_type_and_whether_it_belongs_to_the_key():
    text = tables_reference()
    part = text.split("\n## loads\n")[1].split("\n## ")[0]
    assert part == (
        "\nWhich source files were read into the lake, by the fingerprint of file and mapping.\n"
        "\n| column | type | may be empty |\n| --- | --- | --- |\n"
        "| **source** | text | no |\n| fingerprint | text | yes |\n"
        "| records | whole number | yes |\n| rejected | whole number | yes |\n"
    )
