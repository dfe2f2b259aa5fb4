"""Who of those that a campaign of coupons was mailed to redeems one: AUC by campaign.

The Complete Journey. Each campaign is judged by what was known the moment before it began: its
features, and a classifier that learnt from the campaigns that were over by then. Parameters are
settled beforehand and the same for all campaigns.

    python -m benchmarks.models.coupons
"""

import logging
import sys
from typing import Any, NamedTuple

import numpy as np

from benchmarks.models.page import publish
from benchmarks.models.questions import open_workspace
from patron.features import feature_columns
from patron.history import History
from patron.lake import Lake
from patron.models.boosted_classifier import BoostedClassifier
from patron.models.metrics import auc, bootstrap_difference
from patron.schema import OFFERS

Array = np.ndarray[Any, Any]
# So many campaigns must be over before one is judged, and so many must redeem to judge it.
CAMPAIGNS_BEFORE, REDEEMERS = 5, 10
PARAMS = {"trees": 100, "leaves": 7, "learning_rate": 0.05, "column_share": 0.5, "threads": 1}
SAMPLES = 500
# The study does not say since when it knows who the households are.
WITHOUT = ("age", "income", "household_size", "kids", "homeowner", "married")
FORMULAS = {"coupons redeemed before": "redemptions_ever", "spent in 84 days": "spend_84d"}


class Campaign(NamedTuple):
    """One mailing: when it began and ended, its type (0, 1, 2 for A, B, C), coupons, to whom."""

    name: str
    starts_at: int
    ends_at: int
    type: int
    coupons: int
    sent: Array
    redeemed: Array


def campaigns(history: History, lake: Lake) -> list[Campaign]:
    """Return the campaigns that began after the first receipt, the earliest first."""
    offers = lake.read(OFFERS).to_pandas()
    offers["campaign"] = offers["offer"].str.rpartition("-")[2]
    names = history.names["offer"]
    offer = history.codes["offer"]
    issued_by = np.array([str(name).rpartition("-")[2] for name in names] + [""], dtype=object)
    contact, redemption = (history.is_any("kind", (kind,)) for kind in ("contact", "redemption"))
    first = history.occurred_at[history.is_any("kind", ("purchase",))].min()
    found = []
    for name, rows in offers.groupby("campaign"):
        mailed = contact & (offer == history.code_of("offer", str(name)))
        if not mailed.any():
            continue
        starts_at = int(history.occurred_at[mailed].min())
        sent = np.unique(history.owner[mailed])
        taken = np.unique(history.owner[redemption & (issued_by[offer] == name)])
        ends_at = int(rows["ends_at"].max().value // 1_000)
        kind = "ABC".index(str(rows["type"].iloc[0])[-1])
        found.append(
            Campaign(str(name), starts_at, ends_at, kind, rows["offer"].nunique(), sent,
                     np.isin(sent, taken))
        )  # fmt: skip
    return sorted((one for one in found if one.starts_at > first), key=lambda one: one.starts_at)


def features(history: History, every: list[Campaign], declared: Any) -> list[dict[str, Array]]:
    """Return the features of whom each campaign was sent to, the moment before it began."""
    used = [one for one in declared if one.entity == "customer" and one.name not in WITHOUT]
    cutoffs = sorted({one.starts_at - 1 for one in every})
    who, _, at, columns = feature_columns(history, used, cutoffs, "customer")
    width = len(history.customers)
    key = np.searchsorted(cutoffs, at) * width + who
    order = np.argsort(key)
    told = []
    for one in every:
        wanted = np.searchsorted(cutoffs, one.starts_at - 1) * width + one.sent
        place = np.minimum(np.searchsorted(key[order], wanted), len(key) - 1)
        row = np.where(key[order][place] == wanted, order[place], -1)
        values = {name: np.append(column, np.nan)[row] for name, column in columns.items()}
        values["campaign_type"] = np.full(len(row), float(one.type))
        values["campaign_coupons"] = np.full(len(row), float(one.coupons))
        values["campaign_days"] = np.full(len(row), (one.ends_at - one.starts_at) / 86_400e6)
        told.append(values)
    return told


def matrix(values: dict[str, Array]) -> Array:
    """Return the features as columns."""
    return np.column_stack(list(values.values()))


def judged(every: list[Campaign], told: list[dict[str, Array]]) -> dict[int, Array]:
    """Return the probabilities by place of the campaign, for those that can be judged."""
    answers = {}
    for place, one in enumerate(every):
        over = [n for n, other in enumerate(every) if other.ends_at <= one.starts_at]
        if len(over) < CAMPAIGNS_BEFORE or one.redeemed.sum() < REDEEMERS:
            continue
        X = np.concatenate([matrix(told[n]) for n in over])
        y = np.concatenate([every[n].redeemed for n in over]).astype(int)
        answers[place] = (
            BoostedClassifier(**PARAMS).fit(X, y).predict_proba(matrix(told[place]))[:, 1]
        )
    return answers


def table(every: list[Campaign], told: list[dict[str, Array]], answers: dict[int, Array]) -> str:
    """Return a Markdown table: one line a campaign, and one of all together."""
    lines = [
        "| campaign | type | sent to | redeem | AUC | " + " | ".join(FORMULAS) + " |",
        "| --- | --- | --- | --- | --- | " + " | ".join("---" for _ in FORMULAS) + " |",
    ]
    scores: dict[str, list[Array]] = {"patron": [], **{name: [] for name in FORMULAS}}
    for place, answer in answers.items():
        one = every[place]
        said = {"patron": answer} | {
            name: np.nan_to_num(told[place][column]) for name, column in FORMULAS.items()
        }
        for name, values in said.items():
            scores[name].append(values)
        reached = " | ".join(f"{auc(one.redeemed, values):.3f}" for values in said.values())
        rate = one.redeemed.mean()
        lines.append(
            f"| {one.name} | {'ABC'[one.type]} | {len(one.sent):,} | {rate:.1%} | {reached} |"
        )
    y = np.concatenate([every[place].redeemed for place in answers]).astype(float)
    customer = np.concatenate([every[place].sent for place in answers])
    pooled = {name: np.concatenate(values) for name, values in scores.items()}
    ours = f"{auc(y, pooled['patron']):.3f}"
    theirs = []
    for name in FORMULAS:
        found = bootstrap_difference(
            auc, y, pooled["patron"], pooled[name], 0, SAMPLES, customers=customer
        )
        ahead = f"patron {found.difference:+.3f}, {found.low:+.3f} to {found.high:+.3f}"
        theirs.append(f"{auc(y, pooled[name]):.3f} ({ahead})")
    return "\n".join(
        [*lines, f"| all | | {len(y):,} | {y.mean():.1%} | {ours} | {' | '.join(theirs)} |"]
    )


def main() -> None:
    """Print the table and write it into the docs."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    workspace, history = open_workspace("complete_journey")
    every = campaigns(history, workspace.lake)
    told = features(history, every, workspace.features)
    text = table(every, told, judged(every, told))
    print(text)
    publish("coupons", text)


if __name__ == "__main__":
    main()
