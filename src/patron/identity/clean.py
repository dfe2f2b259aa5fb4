"""Write the same identifier the same way, whoever typed it."""

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

CARDS = ("loyalty_id", "loyalty_card", "loyalty", "card")


def clean(
    id_type: pa.ChunkedArray, id_value: pa.ChunkedArray, country: str | None = None
) -> pa.ChunkedArray:
    """Return the values in one spelling per id type.

    E-mail addresses become lower case, without ``mailto:``, angle brackets and surrounding
    space; loyalty cards lose spaces and dashes. A phone number becomes E.164, such as
    +493012345, where it is a possible one; else its digits, without a plus sign. Other id types
    are only stripped. The work is done once for each different value.

    Parameters
    ----------
    id_type, id_value
        Columns of IDENTIFIERS.
    country
        Two letters of ISO 3166 of the country whose numbers are written without its code; None
        leaves such numbers as their digits.
    """
    values, kinds = id_value.combine_chunks(), id_type.combine_chunks()
    for kind in pc.unique(kinds).to_pylist():
        is_kind = pc.equal(kinds, kind)
        encoded = values.filter(is_kind).dictionary_encode()
        cleaned = _cleaner(kind, country)(encoded.dictionary).take(encoded.indices)
        values = pc.replace_with_mask(values, is_kind, cleaned)
    return pa.chunked_array([values], pa.string())


def _cleaner(id_type: str, country: str | None) -> Callable[[pa.Array], pa.Array]:
    if id_type == "email":
        return _email
    if id_type == "phone":
        return lambda values: _phone(values, country)
    if id_type in CARDS:
        return lambda values: pc.replace_substring_regex(values, r"[\s\-\x{2010}-\x{2015}]+", "")
    return pc.utf8_trim_whitespace  # type: ignore[no-any-return]


def _email(values: pa.Array) -> pa.Array:
    lower = pc.utf8_lower(values)
    return pc.replace_substring_regex(lower, r"^[\s<]*(mailto:)?[\s<]*|[\s>]*$", "")


def _phone(values: pa.Array, country: str | None) -> pa.Array:
    # Most spellings differ in what stands between the digits, so each number is read once.
    plain = pc.match_substring_regex(values, r"^[\s]*\+?[\s0-9()/.\-]*$")
    bare = pc.if_else(plain, pc.replace_substring_regex(values, r"[^0-9+]+", ""), values)
    encoded = bare.dictionary_encode()
    found = map(_reader(country), encoded.dictionary.to_pylist())
    international = pa.array(found, pa.string()).take(encoded.indices)
    return pc.coalesce(international, pc.replace_substring_regex(values, r"\D", ""))


def _reader(country: str | None) -> Callable[[str], str | None]:
    """Return a function that writes a phone number as E.164, or says None where it is none."""
    import phonenumbers
    from phonenumbers import PhoneNumberFormat, ValidationResult

    def read(text: str) -> str | None:
        try:
            number = phonenumbers.parse(text, country)
        except phonenumbers.NumberParseException:
            return None
        length = phonenumbers.is_possible_number_with_reason(number)
        if length != ValidationResult.IS_POSSIBLE:
            return None
        return phonenumbers.format_number(number, PhoneNumberFormat.E164)

    return read
