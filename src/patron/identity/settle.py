"""Which probable links hold: a chain of likely pairs alone does not make strangers one person."""

import logging

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from patron.identity.linkage import Edges, Reals, Wholes, average_linkage, gathered
from patron.identity.probable_rules import ProbableRules
from patron.schema import TEXT

log = logging.getLogger(__name__)

# A pair that agrees in everything does not outvote many that do not.
MOST_BITS = 20.0
NEVER_BITS = -1e9
JOINS = "joins"
PROBABLE = "probable"
STATES = (
    JOINS,
    "review",
    "settled by others",
    "weak bridge",
    "another fits better",
    "told apart",
)
ENDS = (("source", "account"), ("other_source", "other_account"))


def settle(links: pa.Table, rules: ProbableRules, apart: pa.Table | None = None) -> pa.Table:
    """Return LINKS with the state of each probable one; those of other kinds are as they were.

    A probable link "joins" where it is likely enough and the groups on both sides agree in the
    mean; see `average_linkage`. Otherwise it is "told apart", "another fits better" (both sides
    have an account of a source in which nobody has two), a "weak bridge" between groups that do
    not agree, or not so likely: "settled by others" within a group, for "review" between two.
    Accounts that other links join stand together from the start, and
    speak with one voice: what the likeliest link between two such groups says.

    Parameters
    ----------
    links
        LINKS of all kinds and accounts, also those stored before. Accounts without a link count
        as if they had one at `review_at`.
    rules
        `merge_at`, `review_at` and `one_each`.
    apart
        Pairs (source, account, other_source, other_account) that people told apart.
    """
    if not links.num_rows:
        return links
    left, right, told, source = _number(links, apart)
    numbered = links.append_column("left", pa.array(left)).append_column("right", pa.array(right))
    state = settle_numbered(numbered, source, told, rules)["state"]
    return links.set_column(links.column_names.index("state"), "state", state)


def settle_numbered(
    links: pa.Table, source: np.ndarray, told: tuple[Wholes, Wholes], rules: ProbableRules
) -> pa.Table:
    """Return links whose ends are numbers with the state of each probable one; see `settle`.

    Parameters
    ----------
    links
        Columns `left` and `right`, `by`, `probability` and `state`.
    source
        Of each account, by its number.
    told
        Both ends of the pairs that people told apart.
    rules
        As for `settle`.
    """
    from patron.identity.union import components

    probable = pc.equal(links["by"], PROBABLE).to_numpy()
    joined = pc.equal(links["state"], JOINS).to_numpy() & ~probable
    left, right = links["left"].to_numpy(), links["right"].to_numpy()
    start = components(len(source), left[joined], right[joined])
    masks = _masks(source, start, rules.one_each)
    left, right = left[probable], right[probable]
    bits = _bits(links["probability"].to_numpy()[probable])
    is_told = np.isin(_pairs(left, right, len(source)), _pairs(*told, len(source)))
    # Only groups that a probable link reaches can join another.
    ends = [start[end] for end in (left, right, *told)]
    reached, numbers = np.unique(np.concatenate(ends), return_inverse=True)
    left, right, *apart = np.split(numbers, np.cumsum([len(end) for end in ends])[:-1])
    edges = _edges(left, right, bits, (apart[0], apart[1]))
    code = _states(edges, left, right, bits, masks[reached], rules)
    code[is_told] = STATES.index("told apart")
    joins = int((code == STATES.index(JOINS)).sum())
    log.info("settle: %s of %s probable links join", f"{joins:,}", f"{probable.sum():,}")
    state = pc.replace_with_mask(
        links["state"].combine_chunks(), pa.array(probable), pa.array(STATES, TEXT).take(code)
    )
    return links.set_column(links.column_names.index("state"), "state", state)


def _states(
    edges: Edges, left: Wholes, right: Wholes, bits: Reals, masks: Wholes, rules: ProbableRules
) -> Wholes:
    """Return the place in STATES of each probable link between two groups."""
    enough = _at(rules.merge_at)
    group = average_linkage(edges, masks, _at(rules.review_at), enough)
    has = np.zeros_like(masks)
    np.bitwise_or.at(has, group, masks)
    clash = (has[group[left]] & has[group[right]]) != 0
    one, likely = group[left] == group[right], bits >= enough
    code = np.where(clash, STATES.index("another fits better"), STATES.index("weak bridge"))
    code[~likely] = STATES.index("review")
    code[~likely & one] = STATES.index("settled by others")
    code[likely & one] = STATES.index(JOINS)
    return code


def _number(
    links: pa.Table, apart: pa.Table | None
) -> tuple[Wholes, Wholes, tuple[Wholes, Wholes], np.ndarray]:
    """Return both ends of the links and of the pairs told apart as numbers, and their sources.

    Accounts are numbered in order of source and account, so that no order of rows matters.
    """
    tables = [links] if apart is None else [links, apart]
    ends = [table.select(list(end)).rename_columns(ENDS[0]) for end in ENDS for table in tables]
    accounts = pa.concat_tables(ends)
    names = pc.binary_join_element_wise(accounts["source"], accounts["account"], "\x1f")
    codes = names.combine_chunks().dictionary_encode()
    order = pc.array_sort_indices(codes.dictionary).to_numpy()
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    number = rank[codes.indices.to_numpy()]
    sources = np.empty(len(order), object)
    sources[number] = accounts["source"].to_numpy()
    parts = np.split(number, np.cumsum([table.num_rows for table in ends])[:-1])
    if apart is None:
        nothing = np.zeros(0, np.int64)
        return parts[0], parts[1], (nothing, nothing), sources
    return parts[0], parts[2], (parts[1], parts[3]), sources


def _edges(left: Wholes, right: Wholes, bits: Reals, apart: tuple[Wholes, Wholes]) -> Edges:
    """Return what the likeliest link says between two groups, unless they were told apart."""
    low, high = np.minimum(left, right), np.maximum(left, right)
    order = np.lexsort((-bits, high, low))
    low, high, bits = low[order], high[order], bits[order]
    likeliest = np.ones(len(low), bool)
    likeliest[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    return gathered(
        np.concatenate([low[likeliest], apart[0]]),
        np.concatenate([high[likeliest], apart[1]]),
        np.concatenate([bits[likeliest], np.full(len(apart[0]), NEVER_BITS)]),
        np.concatenate([np.ones(likeliest.sum()), np.zeros(len(apart[0]))]),
    )


def _masks(source: np.ndarray, start: Wholes, one_each: tuple[str, ...]) -> Wholes:
    """Return for each group a bit for each source in which nobody has two accounts."""
    masks = np.zeros(int(start.max(initial=0)) + 1, np.int64)
    for place, name in enumerate(one_each):
        masks[start[source == name]] |= 1 << place
    return masks


def _pairs(left: Wholes, right: Wholes, nodes: int) -> Wholes:
    return np.asarray(np.minimum(left, right) * nodes + np.maximum(left, right))


def _bits(probability: Reals) -> Reals:
    with np.errstate(divide="ignore"):
        bits = np.log2(probability) - np.log2(1 - probability)
    return np.asarray(np.clip(bits, -MOST_BITS, MOST_BITS))


def _at(probability: float) -> float:
    return float(np.log2(probability / (1 - probability)))
