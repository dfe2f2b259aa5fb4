import pyarrow as pa

from patron.identity.clean import clean


def cleaned(*rows, country=None):
    types, values = zip(*rows, strict=True)
    return clean(pa.chunked_array([types]), pa.chunked_array([values]), country).to_pylist()


def test_an_email_is_lower_case_and_bare():
    spelt = ("  Ann@X.Org ", "<ann@x.org>", "mailto:Ann@X.org", " <MAILTO:ann@x.org> ")
    assert set(cleaned(*(("email", one) for one in spelt))) == {"ann@x.org"}


def test_a_phone_number_is_international():
    spelt = ("+49 (0)30-901820", "030/901 820", "0049 30 901820", "tel: 030 901820")
    assert set(cleaned(*(("phone", one) for one in spelt), country="DE")) == {"+4930901820"}


def test_a_phone_number_that_is_not_possible_is_its_digits():
    assert cleaned(("phone", "03"), ("phone", "none"), country="DE") == ["03", ""]
    # Without the country nobody can say whose number it is; and here the area code is missing.
    assert cleaned(("phone", "030 901820")) == ["030901820"]
    assert cleaned(("phone", "253-0000"), country="US") == ["2530000"]


def test_a_card_has_neither_spaces_nor_dashes():
    assert cleaned(("loyalty_id", " A-7 00–1 ")) == ["A7001"]


def test_other_types_are_stripped_and_each_value_is_of_its_type():
    rows = (("cookie", " A-b "), ("email", " A-b@X "), ("cookie", " A-b "), ("phone", None))
    assert cleaned(*rows) == ["A-b", "a-b@x", "A-b", None]


def test_there_may_be_nothing_to_clean():
    nothing = pa.chunked_array([], pa.string())
    assert clean(nothing, nothing).to_pylist() == []
