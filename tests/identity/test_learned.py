import json

import numpy as np

from patron.identity.learned import fits, train


def proofs(model, field):
    """Return what each level of a field proves, in bits, likest first."""
    (one,) = [one for one in model["settings"]["comparisons"] if one["output_column_name"] == field]
    levels = [level for level in one["comparison_levels"] if not level.get("is_null_level")]
    return [np.log2(level["m_probability"] / level["u_probability"]) for level in levels]


def test_agreement_counts_for_and_disagreement_against(model):
    for field in ("birthday", "postcode"):
        found = proofs(model, field)
        assert found[0] > 5
        assert found[-1] < -1


def test_how_many_repeats_there_are_is_learned(model):
    # 120 of 420 accounts have a second one, so that each has 240 / 420 in the mean.
    assert abs(model["repeats"] - 240 / 420) < 0.1


def test_the_model_is_plain_and_the_same_every_time(people, rules, model):
    assert json.loads(json.dumps(model)) == model
    assert train(people, rules.probable) == model


def test_a_model_fits_the_rules_that_it_was_learned_for(rules, model):
    kept = json.loads(json.dumps(model))
    assert fits(kept, rules.probable)
    assert fits(kept, rules.probable.model_copy(update={"merge_at": 0.9}))
    assert not fits(kept, rules.probable.model_copy(update={"blocking": (("birthday",),)}))
