import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import hyp2f1

from patron.models.purchase_process import BetaGeoParameters, fit_beta_geo

CDNOW = BetaGeoParameters(r=0.2426, alpha=4.4137, a=0.7930, b=2.4262, log_likelihood=-9582.429)


def array(*values):
    return np.array(values, dtype=float)


def simulate(truth, n, age, horizon, seed):
    """Return frequency, recency and later purchases of `n` customers who live by `truth`."""
    random = np.random.default_rng(seed)
    rate = random.gamma(truth.r, 1 / truth.alpha, size=n)
    p_drop = random.beta(truth.a, truth.b, size=n)
    now, alive = np.zeros(n), np.ones(n, dtype=bool)
    frequency, recency, later = np.zeros(n), np.zeros(n), np.zeros(n)
    while alive.any():
        now = np.where(alive, now + random.exponential(1 / rate), now)
        alive &= now <= age + horizon
        before = alive & (now <= age)
        frequency += before
        recency = np.where(before, now, recency)
        later += alive & ~before
        alive &= random.random(n) >= p_drop
    return frequency, recency, later


@pytest.fixture(scope="module")
def world():
    truth = BetaGeoParameters(r=0.8, alpha=6.0, a=1.2, b=3.0, log_likelihood=0.0)
    return truth, *simulate(truth, 200_000, age=30.0, horizon=20.0, seed=1)


@pytest.mark.parametrize("bought", [0, 1, 2, 3, 5])
def test_p_no_purchase_is_what_happens_in_a_simulation(world, bought):
    truth, frequency, recency, later = world
    rows = frequency == bought
    p = truth.p_no_purchase(20.0, frequency[rows], recency[rows], np.full(rows.sum(), 30.0))
    error = np.sqrt(0.25 / rows.sum())
    assert p.mean() == pytest.approx(np.mean(later[rows] == 0), abs=4 * error)


def test_p_no_purchase_is_right_at_every_height(world):
    truth, frequency, recency, later = world
    p = truth.p_no_purchase(20.0, frequency, recency, np.full(len(frequency), 30.0))
    for low in np.arange(0.1, 1.0, 0.1):
        rows = (p > low) & (p <= low + 0.1)
        error = np.sqrt(0.25 / max(rows.sum(), 1))
        assert p[rows].mean() == pytest.approx(np.mean(later[rows] == 0), abs=4 * error)


def test_expected_purchases_are_what_happens_in_a_simulation(world):
    truth, frequency, recency, later = world
    expected = truth.expected_purchases(20.0, frequency, recency, np.full(len(frequency), 30.0))
    for bought in range(6):
        rows = frequency == bought
        error = later[rows].std() / np.sqrt(rows.sum())
        assert expected[rows].mean() == pytest.approx(later[rows].mean(), abs=4 * error)


def test_a_fit_to_a_simulation_finds_its_parameters(world):
    truth, frequency, recency, _ = world
    some = slice(0, 40_000)
    found = fit_beta_geo(frequency[some], recency[some], np.full(40_000, 30.0))
    assert found.r == pytest.approx(truth.r, rel=0.1)
    assert found.alpha == pytest.approx(truth.alpha, rel=0.1)
    assert found.a / (found.a + found.b) == pytest.approx(1.2 / 4.2, rel=0.1)


def test_expected_purchases_are_equation_10_as_printed():
    x, recency, age, horizon = (
        array(0, 1, 2, 6),
        array(0, 3, 30.43, 30),
        array(39, 10, 38.86, 35),
        39,
    )
    r, alpha, a, b = CDNOW.r, CDNOW.alpha, CDNOW.a, CDNOW.b
    z = horizon / (alpha + age + horizon)
    growth = 1 - ((alpha + age) / (alpha + age + horizon)) ** (r + x) * hyp2f1(
        r + x, b + x, a + b + x - 1, z
    )
    dropped = (x > 0) * a / (b + np.maximum(x, 1) - 1)
    dropped = dropped * ((alpha + age) / (alpha + recency)) ** (r + x)
    expected = (a + b + x - 1) / (a - 1) * growth / (1 + dropped)
    np.testing.assert_allclose(CDNOW.expected_purchases(39, x, recency, age), expected)


