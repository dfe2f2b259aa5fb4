"""What decisions are made from: answers of now, what could be offered, and versions."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from patron.features.compute import moment
from patron.service.candidates import find_candidates
from patron.service.champions import Champions
from patron.service.decider import Inputs
from patron.service.found import Found
from patron.service.known import Known
from patron.service.offers import told_items
from patron.service.said import Said


def make_inputs(
    champions: Champions,
    found: Found,
    known: Known | None,
    said: Mapping[str, Mapping[str, Said]],
    names: Sequence[str],
) -> Inputs:
    """Return what decisions about some of the customers found are made from.

    Parameters
    ----------
    champions
        Who was asked.
    found
        The customers and their stored answers.
    known
        Their features; None where no offer needs any.
    said
        What champions say now, by type of task and customer_id.
    names
        customer_ids.
    """
    models = {champions.by_kind[kind].model.task: kind for kind in said}
    scores = {
        task: {name: said[kind][name].answer for name in names} for task, kind in models.items()
    }
    candidates = find_candidates(names, found.answers, champions.policy, scores, found.as_of)
    rows = {} if known is None else dict(zip(known.customers, known.X, strict=True))
    versions = {
        "bundle": champions.version,
        "data_version": found.published.generation,
        "models": {task: champions.by_kind[kind].name for task, kind in models.items()},
        "rules": _digest(repr(champions.policy)),
    }
    about = {
        name: {
            "as_of": moment(found.as_of).isoformat().replace("+00:00", "Z"),
            "currency": champions.currency,
            "versions": versions,
            "inputs": {
                "answers": {task: of[name] for task, of in scores.items()},
                "features": _digest(json.dumps(rows[name].tolist())) if name in rows else None,
                "scored_at": _scored_at(candidates.stored[name]),
            },
            "reasons_by_item": told_items(found.answers.get(name, {})),
        }
        for name in names
    }
    return Inputs(candidates, about)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _scored_at(stored: Sequence[Mapping[str, int]]) -> str | None:
    """Return the moment that the last scoring's candidates are of."""
    return moment(stored[0]["cutoff"]).isoformat().replace("+00:00", "Z") if stored else None
