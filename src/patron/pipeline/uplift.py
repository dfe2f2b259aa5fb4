"""Draws of the past -> whom each offer moves: EFFECTS, and what they are worth."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from patron.errors import ConfigError, SupportError
from patron.history import History, current_history
from patron.models.metrics import Interval
from patron.models.uplift import BestArm, average_effects
from patron.offers.policy_value import Logged, policy_value
from patron.offers.uplift import Uplift
from patron.pipeline.learn import history_of
from patron.pipeline.workspace import Workspace
from patron.schema import AVERAGE_EFFECTS, EFFECTS, TEXT, TIME, Table
from patron.training.draws import DRAWN, Drawn, Draws, features_at, make_drawn
from patron.training.moved import Judging, judge_moved, learn_moved

log = logging.getLogger(__name__)

QUERY = """
SELECT customer_id, occurred_at, offer, propensity FROM history
WHERE propensity IS NOT NULL AND kind = $kind AND known_until IS NULL
ORDER BY customer_id, occurred_at
"""
SAMPLES = 500


@dataclass(frozen=True)
class Moved:
    """What an experiment says.

    Parameters
    ----------
    experiment
        Its name.
    rows
        Draws that were learnt from.
    best
        Name of the offer that is the best for all, None for no offer.
    learner
        Which learner was chosen.
    said
        What is claimed of each offer and of no offer, beside the best one, in a sentence.
    values
        Money a draw on the newest draws, by what is done there: what was drawn, the best offer of
        the older draws for all, what was learnt from these, and how much more that is.
    refused
        Why some of `values` cannot be told, None where all can.
    """

    experiment: str
    rows: int
    best: str | None
    learner: str
    said: Mapping[str, str]
    values: Mapping[str, Interval]
    refused: str | None


def measure_uplift(workspace: Workspace, seed: int) -> list[Moved]:
    """Return what the workspace's experiments say.

    The effects on all customers, and the average ones with what they were measured by, go into the
    lake.

    Raises
    ------
    ConfigError
        If the workspace declares no experiment.
    ModelError
        If the draws of one are no experiment.
    """
    if not workspace.experiments:
        raise ConfigError(
            f"{workspace.configs} has no experiments.yaml, which says what was drawn at random."
        )
    history = history_of(workspace)
    measured = [_measure(workspace, history, draws, seed) for draws in workspace.experiments]
    for table in (EFFECTS, AVERAGE_EFFECTS):
        workspace.lake.replace(table, pa.concat_tables([tables[table] for _, tables in measured]))
    return [found for found, _ in measured]


def _measure(
    workspace: Workspace, history: History, draws: Draws, seed: int
) -> tuple[Moved, dict[Table, pa.Table]]:
    with workspace.lake.connection() as connection:
        drawn = connection.sql(QUERY, params={"kind": draws.kind}).to_arrow_table().cast(DRAWN)
    made = make_drawn(history, draws, drawn, workspace.features)
    worth, cost = _money(workspace, draws, made.offers)
    log.info("uplift %s: %s draws of %d offers", draws.name, f"{len(made.cutoff):,}", len(cost) - 1)
    learnt = learn_moved(made, draws.later, seed, cost / worth)
    values, refused = _values(judge_moved(made, draws.later, seed, cost / worth), worth, cost, seed)
    said = _said(made, learnt)
    best = made.offers[learnt.arm - 1] if learnt.arm else None
    moved = Moved(draws.name, len(made.cutoff), best, learnt.choice.name, said, values, refused)
    return moved, {
        EFFECTS: _effects(workspace, history, draws, made, learnt, drawn),
        AVERAGE_EFFECTS: _average_effects(workspace, draws, made, seed),
    }


def _average_effects(workspace: Workspace, draws: Draws, made: Drawn, seed: int) -> pa.Table:
    """Return AVERAGE_EFFECTS of the draws that were learnt from."""
    worth, cost = _money(workspace, draws, made.offers)
    is_priced = any(isinstance(one, Uplift) for one in workspace.offers[0])
    since, until = (pa.scalar(int(at)).cast(TIME) for at in (made.cutoff.min(), made.cutoff.max()))
    return AVERAGE_EFFECTS.of(
        {
            "experiment": draws.name,
            "offer": name,
            "outcome": draws.outcome,
            "days": draws.horizon.total_seconds() / 86_400,
            "since": since.as_py(),
            "until": until.as_py(),
            "drawn": found.drawn,
            "held_out": found.held_out,
            "with_offer": found.with_offer,
            "without": found.without,
            "effect": found.effect.value,
            "low": found.effect.low,
            "high": found.effect.high,
            "worth": worth if is_priced else None,
            "cost": float(price) if is_priced else None,
        }
        for name, price, found in zip(
            made.offers,
            cost[1:],
            average_effects(made.experiment, seed, SAMPLES),
            strict=True,
        )
    )


def _money(workspace: Workspace, draws: Draws, names: tuple[str, ...]) -> tuple[float, np.ndarray]:
    """Return what one unit of the outcome leaves, and what each arm costs, shape (k + 1,)."""
    offers = {
        one.name: one
        for one in workspace.offers[0]
        if isinstance(one, Uplift) and one.experiment == draws.name
    }
    worth = {one.worth * one.margin for one in offers.values()} or {1.0}
    if len(worth) > 1:
        raise ConfigError(
            f"{workspace.configs / 'offers.yaml'}: the offers of {draws.name!r} leave "
            f"{sorted(worth)} a unit of the outcome, but must leave the same: worth times margin."
        )
    cost = [offers[name].cost if name in offers else 0.0 for name in names]
    return worth.pop(), np.array([0.0, *cost])


def _said(drawn: Drawn, learnt: BestArm) -> dict[str, str]:
    names = ["no offer", *drawn.offers]
    best = names[learnt.arm]
    said = {}
    for place, evidence in enumerate(learnt.choice.evidence, start=1):
        arm = {0: learnt.arm, learnt.arm: 0}.get(place, place)
        found = learnt.gain[arm]
        qini, mean = evidence.qini, evidence.mean
        text = (
            f"{mean.value:+.4f} on average against {best} ({mean.low:+.4f} to {mean.high:+.4f}); "
            f"Qini {qini.value:.4f} ({qini.low:.4f} to {qini.high:.4f})"
        )
        if learnt.supports(arm) and found is not None:
            text += (
                f"; better for some: where expected to be, it brought {found.value:+.4f} "
                f"({found.low:+.4f} to {found.high:+.4f}) beyond its price"
            )
        elif evidence.is_claimed:
            text += "; it moves customers differently, but nobody is known to be better off with it"
        else:
            text += "; no uplift is claimed"
        said[names[arm]] = text
    return said


def _values(
    judged: Judging, worth: float, cost: np.ndarray, seed: int
) -> tuple[dict[str, Interval], str | None]:
    held = judged.held
    reward = held.y * worth - cost[held.treatment]
    logged = Logged(held.treatment, reward, held.taken(), held.customers)
    expected = judged.expected * worth - cost
    best = np.tile(np.eye(len(cost))[judged.best], (len(reward), 1))

    def value(policy: np.ndarray, instead_of: np.ndarray | None = None) -> Interval:
        found = policy_value(logged, policy, seed, "dr", expected, SAMPLES, instead_of=instead_of)
        return found.value

    values: dict[str, Interval] = {}
    try:
        values["the best offer for all"] = value(best)
        values["what was learnt"] = value(judged.policy)
        values["what was learnt, beyond the best for all"] = value(judged.policy, best)
    except SupportError as error:
        return values, str(error)
    return values, None


def _effects(
    workspace: Workspace,
    history: History,
    draws: Draws,
    made: Drawn,
    learnt: BestArm,
    drawn: pa.Table,
) -> pa.Table:
    """Return EFFECTS of all customers who were ever drawn, at the end of the history."""
    moment = history.end
    now = current_history(history, moment)
    ever = np.isin(now.customers, drawn["customer_id"].to_numpy())
    customer = np.flatnonzero(ever)
    own = [feature for feature in workspace.features if feature.entity == "customer"]
    X = features_at(now, own, customer, np.full(len(customer), moment))
    effect = learnt.predict(X)
    apart = np.ptp(effect, axis=0) > 0 if len(effect) else np.zeros(len(made.offers), bool)
    parts = [
        pa.table(
            {
                "customer_id": pa.array(now.customers[customer], TEXT),
                "cutoff": pa.array(np.full(len(customer), moment)).cast(TIME),
                "experiment": pa.array([draws.name] * len(customer), TEXT),
                "offer": pa.array([name] * len(customer), TEXT),
                "effect": effect[:, place],
                "is_told_apart": pa.array(np.full(len(customer), apart[place])),
            }
        )
        for place, name in enumerate(made.offers)
    ]
    return EFFECTS.check(pa.concat_tables(parts))