def test_p_alive_falls_with_silence():
    silence = CDNOW.p_alive(array(2, 2, 2), array(38, 20, 2), array(39, 39, 39))
    assert silence[0] > silence[1] > silence[2]


def test_who_bought_once_is_alive_and_buys_by_the_gamma_mixture():
    # Without a repeat purchase nobody dropped out: P = ((alpha + T) / (alpha + T + t)) ** r.
    p = CDNOW.p_no_purchase(39.0, array(0), array(0), array(39.0))
    assert p[0] == pytest.approx((43.4137 / 82.4137) ** 0.2426)
    assert CDNOW.p_alive(array(0), array(0), array(39.0)).tolist() == [1.0]


def test_frequent_buyers_and_long_times_do_not_overflow():
    x, recency, age = array(5_000, 20, 1), array(3_600, 1, 0.001), array(3_650, 36_500, 36_500)
    for found in (
        CDNOW.expected_purchases(3_650.0, x, recency, age),
        CDNOW.p_no_purchase(3_650.0, x, recency, age),
        CDNOW.p_alive(x, recency, age),
    ):
        assert np.isfinite(found).all()
        assert (found >= 0).all()


def test_customers_who_all_drop_out_alike_have_the_limit():
    # With p = 1/4 for everybody: the integral over p is its value there.
    alike = BetaGeoParameters(r=0.5, alpha=5.0, a=1e5, b=3e5, log_likelihood=0.0)
    expected = (1 - (1 + 0.25 * 10 / 35) ** -0.5) / 0.25
    found = alike.expected_purchases(10.0, array(0), array(0), array(30))
    assert found[0] == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize(("a", "b"), [(1e-5, 2.0), (0.4, 0.6), (1.0, 2.0), (3.0, 1e-5)])
def test_expected_purchases_lie_between_one_chance_and_no_drop_out(a, b):
    process = BetaGeoParameters(r=0.5, alpha=5.0, a=a, b=b, log_likelihood=0.0)
    found = process.expected_purchases(10.0, array(0), array(0), array(30))[0]
    at_most = 0.5 * 10 / 35
    at_least = 1 - (35 / 45) ** 0.5
    assert at_least * (1 - 1e-6) <= found <= at_most * (1 + 1e-6)


def test_weeks_or_days_are_the_same_customers():
    truth = BetaGeoParameters(r=0.8, alpha=6.0, a=1.2, b=3.0, log_likelihood=0.0)
    frequency, recency, _ = simulate(truth, 3_000, age=30.0, horizon=1.0, seed=2)
    age = np.full(3_000, 30.0)
    weeks, days = (fit_beta_geo(frequency, recency * unit, age * unit) for unit in (1, 7))
    assert days.alpha == pytest.approx(7 * weeks.alpha, rel=1e-4)
    assert days.r == pytest.approx(weeks.r, rel=1e-4)
    lost = frequency.sum() * np.log(7)
    assert days.log_likelihood == pytest.approx(weeks.log_likelihood - lost, rel=1e-9)


def test_the_log_likelihood_is_equation_3_integrated_by_hand():
    # A customer with x = 0 and T = 2: E over the rate of exp(-2 rate).
    fitted = fit_beta_geo(array(1, 0, 2), array(1, 0, 2), array(2, 2, 3))
    r, alpha, a, b = fitted.r, fitted.alpha, fitted.a, fitted.b
    assert fitted.log_likelihood == pytest.approx(
        sum(
            np.log(likelihood(x, recency, age, r, alpha, a, b))
            for x, recency, age in [(1, 1, 2), (0, 0, 2), (2, 2, 3)]
        ),
        rel=1e-4,
    )


def likelihood(x, recency, age, r, alpha, a, b):
    """Return the likelihood of one customer, by integrals over the rate and the drop-out."""
    from scipy.stats import beta, gamma

    rates, drops = gamma(r, scale=1 / alpha), beta(a, b)
    low, high = rates.ppf([1e-12, 1 - 1e-12])

    def over_rate(until):
        return quad(
            lambda rate: rate**x * np.exp(-rate * until) * rates.pdf(rate), low, high, limit=500
        )[0]

    stays = drops.expect(lambda p: (1 - p) ** x)
    drops_last = drops.expect(lambda p: p * (1 - p) ** (x - 1)) if x else 0.0
    return stays * over_rate(age) + drops_last * over_rate(recency)
