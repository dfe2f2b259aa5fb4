"""The public functions, from ATTRIBUTES to who is who."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.identity.components import components
from benchmarks.identity.datasets import DataSet
from patron.identity.learned import train
from patron.identity.probable import probable_links
from patron.identity.records import make_records
from patron.identity.settle import settle
from patron.schema import IDENTIFIERS, LINKS


def run(data: DataSet, attributes: pa.Table, accounts: pa.Table) -> dict[str, np.ndarray]:
    """Return the customer of each account, as a number."""
    rules = data.rules
    records = make_records(IDENTIFIERS.empty(), attributes, rules)
    model = train(records, rules.probable)
    links = settle(probable_links(records, rules.probable, model), rules.probable)
    return {"merge_at 0.8": customers(links, accounts)}


def prepare_new(data: DataSet, attributes: pa.Table, accounts: pa.Table) -> tuple:
    """Return what is stored when nine accounts in ten have been resolved."""
    rules = data.rules
    known = accounts.filter(pa.array(np.arange(accounts.num_rows) % 10 > 0))
    before = attributes.join(known, ["source", "account"], join_type="left semi")
    records = make_records(IDENTIFIERS.empty(), before, rules)
    model = train(records, rules.probable)
    return known, model, probable_links(records, rules.probable, model)


def run_new(data: DataSet, attributes: pa.Table, accounts: pa.Table, stored: tuple) -> dict:
    """Return the customer of each account where one in ten is new."""
    known, model, links = stored
    rules = data.rules
    records = make_records(IDENTIFIERS.empty(), attributes, rules)
    new = probable_links(records, rules.probable, model, known)
    links = settle(pa.concat_tables([links, new]), rules.probable)
    return {"merge_at 0.8": customers(links, accounts)}


def customers(links: pa.Table, accounts: pa.Table) -> np.ndarray:
    """Return the connected component of each account over the links that join."""
    joins = links.filter(pc.equal(links["state"], "joins")).select(LINKS.schema.names[:4])
    names = pc.binary_join_element_wise(accounts["source"], accounts["account"], "\x1f")
    left = pc.binary_join_element_wise(joins["source"], joins["account"], "\x1f")
    right = pc.binary_join_element_wise(joins["other_source"], joins["other_account"], "\x1f")
    return components(
        pc.index_in(left, names).to_numpy(), pc.index_in(right, names).to_numpy(), len(names)
    )
