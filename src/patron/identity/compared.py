"""How the values of each kind are written, and how alike two of them may be.

A kind's levels are conditions of SQL on a pair's columns, likest first; what none of them holds
for is "different". A value that is missing says nothing. What a level proves is learned.
"""

from dataclasses import dataclass
from typing import Any

from patron.identity.probable_rules import WORDY, Compared, ProbableRules

Model = dict[str, Any]

# Rarest words of a value that are compared.
SLOTS = 5
PLAIN = "lower(strip_accents({x}))"
WORDS = r"trim(regexp_replace(lower(strip_accents({x})), '[^\p{{L}}\p{{N}}]+', ' ', 'g'))"
ALNUM = "upper(regexp_replace(strip_accents({x}), '[^A-Za-z0-9]', '', 'g'))"
DIGITS = r"regexp_replace({x}, '\D', '', 'g')"
DATE = (
    "coalesce(strftime(try_strptime({x}, ['%Y-%m-%d', '%Y%m%d', '%d.%m.%Y', '%d/%m/%Y', "
    "'%Y-%m-%d %H:%M:%S']), '%Y%m%d'), " + DIGITS + ")"
)
ANOTHER = (
    "({f}_more_l is not null or {f}_more_r is not null) and "
    "list_has_any(coalesce({f}_more_l, [{f}_l]), coalesce({f}_more_r, [{f}_r]))"
)
ALIKE = "jaro_winkler_similarity({f}_l, {f}_r) >= "
# Most pairs are nowhere near, which is much faster to see by the first of the two.
TYPED = "jaro_similarity({f}_l, {f}_r) >= 0.7 and damerau_levenshtein({f}_l, {f}_r) <= "
SHARED = (
    "("
    + " + ".join(
        f"case when {{f}}_{own}_l in ({', '.join(f'{{f}}_{other}_r' for other in range(SLOTS))}) "
        f"then {{f}}_{own}_bits_l else 0 end"
        for own in range(SLOTS)
    )
    + ") >= "
)


@dataclass(frozen=True)
class Kind:
    """How values of one kind are written and compared.

    Parameters
    ----------
    writes
        SQL that writes a value ``{x}`` the same way, whoever typed it.
    levels
        Conditions on a pair in field ``{f}`` below being the same, likest first.
    rare
        Whether a rare value says more than a common one.
    """

    writes: str
    levels: tuple[str, ...]
    rare: bool = True


_WORDY = Kind(
    WORDS,
    (
        SHARED + "20",
        SHARED + "13",
        ALIKE + "0.92",
        SHARED + "8",
        ALIKE + "0.8",
        SHARED + "0.1",
    ),
)
KINDS = {
    "name": _WORDY,
    "address": _WORDY,
    "date": Kind(DATE, (ANOTHER, TYPED + "1", "{f}_l[1:4] = {f}_r[1:4]")),
    "number": Kind(ALNUM, (ANOTHER, TYPED + "1", TYPED + "2")),
    "postcode": Kind(
        ALNUM, (ANOTHER, TYPED + "1", "{f}_l[1:4] = {f}_r[1:4]", "{f}_l[1:2] = {f}_r[1:2]")
    ),
    "exact": Kind(PLAIN, (ANOTHER,)),
    "text": Kind(PLAIN, (ANOTHER, ALIKE + "0.9")),
    "email": Kind(
        "lower({x})",
        (ANOTHER, "split_part({f}_l, '@', 1) = split_part({f}_r, '@', 1)", ALIKE + "0.92"),
    ),
    # The last nine digits are the same with and without the country's code.
    "phone": Kind(f"right({DIGITS}, 9)", (ANOTHER, TYPED + "1")),
}


