"""Write the same identifier the same way, whoever typed it."""

import pyarrow as pa
import pyarrow.compute as pc


def clean(id_type: pa.ChunkedArray, id_value: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the values in one spelling per id type.

    E-mail addresses become lower case without surrounding space; phone numbers become their
    digits. Other id types are only stripped.
    """
    value = pc.utf8_trim_whitespace(id_value)
    value = pc.if_else(pc.equal(id_type, "email"), pc.utf8_lower(value), value)
    digits = pc.replace_substring_regex(value, r"\D", "")
    return pc.if_else(pc.equal(id_type, "phone"), digits, value)
