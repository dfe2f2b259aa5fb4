import pyarrow as pa

from patron.identity.clean import clean


def cleaned(*rows):
    types, values = zip(*rows, strict=True)
    return clean(pa.chunked_array([types]), pa.chunked_array([values])).to_pylist()


def test_the_same_identifier_is_written_the_same_way():
    assert cleaned(
        ("email", "  Ann@X.Org "), ("phone", "+49 (0)30-12 34"), ("loyalty_id", " A-7 "),
        ("phone", "none"),
    ) == ["ann@x.org", "490301234", "A-7", ""]  # fmt: skip