def comparison(one: Compared) -> dict[str, Any]:
    """Return Splink's description of how a field is compared, without what it proves."""
    field, kind = one.field, KINDS[one.kind]
    missing = f"{field}_l is null or {field}_r is null"
    same: dict[str, Any] = {"sql_condition": f"{field}_l = {field}_r"}
    if kind.rare:
        same |= {"tf_adjustment_column": field, "tf_adjustment_weight": 1.0}
    levels = [same, *({"sql_condition": level.format(f=field)} for level in kind.levels)]
    levels.append({"sql_condition": "ELSE"})
    for place, level in enumerate(levels):
        level["label_for_charts"] = "the same" if not place else str(level["sql_condition"])
    levels.insert(
        0, {"sql_condition": missing, "label_for_charts": "missing", "is_null_level": True}
    )
    return {"output_column_name": field, "comparison_levels": levels}


def write(connection: Any, rules: ProbableRules) -> None:
    """Make the table ``written`` from ``records``: every value written the same way.

    Row `id` counts from 0 in the order of the records; ``<field>_all`` are a field's values.
    """
    columns = ", ".join(_written(one) for one in rules.compare)
    connection.sql(
        "CREATE OR REPLACE TABLE written AS SELECT row_number() OVER "
        f"(ORDER BY source, account) - 1 AS id, source, account, known_at, {columns} FROM records"
    )


def prepare(connection: Any, rules: ProbableRules, frequencies: Model) -> None:
    """Make the table ``prepared`` from ``written``: what comparisons look at.

    A field's column holds its latest value, ``<field>_all`` all of them, and ``<field>_more`` too
    where there are several. Of a wordy field it is the words of the latest in alphabetical order,
    ``<field>_words`` are the words of all of them, rarest first, ``<field>_0`` and so on the
    numbers of the rarest, and ``<field>_0_bits`` how rare they are.

    Parameters
    ----------
    frequencies
        Says how many accounts there are (`accounts`) and how many have a word that is not in the
        table ``common_words_<field>`` (`least`).
    """
    scalars = ", ".join(_latest(one) for one in rules.compare)
    joins = ""
    more = ""
    for one in rules.compare:
        if one.kind in WORDY:
            _number_words(connection, one.field, frequencies)
            joins += f" LEFT JOIN words_of_{one.field} USING (id)"
            more += f", COLUMNS(words_of_{one.field}.* EXCLUDE (id))"
    connection.sql(
        f"CREATE OR REPLACE TABLE prepared AS SELECT written.*, {scalars}{more} "
        f"FROM written{joins} ORDER BY id"
    )


def _written(one: Compared) -> str:
    same_way = f"list_transform({one.field}, lambda x: {KINDS[one.kind].writes.format(x='x')})"
    return f"nullif(list_filter({same_way}, lambda x: x <> ''), []) AS {one.field}_all"


def _latest(one: Compared) -> str:
    every = f"{one.field}_all"
    latest = f"{every}[1]"
    if one.kind in WORDY:
        return f"array_to_string(list_sort(string_split({latest}, ' ')), ' ') AS {one.field}"
    more = f"CASE WHEN len({every}) > 1 THEN {every} END AS {one.field}_more"
    return f"{latest} AS {one.field}, {more}"


def _number_words(connection: Any, field: str, frequencies: Model) -> None:
    slots = ", ".join(
        f"numbers[{place + 1}] AS {field}_{place}, rarity[{place + 1}] AS {field}_{place}_bits"
        for place in range(SLOTS)
    )
    connection.sql(
        f"""
        CREATE OR REPLACE TABLE words_of_{field} AS
        WITH held AS (
            SELECT DISTINCT id, unnest(flatten(list_transform({field}_all,
                lambda x: string_split(x, ' ')))) AS word FROM written
        ),
        counted AS (
            SELECT word, coalesce(any_value(accounts), {frequencies["least"]}) AS had,
                row_number() OVER (ORDER BY had, word) AS number,
                log2({frequencies["accounts"]} / had) AS bits
            FROM held LEFT JOIN common_words_{field} USING (word) GROUP BY word
        ),
        gathered AS (
            SELECT id, list(number ORDER BY number) AS numbers, list(bits ORDER BY number) AS rarity
            FROM held JOIN counted USING (word) GROUP BY id
        )
        SELECT id, numbers AS {field}_words, {slots} FROM gathered
        """
    )
