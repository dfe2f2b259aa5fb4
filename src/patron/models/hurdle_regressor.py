"""Expected money: will they buy, and how much if they do."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Self

import numpy as np
from sklearn.base import RegressorMixin

from patron.models.answering import Later, Watch
from patron.models.boosted import Boosted
from patron.models.calibration import Platt, fit_platt
from patron.models.conformal import ConformalInterval, fit_interval
from patron.models.metrics import log_loss
from patron.models.path_attribution import Parts, attribute_product
from patron.models.stack_weights import fit_money_weights
from patron.models.trees import Rows, Trees, grow

PURCHASE, AMOUNT = "purchase", "amount"
# A search compares trials at the same round, so the second part's must not depend on `trees`.
AMOUNT_ROUNDS_FROM = 10_000


class HurdleRegressor(RegressorMixin, Boosted):
    """The expected amount: P(amount > 0) times the expected amount if it is above 0.

    The first factor is fitted by logistic loss to all rows, the second by the gamma deviance with
    a log link to the rows with an amount above 0. A negative amount (more returned than bought)
    counts as no purchase of value 0, so no answer is below 0.

    The gamma deviance aims at the mean itself. Against least squares on the logarithm with Duan's
    smearing it ranked and totalled better on the Complete Journey households.

    Parameters
    ----------
    coverage
        Share in (0, 1) of the true amounts that `interval` is to hold. The other parameters are
        those of `Boosted`.

    References
    ----------
    Mullahy (1986), "Specification and testing of some modified count data models", Journal of
    Econometrics 33.
    """

    # What the trees' answer is multiplied by, and what the answer of all together is.
    own_: float
    scale_: float
    interval_: ConformalInterval | None

    def __init__(
        self,
        trees: int = 1000,
        leaves: int = 7,
        learning_rate: float = 0.03,
        smallest_leaf: int = 20,
        row_share: float = 1.0,
        column_share: float = 0.5,
        l2: float = 5.0,
        coverage: float = 0.8,
        random_state: int = 0,
        threads: int = 0,
    ) -> None:
        super().__init__(
            trees=trees,
            leaves=leaves,
            learning_rate=learning_rate,
            smallest_leaf=smallest_leaf,
            row_share=row_share,
            column_share=column_share,
            l2=l2,
            random_state=random_state,
            threads=threads,
        )
        self.coverage = coverage

    def fit(self, X: Any, y: Any, later: Later | None = None, watch: Watch | None = None) -> Self:
        """Return the regressor, fitted; see `Answering.fit`.

        The loss told to `watch` is the mean negative log likelihood of both parts. The rounds of
        the second part are counted on from 10,000.
        """
        X, y = self._checked_for_fit(X, y, y_numeric=True)
        rows = Rows(X, y.astype(np.float64))
        later_rows = None
        if later is not None:
            later_rows = Rows(self._matrix(later[0]), np.asarray(later[1], dtype=np.float64))
        loss = _Loss(later_rows, rows, watch)
        purchase = grow(
            self._parameters(objective="binary", metric="binary_logloss"),
            _bought(rows),
            later_rows and _bought(later_rows),
            loss.of_purchase,
        )
        loss.settle_purchase(purchase)
        amount = grow(
            self._parameters(objective="gamma", metric="gamma"),
            _amounts(rows),
            _amounts(later_rows) if later_rows and (later_rows.y > 0).any() else None,
            lambda rounds, gamma: loss.of_amount(AMOUNT_ROUNDS_FROM + rounds, gamma),
        )
        self.trees_by_name_ = {PURCHASE: purchase, AMOUNT: amount}
        self.own_, self.scale_ = 1.0, 1.0 if (y > 0).any() else 0.0
        both = 0 < np.count_nonzero(y > 0) < len(y)
        self.calibration_ = Platt() if both else Platt.of_rate(purchase.raw(X), y > 0)
        self.interval_ = None
        return self

    def refit(self, X: Any, y: Any, now: Any, weight: Any = None) -> Self:
        """Return the regressor, learnt anew in as many rounds; see `Answering.refit`.

        Where nobody or everybody buys nothing is learnt.
        """
        rows = Rows(self._matrix(X), np.asarray(y, dtype=np.float64))
        if not 0 < np.count_nonzero(rows.y > 0) < len(rows.y):
            return self
        rounds = {name: trees.rounds for name, trees in self.trees_by_name_.items()}
        purchase = self._parameters(objective="binary", metric="binary_logloss")
        amount = self._parameters(objective="gamma", metric="gamma")
        self.trees_by_name_ = {
            PURCHASE: grow({**purchase, "num_iterations": rounds[PURCHASE]}, _bought(rows)),
            AMOUNT: grow({**amount, "num_iterations": rounds[AMOUNT]}, _amounts(rows)),
        }
        self.stack_ = self.stack_.learn_anew(rows.X, rows.y, self._matrix(now))
        return self

    def bring_total_to(self, total: float, X: Any) -> Self:
        """Return the regressor, all answers scaled by one factor, so that their order stays.

        Parameters
        ----------
        total
            What the answers of the rows of `X` are to add up to, 0 or more. Where they add up
            to 0 they stay.
        X
            Features of everybody asked about, shape (n, k).
        """
        sum_now = float(self.answer(X).sum())
        if sum_now > 0 and total > 0:
            self.scale_ *= total / sum_now
        return self

    def calibrate(self, X: Any, y: Any) -> Self:
        """Return the regressor, fitted to amounts of a later time window.

        The probability of a purchase is scaled by Platt's method, and the trees and the formulas
        beside them are weighted. The interval is learnt from how far the answers are off.

        Parameters
        ----------
        X
            Features, shape (n, k).
        y
            Amounts, shape (n,).
        """
        X, y = self._matrix(X), np.asarray(y, dtype=np.float64)
        raw = self.trees_by_name_[PURCHASE].raw(X)
        self.calibration_ = fit_platt(raw, y > 0, self.calibration_)
        if self.stack_.members and (y > 0).any():
            said = np.column_stack([self._said_by_trees(X), self.stack_.said(X)])
            own, *others = fit_money_weights(said, y)
            self.own_, self.stack_ = float(own), self.stack_.weighted(others)
        self.interval_ = fit_interval(y, self.answer(X), self.coverage) if len(y) else None
        return self

    def predict(self, X: Any) -> np.ndarray:
        """Return the expected amount for each row of `X`, shape (n,)."""
        return self.answer(self._matrix(X))

    def answer(self, X: Any) -> np.ndarray:
        """Return the expected amount for each row of `X`, shape (n,), in the unit of the labels."""
        X = self._matrix(X)
        return self._answer(self._said_by_trees(X), self.stack_.sum(X))

    def _answer(self, by_trees: np.ndarray, beside: np.ndarray) -> np.ndarray:
        """Return the amount of each row, beside whose trees formulas say so much."""
        return np.asarray(self.scale_ * (self.own_ * by_trees + beside))

    def _said_by_trees(self, X: np.ndarray) -> np.ndarray:
        purchase, amount = (self.trees_by_name_[name].raw(X) for name in (PURCHASE, AMOUNT))
        return self._amount(purchase, amount)

    def _amount(self, purchase: np.ndarray, amount: np.ndarray) -> np.ndarray:
        """Return the amount that two sums of trees say."""
        return np.asarray(self.calibration_.probability(purchase) * np.exp(amount))

    def interval(self, X: Any, answers: np.ndarray | None = None) -> np.ndarray | None:
        """Return low and high of each amount, shape (n, 2), or None before `calibrate`."""
        if self.interval_ is None:
            return None
        return self.interval_.around(self.answer(X) if answers is None else answers)

    def explain(self, X: Any) -> tuple[np.ndarray, np.ndarray, float]:
        """Return expected amounts, contributions to them, shape (n, k), and the base amount."""
        X = self._matrix(X)
        purchase, steps, base = self.trees_by_name_[PURCHASE].explain(X)
        slope, intercept = self.calibration_.slope, self.calibration_.intercept
        amount, log_steps, log_base = self.trees_by_name_[AMOUNT].explain(X)
        shares, at = attribute_product(
            Parts(slope * base + intercept, slope * steps),
            Parts(log_base, log_steps),
            self.scale_ * self.own_,
        )
        total, more, beside = self.stack_.explained(X)
        answers = self._answer(self._amount(purchase, amount), total)
        return answers, shares + self.scale_ * more, at + self.scale_ * beside

    def _own_facts(self) -> dict[str, Any]:
        return {
            "own": self.own_,
            "scale": self.scale_,
            "interval": None if self.interval_ is None else asdict(self.interval_),
        }

    def _restore(self, facts: Mapping[str, Any]) -> None:
        self.own_, self.scale_ = float(facts["own"]), float(facts["scale"])
        found = facts["interval"]
        self.interval_ = None if found is None else ConformalInterval(**_tuples(found))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        # scikit-learn's check centres its labels at 0; a hurdle has no negative answers.
        tags.regressor_tags.poor_score = True
        return tags


class _Loss:
    """The loss of both parts on the later window, told to `watch` while either is fitted."""

    def __init__(self, later: Rows | None, rows: Rows, watch: Watch | None) -> None:
        self.later, self.watch = later, watch
        self.settled = 0.0
        if later is not None and len(later.y):
            bought = later.y > 0
            self.share = float(bought.mean())
            guess = float(_amounts(rows).y.mean())
            self.settled = float(np.sum(later.y[bought] / guess + np.log(guess)) / len(bought))

    def of_purchase(self, rounds: int, loss: float) -> None:
        if self.watch is not None:
            self.watch(rounds, loss + self.settled)

    def settle_purchase(self, purchase: Trees) -> None:
        if self.later is not None and len(self.later.y):
            p = Platt().probability(purchase.raw(self.later.X))
            self.settled = log_loss(self.later.y, p)

    def of_amount(self, rounds: int, loss: float) -> None:
        if self.watch is not None:
            self.watch(rounds, self.settled + self.share * loss)


def _bought(rows: Rows) -> Rows:
    return Rows(rows.X, (rows.y > 0).astype(float))


def _amounts(rows: Rows) -> Rows:
    """Return the rows with an amount above 0; without any, all with an amount of 1."""
    bought = rows.y > 0
    if not bought.any():
        return Rows(rows.X, np.ones(len(rows.y)))
    return Rows(rows.X[bought], rows.y[bought])


def _tuples(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in facts.items()}
