from datetime import UTC, datetime

import pytest

from patron.service.records import NextBestOffer, Offer, Score
from patron.service.written import written

AT = datetime(2024, 5, 1, tzinfo=UTC)
NOTHING = Offer(
    offer="nothing", item=None, type="nothing", channel=None, p=None, cost=0.0, value=0.0
)
DECIDED = NextBestOffer(
    customer_id="ann", as_of=AT, task="next_offer", data_version=1, decision_id="d1",
    decided_at=AT, valid_until=AT, chosen=NOTHING, propensity=1.0, contact=None, runner_ups=[],
    reasons=[], currency="EUR", model=None,
)  # fmt: skip


@pytest.mark.parametrize("decided", [DECIDED, None])
def test_an_answer_is_written_as_pydantic_writes_it_each_time(decided):
    score = {
        "customer_id": "ann", "as_of": AT, "churn": None, "lifetime_value": None,
        "next_best_offer": decided,
    }  # fmt: skip
    said = Score(**score)
    for _ in range(2):
        for answer in (score, said):
            assert b"".join(written(answer)) == said.model_dump_json().encode()


def test_a_decision_about_somebody_who_has_another_id_by_now_is_written_anew():
    written(DECIDED)
    other = DECIDED.model_copy(update={"customer_id": "bob"})
    other._text = None
    assert b"".join(written(other)) == other.model_dump_json().encode()
