"""The search for the parameters of greatest likelihood."""

from collections.abc import Callable, Iterable

import numpy as np

from patron.errors import ModelError
from patron.models.threads import one_thread

# Parameters are searched for between exp(-12) and exp(12), in units in which they are about 1.
FARTHEST = 12.0
# Slope of the mean log likelihood below which a point is a maximum.
FLAT = 1e-5


def maximise(
    log_likelihood: Callable[[np.ndarray], tuple[float, np.ndarray]],
    starts: Iterable[tuple[float, ...]],
    name: str,
) -> list[float]:
    """Return the positive parameters of greatest likelihood, the best of several starts.

    Parameters
    ----------
    log_likelihood
        Function of the parameters that returns the mean over customers and its gradient.
    starts
        Parameters to start from.
    name
        Of the model, for the message.

    Raises
    ------
    ModelError
        If the search converges from none of the starts.
    """
    from scipy.optimize import minimize

    def negative(logs: np.ndarray) -> tuple[float, np.ndarray]:
        values = np.exp(logs)
        value, gradient = log_likelihood(values)
        return -value, -gradient * values

    found = []
    for start in starts:
        bounds = [(-FARTHEST, FARTHEST)] * len(start)
        with one_thread():
            result = minimize(
                negative,
                np.log(start),
                jac=True,
                method="L-BFGS-B",
                bounds=bounds,
                options={"ftol": 1e-13, "gtol": 1e-6, "maxiter": 500},
            )
        # The line search may give up at the last digit, which is as good as converged.
        if result.success or np.abs(result.jac).max() < FLAT:
            found.append((float(result.fun), result.x))
    if not found:
        raise ModelError(f"{name} does not converge; its likelihood has no maximum on these data.")
    best = min(found, key=lambda pair: pair[0])[1]
    return [float(value) for value in np.exp(best)]
