"""Ask champions once about a made-up customer: what cannot answer must not be asked by anybody."""

from datetime import UTC, datetime

import pyarrow as pa

from patron.errors import ModelError
from patron.live import LiveCustomer
from patron.schema import HISTORY, ITEMS, TEXT, TIME
from patron.service.champions import Champion, Champions
from patron.service.known import compute_known
from patron.service.said import say

FACTS = pa.schema({"customer_id": TEXT, "name": TEXT, "value": TEXT, "known_at": TIME})
# Tasks about customers, answered at the moment of the call.
COMPUTED = ("churn", "lifetime_value")
MET = datetime(2000, 1, 1, tzinfo=UTC)
AS_OF = 2**50


def nobody() -> LiveCustomer:
    """Return a customer who bought once."""
    bought = {
        "customer_id": "nobody",
        "occurred_at": MET,
        "known_at": MET,
        "kind": "purchase",
        "actor": "customer",
        "item": "nothing",
        "source": "nowhere",
        "interaction_id": "1",
    }
    return LiveCustomer("nobody", HISTORY.of([bought]), ITEMS.empty(), FACTS.empty_table())


def try_out(champions: Champions) -> None:
    """Let each champion answer once, so that it is known to fit its features, and is warm.

    Raises
    ------
    ModelError
        If one cannot.
    """
    asked = [champions.by_kind[kind] for kind in COMPUTED if kind in champions.by_kind]
    for champion in asked:
        _check_columns(champion)
    if not asked:
        return
    known = compute_known([nobody()], champions.features, AS_OF)
    for champion in asked:
        try:
            say(champion, known)
        except Exception as error:
            raise ModelError(
                f"{champion.name} cannot answer about a made-up customer: {error!r}. Train it anew."
            ) from error


def _check_columns(champion: Champion) -> None:
    columns, features = champion.model.columns, tuple(one.name for one in champion.features)
    if columns != features:
        other = sorted({*columns} ^ {*features})
        raise ModelError(
            f"{champion.name} was fitted on {len(columns)} columns, but the bundle declares "
            f"{len(features)} features for it; they differ by {', '.join(other[:5]) or 'order'}."
        )
