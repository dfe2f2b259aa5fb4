"""Intervals with a promised coverage, from how far past predictions were off."""

from dataclasses import dataclass

import numpy as np

MOST_BINS = 10
FEWEST_ROWS = 100
HALVINGS = 20


@dataclass(frozen=True)
class ConformalInterval:
    """How far the truth may lie from a prediction, by the size of the prediction.

    Parameters
    ----------
    edges
        Inner edges of the bins of the predicted value, ascending; a bin starts at its edge.
    low, high
        Lower and upper quantile of ``truth - prediction`` in each bin.
    floor
        Least value that the truth can have; None if there is none.

    References
    ----------
    Vovk, Lindsay, Nouretdinov, Gammerman (2003), "Mondrian Confidence Machine"; Vovk, Gammerman,
    Shafer (2005), "Algorithmic Learning in a Random World", ch. 4.
    """

    edges: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    floor: float | None

    def around(self, predicted: np.ndarray) -> np.ndarray:
        """Return low and high around each prediction, shape (n, 2).

        The prediction itself is always inside: a mean may lie above nine tenths of what
        it is the mean of, but an answer outside its own interval helps nobody.
        """
        bins = np.searchsorted(self.edges, predicted, side="right")
        low = np.minimum(predicted + np.array(self.low)[bins], predicted)
        high = np.maximum(predicted + np.array(self.high)[bins], predicted)
        if self.floor is not None:
            low = np.maximum(low, self.floor)
        return np.column_stack([low, high])


def fit_interval(y: np.ndarray, predicted: np.ndarray, coverage: float) -> ConformalInterval:
    """Return the interval that holds `coverage` of new truths, by bins of the prediction.

    Parameters
    ----------
    y
        Truths that the predictor has not seen, shape (n,).
    predicted
        Predictions, shape (n,).
    coverage
        Share in (0, 1); half of the rest is left out on either side. A bin with fewer than
        ``2 / (1 - coverage)`` rows cannot promise it and takes all that was seen. Where more
        than a tail of the truths lie at the floor of 0, nothing can be left out below, and all
        of the rest is left out above. Where more than `coverage` of a bin lie at the floor, even
        the least interval holds more; the other bins then leave out so much more, all alike, that
        the promise is kept over all rows.
    """
    bins = max(1, min(MOST_BINS, len(y) // FEWEST_ROWS))
    inner = np.arange(1, bins) / bins
    edges = np.unique(np.quantile(predicted, inner)) if bins > 1 else np.empty(0)
    # An edge at the least prediction would leave the first bin empty.
    edges = edges[edges > predicted.min()]
    where = np.searchsorted(edges, predicted, side="right")
    errors = [np.sort((y - predicted)[where == bin_]) for bin_ in range(len(edges) + 1)]
    floor = 0.0 if y.min() >= 0 else None
    at_floor = [float(np.mean(y[where == bin_] <= 0)) for bin_ in range(len(errors))]

    def leaving_out(share: float) -> ConformalInterval:
        bounds = [
            (float(error[0]), _quantiles(error, share)[1])
            if floor is not None and low > share / 2
            else _quantiles(error, share / 2)
            for error, low in zip(errors, at_floor, strict=True)
        ]
        low, high = zip(*bounds, strict=True)
        return ConformalInterval(tuple(edges.tolist()), low, high, floor)

    least, most = 1 - coverage, 1.0
    for _ in range(HALVINGS):
        middle = (least + most) / 2
        held = leaving_out(middle).around(predicted)
        if np.mean((held[:, 0] <= y) & (y <= held[:, 1])) >= coverage:
            least = middle
        else:
            most = middle
    return leaving_out(least)


def _quantiles(errors: np.ndarray, tail: float) -> tuple[float, float]:
    # The (n + 1) makes the promise hold for the next row, not only for those seen.
    rank = int(np.floor(tail * (len(errors) + 1) + 1e-9))
    rank = min(max(rank, 1), len(errors))
    return float(errors[rank - 1]), float(errors[-rank])
