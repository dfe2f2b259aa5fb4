"""Likely links as builds find them: by a model that is kept, and only where something is new."""

import hashlib
import json
import logging
import os
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from patron.errors import ModelError
from patron.identity import IdentityRules
from patron.identity.clean import clean
from patron.identity.learned import fits, train
from patron.identity.probable import probable_links
from patron.identity.records import make_records
from patron.identity.scores import Model
from patron.lake import Lake
from patron.lake.database import database, literal
from patron.schema import ACCOUNTS, ATTRIBUTES, IDENTIFIERS, LINKS

log = logging.getLogger(__name__)

# A model is learned anew when so many times as many accounts are there as it was learned from.
GROWN = 2.0
# Accounts of which other rows are known than before; order means nothing.
CHANGED = """
SELECT source, account FROM (
    SELECT source, account, bit_xor(hash({row})) AS rows, count(*) AS n FROM now_told GROUP BY ALL
) AS now FULL JOIN (
    SELECT source, account, bit_xor(hash({row})) AS rows, count(*) AS n FROM before GROUP BY ALL
) AS before USING (source, account)
WHERE now.rows IS DISTINCT FROM before.rows OR now.n IS DISTINCT FROM before.n
"""
KEPT = """
SELECT links.* FROM links SEMI JOIN known USING (source, account)
WHERE row(other_source, other_account) IN (SELECT row(source, account) FROM known)
ORDER BY source, account, other_source, other_account
"""


def likely_links(
    lake: Lake, rules: IdentityRules, accounts: pa.Table
) -> tuple[pa.Table, dict[str, str]]:
    """Return LINKS of accounts that are probably one person, and by what they were found.

    Where `probable` is left out there are none. What was learned is kept in `model_file`; it is
    learned anew when the rules compare other things, or accounts have doubled. Stored links of
    accounts that were compared before by the same model and rules, and of which nothing else is
    known since, are taken as they are; all others are compared.

    Parameters
    ----------
    lake
        Holds IDENTIFIERS, ATTRIBUTES and the LINKS of the build before.
    rules
        What is compared, and how sure is sure enough.
    accounts
        ACCOUNTS of now.
    """
    if rules.probable is None:
        return LINKS.empty(), {}
    model, known, note = _read_model(lake, rules), None, lake.made_from(LINKS)
    if model is not None and note.get("probable") == _fingerprint(model, rules):
        known = _known(lake, rules, note)
        if known.num_rows == accounts.num_rows:
            return _stored(lake, known), {"probable": note["probable"]}
    records = make_records(_identifiers(lake, rules), _attributes(lake, rules), rules)
    if model is None or records.num_rows > GROWN * model["frequencies"]["accounts"]:
        model, known = train(records, rules.probable), None
        _write_model(lake, model)
    links = probable_links(records, rules.probable, model, known)
    if known is not None:
        links = pa.concat_tables([_stored(lake, known), links])
    return links, {"probable": _fingerprint(model, rules)}


def model_file(lake: Lake) -> Path:
    """Return the JSON file, beside the tables, of what agreement proves; Splink can read it."""
    return lake.folder / "probable.json"


def _read_model(lake: Lake, rules: IdentityRules) -> Model | None:
    """Return the model that is kept, None where there is none or it is of other rules."""
    path = model_file(lake)
    if not path.exists() or rules.probable is None:
        return None
    try:
        model: Model = json.loads(path.read_text(encoding="utf-8"))
        return model if fits(model, rules.probable) else None
    except (ValueError, AttributeError) as error:
        raise ModelError(f"{path} is damaged ({error}); remove it and build again.") from error


def _write_model(lake: Lake, model: Model) -> None:
    path = model_file(lake)
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(_text(model), encoding="utf-8")
    os.replace(unfinished, path)
    log.info("probable: learned from %s accounts", f"{model['frequencies']['accounts']:,}")


def _text(model: Model) -> str:
    return json.dumps(model, sort_keys=True, indent=1, ensure_ascii=False) + "\n"


def _fingerprint(model: Model, rules: IdentityRules) -> str:
    """Return what stands for all that decides which of two accounts' links are found."""
    named = rules.model_dump_json(include={"probable", "worthless", "country"})
    return hashlib.sha256((_text(model) + named).encode()).hexdigest()


def _known(lake: Lake, rules: IdentityRules, note: Mapping[str, str]) -> pa.Table:
    """Return the accounts that were compared before, and of which nothing else is known since."""
    known = lake.read(ACCOUNTS, int(note[ACCOUNTS.name]), ["source", "account"])
    for table, name in ((IDENTIFIERS, "id_type"), (ATTRIBUTES, "name")):
        was = _version(note, table.name)
        if was == lake.version(table):
            continue
        where = f"{name} IN ({_wanted(rules)})"
        with database() as connection:
            connection.register("known", known)
            connection.register("now_told", lake.read(table, where=where))
            # A table that did not exist told nothing.
            before = table.empty() if was is None else lake.read(table, was, where=where)
            connection.register("before", before)
            columns = ", ".join(table.schema.names)
            changed = CHANGED.format(row=columns)
            query = f"SELECT * FROM known ANTI JOIN ({changed}) USING (source, account)"
            known = connection.sql(query).to_arrow_table()
    return known


def _version(note: Mapping[str, str], name: str) -> int | None:
    said = note.get(name, "None")
    return None if said == "None" else int(said)


def _stored(lake: Lake, known: pa.Table) -> pa.Table:
    """Return the likely links between accounts that need not be compared again."""
    with database() as connection:
        connection.register("links", lake.read(LINKS, where="\"by\" = 'probable'"))
        connection.register("known", known)
        return LINKS.check(connection.sql(KEPT).to_arrow_table())


def _attributes(lake: Lake, rules: IdentityRules) -> pa.Table:
    return lake.read(ATTRIBUTES, where=f"name IN ({_wanted(rules)})")


def _identifiers(lake: Lake, rules: IdentityRules) -> pa.Table:
    """Return the IDENTIFIERS that are compared, in their one spelling."""
    found = lake.read(IDENTIFIERS, where=f"id_type IN ({_wanted(rules)})")
    value = clean(found["id_type"], found["id_value"], rules.country)
    return found.set_column(found.column_names.index("id_value"), "id_value", value)


def _wanted(rules: IdentityRules) -> str:
    compared = rules.probable.compare if rules.probable else ()
    return ", ".join(sorted({literal(name) for one in compared for name in one.sources}))
