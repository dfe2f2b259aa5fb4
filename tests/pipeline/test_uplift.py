import csv
from datetime import datetime, timedelta

import numpy as np
import pytest

from patron.errors import ConfigError
from patron.pipeline import build, measure_uplift
from patron.schema import AVERAGE_EFFECTS, EFFECTS

TRIAL = "- {name: trial, horizon: P14D, days: 8}"
LETTERS = """
type: csv
file: letters.csv
interactions:
  interaction_id: id
  account: card
  occurred_at: at
  kind: "'assignment'"
  actor: "'company'"
  offer: offer
  propensity: p
identifiers: {account: card, values: {card: card}}
"""
OFFERS = """
offers:
  - {name: voucher, type: uplift, channel: mail, cost: 0.1, worth: 10, margin: 0.5,
     experiment: trial}
rules: []
"""


@pytest.fixture
def drawn(opened_shop):
    """Return a shop that drew a voucher by lot each month, which brings whoever gets it at once."""
    random = np.random.default_rng(0)
    with (opened_shop.raw / "till.csv").open() as file:
        cards = sorted({row["card"] for row in csv.DictReader(file)} - {""})
    letters, bought = ["id,card,at,offer,p"], []
    for month in range(8):
        at = datetime(2023, 8, 1, 9) + timedelta(days=30 * month)
        for card in cards:
            offer = "voucher" if random.random() < 0.5 else "none"
            letters.append(f"L{len(letters)},{card},{at.isoformat()},{offer},0.5")
            if offer == "voucher" and random.random() < 0.4:
                moment = (at + timedelta(days=1)).isoformat()
                bought.append(f"v{len(bought)},{card},{moment},s1,shelf1,1,10,")
    opened_shop.put("letters.csv", "\n".join(letters) + "\n")
    till = opened_shop.raw / "till.csv"
    till.write_text(till.read_text() + "\n".join(bought) + "\n")
    opened_shop.write("sources/letters.yaml", LETTERS)
    text = (opened_shop.configs / "sources" / "till.yaml").read_text()
    opened_shop.write(
        "sources/till.yaml", text.replace("{email: mail}", "{email: mail, card: card}")
    )
    opened_shop.write("identity.yaml", "{trusted: [email, card], largest: 5}")
    opened_shop.write("experiments.yaml", TRIAL)
    opened_shop.write("offers.yaml", OFFERS)
    return opened_shop


def test_effects_are_learnt_from_the_draws_of_the_one_history(drawn):
    build(drawn.workspace)
    (found,) = measure_uplift(drawn.workspace, seed=0)
    assert found.best == "voucher"
    assert set(found.said) == {"no offer"}
    assert found.refused is None
    # 0.4 more buy with it (some of them would have anyway), each for 5, less its cost of 0.1.
    assert set(found.values) == {
        "the best offer for all",
        "what was learnt",
        "what was learnt, beyond the best for all",
    }
    effects = drawn.workspace.lake.read(EFFECTS)
    assert set(effects["offer"].to_pylist()) == {"voucher"}
    assert effects["effect"].to_numpy().mean() == pytest.approx(0.35, abs=0.08)
    (row,) = drawn.workspace.lake.read(AVERAGE_EFFECTS).to_pylist()
    assert (row["experiment"], row["offer"], row["outcome"]) == ("trial", "voucher", "purchase")
    assert (row["days"], row["worth"], row["cost"]) == (14, 5.0, 0.1)
    assert row["effect"] == pytest.approx(row["with_offer"] - row["without"])
    assert 0.2 < row["low"] < row["effect"] < row["high"] < 0.5
    said = drawn.run("uplift")
    assert said.code == 0
    assert "best for all: voucher" in said.out


def test_a_workspace_without_draws_says_so(new_shop):
    with pytest.raises(ConfigError, match=r"has no experiments.yaml"):
        measure_uplift(new_shop.workspace, seed=0)


def test_an_offer_of_an_unknown_experiment_is_refused(new_shop):
    new_shop.write("offers.yaml", OFFERS)
    with pytest.raises(ConfigError, match=r"needs the experiment 'trial', but .* has: none"):
        _ = new_shop.workspace.offers


def test_offers_whose_outcome_leaves_different_money_are_refused(drawn):
    dearer = "  - {name: letter, type: uplift, channel: mail, worth: 20, experiment: trial}\nrules"
    drawn.write("offers.yaml", OFFERS.replace("rules", dearer))
    build(drawn.workspace)
    with pytest.raises(ConfigError, match=r"leave \[5.0, 20.0\] a unit of the outcome"):
        measure_uplift(drawn.workspace, seed=0)
