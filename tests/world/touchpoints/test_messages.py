import numpy as np
import pytest

from patron.world.policy import NAMES, propensities


def test_the_log_says_with_which_probability_each_offer_was_chosen(raws, many):
    rows, person = raws["assignments"].rows.to_pandas(), raws["assignments"].person
    offer = rows["offer"].map(NAMES.index).to_numpy()
    truth = propensities(many.world)[many.nature.segment[person], offer]
    assert rows["propensity"].to_numpy() == pytest.approx(truth)
    assert (rows["holdout"] == (rows["offer"] == "none")).all()


def test_offers_were_chosen_as_often_as_their_propensities_say(raws, many, likely):
    rows, person = raws["assignments"].rows.to_pandas(), raws["assignments"].person
    shares = propensities(many.world)[many.nature.segment[person]]
    for place, name in enumerate(NAMES):
        assert likely(shares[:, place], (rows["offer"] == name).to_numpy())


def test_every_offer_is_sent_by_mail_or_e_mail(raws):
    offers = raws["assignments"].rows.to_pandas()
    given = (offers["offer"] != "none").sum()
    emails = raws["emails"].rows.to_pandas()
    sent = ((emails["event"] == "sent") & emails["offer"].notna()).sum()
    assert sent + raws["letters"].rows.num_rows == given


def test_wrong_addresses_bounce_and_what_arrives_is_opened_by_customers(raws, many):
    rows, person = raws["emails"].rows.to_pandas(), raws["emails"].person
    bounced = (rows["event"] == "bounced").to_numpy()
    assert bounced.any()
    assert not many.people.reachable[person[bounced]].any()
    opened, clicked = (set(rows.loc[rows["event"] == e, "message"]) for e in ("opened", "clicked"))
    assert len(clicked - opened) <= 5
    assert 0.15 < len(clicked) / len(opened) < 0.35


def test_who_opts_out_gets_no_further_offer(raws, many):
    rows = raws["assignments"].rows.to_pandas().assign(person=raws["assignments"].person)
    last = rows.groupby("person")["at"].max()
    week = (last.astype("int64") // 1 - many.world.start_at * 1) // (7 * 86_400_000_000)
    assert many.life.reached[week.to_numpy(), last.index.to_numpy()].all()
    assert np.isin(rows["channel"].unique(), ["email", "mail"]).all()
