"""What some of the ways to answer about one row cost, each with its switch on and off."""

import time
from collections.abc import Callable

import numpy as np

from benchmarks.service.contenders import known_rows
from benchmarks.service.shop import Shop
from patron.models import purchase_process as process
from patron.models import read_bundle
from patron.models.branches import read_branches
from patron.models.paths import read_forest
from patron.models.patterns import few_shapley_values, read_patterns
from patron.models.shapley import shapley_values

TIMES, CALLS = 20, 20


def about_switches(shop: Shop) -> str:
    """Return the table of what each costs in CPU time, the least of twenty tries."""
    _, rows = known_rows(shop)
    one = rows[:1]
    value = read_bundle(shop.folder / "bundle").models["lifetime_value"].estimator
    text = shop.trees.read_text(encoding="utf-8")
    forest, branches = read_forest(text), read_branches(text)
    patterns = read_patterns(branches)
    walked = patterns._replace(begins=np.full_like(patterns.begins, -1))

    def forgetful() -> None:
        process._kept_quantiles.cache_clear()
        value.stack_.sum(one)

    costs = {
        "contributions of one row, as for many": lambda: shapley_values(forest, one),
        "contributions of one row, along the branches": lambda: few_shapley_values(walked, one),
        "contributions of one row, by tables of patterns": lambda: few_shapley_values(
            patterns, one
        ),
        "the formula of lifetime value, quantiles made anew": forgetful,
        "the formula of lifetime value, quantiles kept": lambda: value.stack_.sum(one),
    }
    lines = ["| one row | CPU ms |", "| --- | ---: |"]
    return "\n".join([*lines, *(f"| {name} | {cost(way):.3f} |" for name, way in costs.items())])


def cost(way: Callable[[], np.ndarray | None]) -> float:
    """Return the CPU milliseconds of a call, the least of some tries."""
    way()
    found = []
    for _ in range(TIMES):
        start = time.thread_time()
        for _ in range(CALLS):
            way()
        found.append((time.thread_time() - start) / CALLS)
    return 1_000 * min(found)
