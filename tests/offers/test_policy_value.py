import numpy as np
import pytest

from patron.errors import SupportError
from patron.offers.policy_value import (
    Logged,
    effective_sample_size,
    policy_value,
)

# Three actions at even chances; their mean rewards are 0, 1 and 4.
MEANS = np.array([0.0, 1.0, 4.0])


def log(n=3_000, seed=0, chances=(0.5, 0.3, 0.2)):
    random = np.random.default_rng(seed)
    action = random.choice(3, n, p=chances)
    reward = MEANS[action] + random.normal(size=n)
    return Logged(action, reward, np.tile(chances, (n, 1)))


def always(action, n=3_000):
    return np.tile(np.eye(3)[action], (n, 1))


def expected(n=3_000):
    return np.tile(MEANS, (n, 1))


@pytest.mark.parametrize(("method", "guess"), [("ips", None), ("snips", None), ("dr", expected())])
@pytest.mark.parametrize(
    ("policy", "truth"), [(always(2), 4.0), ((always(0) + always(1)) / 2, 0.5)]
)
def test_the_true_value_lies_in_the_interval(method, guess, policy, truth):
    found = policy_value(log(), policy, 0, method, guess, samples=300)
    assert found.value.low < truth < found.value.high
    assert found.value.value == pytest.approx(truth, abs=0.4)
    assert found.method == method


def test_by_head():
    logged = Logged(np.array([0, 1, 1]), np.array([1.0, 2.0, 6.0]), np.array([0.5, 0.25, 0.5]))
    policy = np.array([[0.5, 0.5]] * 3)
    guess = np.array([[1.0, 3.0]] * 3)
    # The weights are 1, 2 and 1.
    values = {
        method: policy_value(
            logged, policy, 0, method, guess if method == "dr" else None, 10, least_effective=1
        ).value.value
        for method in ("ips", "snips", "dr")
    }
    assert values == pytest.approx({"ips": 11 / 3, "snips": 11 / 4, "dr": 2 + (0 - 2 + 3) / 3})


def test_the_logged_policy_itself_is_worth_what_was_seen():
    logged = log()
    found = policy_value(logged, logged.propensity, 0, "ips", samples=50)
    assert found.value.value == pytest.approx(logged.reward.mean())
    assert found.effective == pytest.approx(3_000)


def test_good_guesses_make_the_interval_of_dr_the_narrowest():
    widths = {}
    for method, guess in (("ips", None), ("snips", None), ("dr", expected())):
        mixed = np.tile([0.2, 0.3, 0.5], (3_000, 1))
        value = policy_value(log(), mixed, 0, method, guess, samples=300).value
        widths[method] = value.high - value.low
    assert widths["dr"] < min(widths["snips"], widths["ips"])


def test_wrong_guesses_do_not_harm_the_mean_of_dr():
    value = policy_value(log(), always(1), 0, "dr", expected() + 3.0, samples=300).value
    assert value.low < 1.0 < value.high


def test_the_effective_sample_size_of_a_fixed_action_is_its_rows():
    logged = log()
    found = policy_value(logged, always(2), 0, "snips", samples=10)
    assert found.effective == pytest.approx(np.count_nonzero(logged.action == 2))
    assert effective_sample_size(np.array([3.0, 1.0])) == 1.6
    assert effective_sample_size(np.zeros(2)) == 0


def test_rows_of_a_customer_are_drawn_together():
    logged = log(n=300)
    fourfold = Logged(
        *(np.repeat(column, 4, axis=0) for column in (logged.action, logged.reward)),
        np.repeat(logged.propensity, 4, axis=0),
        np.repeat(np.arange(300), 4),
    )
    once = policy_value(logged, always(0, 300), 0, "snips", samples=100)
    found = policy_value(fourfold, always(0, 1_200), 0, "snips", samples=100)
    assert found.value == pytest.approx(once.value)


def test_the_gain_is_the_difference_of_two_values_on_the_same_samples():
    logged = log()
    found = policy_value(logged, always(2), 0, "dr", expected(), samples=300, instead_of=always(1))
    one, other = (policy_value(logged, always(a), 0, "dr", expected(), 10) for a in (2, 1))
    assert found.value.value == pytest.approx(one.value.value - other.value.value)
    assert found.value.low < 3.0 < found.value.high
    assert found.effective == min(one.effective, other.effective)
    same = policy_value(logged, always(1), 0, "dr", expected(), samples=10, instead_of=always(1))
    assert same.value == (0, 0, 0)


def test_too_few_effective_rows_are_refused():
    logged = log(chances=(0.5, 0.49, 0.01))
    with pytest.raises(SupportError, match=r"3,000 logged rows count as .* must as 100 at least"):
        policy_value(logged, always(2), 0, "ips")
    assert policy_value(logged, always(2), 0, "ips", samples=10, least_effective=10)


def test_an_action_that_the_log_never_takes_is_refused():
    logged = log(chances=(0.5, 0.5, 0.0))
    half = (always(0) + always(2)) / 2
    with pytest.raises(SupportError, match="In 3,000 of 3,000 rows the policy takes an action"):
        policy_value(logged, half, 0, "ips")
    # With the chances of what was taken alone, the mean weight gives it away.
    told = Logged(logged.action, logged.reward, logged.taken())
    with pytest.raises(SupportError, match=r"mean of 0\.5"):
        policy_value(told, half, 0, "ips")


def test_a_propensity_of_nought_of_what_was_taken_is_refused():
    logged = Logged(np.array([0, 1]), np.ones(2), np.array([0.5, 0.0]))
    with pytest.raises(SupportError, match="1 logged actions have a propensity of nought"):
        policy_value(logged, np.eye(2), 0, "ips")


def test_arguments_that_do_not_fit_are_named():
    with pytest.raises(ValueError, match="expected goes with the method 'dr'"):
        policy_value(log(), always(0), 0, "dr")
    with pytest.raises(ValueError, match="expected goes with the method 'dr'"):
        policy_value(log(), always(0), 0, "ips", expected())
    with pytest.raises(ValueError, match=r"policy has shape \(5, 3\), but must have \(3000, 3\)"):
        policy_value(log(), always(0, 5), 0, "ips")
