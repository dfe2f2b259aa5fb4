import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from patron.errors import UnknownCustomer
from patron.live import LiveStore, Supposed, read_event
from patron.models import write_bundle
from patron.service.problems import NotReady
from patron.service.questions import Ask, Question, Why
from patron.service.records import Score
from patron.service.scorer import Scorer
from patron.service.watch import BundleWatch
from patron.service.written import written

ONE = Question(customer="household:1")
NOW = datetime(2025, 1, 1, tzinfo=UTC)


@pytest.fixture
def scorer_of(shop, tmp_path):
    """Return a function that makes a scorer over the shop with some of its models."""
    stores = []

    def make(*tasks):
        folder = tmp_path / "bundle"
        if tasks:
            write_bundle(folder, {task: shop.models[task] for task in tasks}, {})
        watch = BundleWatch(folder)
        watch.look()
        stores.append(shop.store)
        return Scorer(stores[-1], watch)

    yield make
    for store in stores:
        store.close()


def test_without_a_bundle_it_says_which_command_to_run(scorer_of):
    with pytest.raises(NotReady, match="run `patron train`"):
        list(scorer_of().churn(ONE))


def test_without_a_champion_it_says_that_there_is_none(scorer_of):
    with pytest.raises(NotReady, match="No model answers lifetime_value"):
        list(scorer_of("churn").lifetime_value(ONE))


def test_all_three_at_once_are_what_each_one_is_alone(scorer_of):
    scorer = scorer_of("churn", "lifetime_value")
    [both] = scorer.score(ONE, NOW)
    assert [both.churn] == list(scorer.churn(ONE))
    assert [both.lifetime_value] == list(scorer.lifetime_value(ONE))
    asked = Ask(customer="household:1")
    assert [both.next_best_offer] == list(scorer.next_best_offer(asked, NOW))


def test_a_part_without_a_champion_is_left_out(scorer_of):
    [both] = scorer_of("churn").score(ONE, NOW)
    assert both.churn is not None
    assert both.lifetime_value is None


def test_answers_come_in_the_order_asked_for_as_often_as_asked_for(shop, scorer_of):
    names = ["household:9", shop.customer(4), "household:9"]
    answers = list(scorer_of("churn").churn(Question(customers=names)))
    assert [answer.customer_id for answer in answers] == [shop.customer(n) for n in (9, 4, 9)]
    assert answers[0] == answers[2]


@pytest.mark.parametrize("block", [1, 2, 3, 100])
def test_blocks_of_any_size_give_the_same(shop, scorer_of, block):
    names = [f"household:{number}" for number in (9, 4, 9, 30, 7)]
    scorer = scorer_of("churn", "lifetime_value")
    in_blocks = Scorer(scorer._store, scorer._watch, block)
    answers = list(in_blocks.score(Question(customers=names), NOW))
    assert [one.customer_id for one in answers] == [shop.customer(n) for n in (9, 4, 9, 30, 7)]
    for name, answer in zip(names, answers, strict=True):
        [alone] = scorer.churn(Question(customer=name))
        assert answer.churn.probability == alone.probability
        told = [reason.sentence for reason in answer.churn.reasons]
        assert told == [reason.sentence for reason in alone.reasons]


def test_many_in_one_request_are_told_what_each_is_told_alone(shop, scorer_of):
    scorer, names = scorer_of("churn", "lifetime_value"), [shop.customer(n) for n in range(1, 31)]
    # What is decided is remembered, so that both tell of the same decisions.
    together = written_of(scorer.scores(Question(customers=names), NOW))
    alone = [written_of(scorer.scores(Question(customer=name), NOW))[0] for name in names]
    digits = re.compile(rb'(?<="contribution":)[-+.e\d]+')
    for many, one in zip(together, alone, strict=True):
        assert digits.sub(b"", many) == digits.sub(b"", one)
        # The last digits of how far a score moved depend on the order of additions.
        moved = [[float(size) for size in digits.findall(text)] for text in (many, one)]
        assert moved[0] == pytest.approx(moved[1], rel=1e-9)


def written_of(scores):
    """Return each of the scores as it is sent, which is what its record says."""
    scores = list(scores)
    sent = [b"".join(written(one)) for one in scores]
    assert [text.decode() for text in sent] == [Score(**one).model_dump_json() for one in scores]
    return sent


def test_one_unknown_customer_among_many_is_refused(scorer_of):
    with pytest.raises(UnknownCustomer, match="no customer 'nobody'"):
        list(scorer_of("churn").churn(Question(customers=["household:1", "nobody"])))


def test_what_if_is_what_is_answered_once_it_has_happened(scorer_of, shop, tmp_path):
    scorer = scorer_of("churn", "lifetime_value")
    store = LiveStore(f"sqlite:///{tmp_path}/own.db")
    [ann] = scorer._store.customers([shop.customer(1)])
    published = replace(ann, accounts=(("till", "1"),))
    store.publish([published], shop.as_of, "shop", {})
    own = Scorer(store, scorer._watch)
    ask = Question(customer=shop.customer(1))
    row = {"source": "till", "account": "1", "kind": "purchase", "amount": 30.0, "item": "item3"}
    sent = [
        {**row, "interaction_id": f"new {day}", "occurred_at": f"2025-01-0{day}T10:00:00Z"}
        for day in (1, 3, 2)
    ]
    events = [read_event(one, datetime(2025, 1, 4, tzinfo=UTC)) for one in sent]
    told = Supposed(events)
    supposed = [*own.churn(ask, told), *own.lifetime_value(ask, told)]
    [before] = own.churn(ask)
    store.receive(events, datetime(2025, 1, 4, tzinfo=UTC))
    assert supposed == [*own.churn(ask), *own.lifetime_value(ask)]
    assert supposed[0] != before
    store.close()


def test_an_explanation_adds_up(scorer_of):
    [explained] = scorer_of("churn", "lifetime_value").explain(Why(customer="household:1"))
    units = {one.task: one.unit for one in explained.explanations}
    assert units == {"churn": "probability", "lifetime_value": "money", "next_offer": "probability"}
    for one in explained.explanations[:2]:
        told = sum(reason.contribution for reason in one.contributions)
        assert one.base + told + one.rest == pytest.approx(one.answer, abs=1e-12)


@pytest.mark.parametrize("task", ["churn", "next_offer"])
def test_one_task_may_be_explained_alone(scorer_of, task):
    [explained] = scorer_of("churn").explain(Why(customer="household:1", task=task))
    assert [one.task for one in explained.explanations] == [task]


def test_a_task_without_a_champion_cannot_be_explained(scorer_of):
    with pytest.raises(NotReady, match="No model answers lifetime_value"):
        list(scorer_of("churn").explain(Why(customer="household:1", task="lifetime_value")))


def test_where_nothing_was_decided_there_is_no_offer(scorer_of, shop, tmp_path):
    scorer = scorer_of("churn")
    store = type(scorer._store)(f"sqlite:///{tmp_path}/undecided.db")
    [ann] = scorer._store.customers([shop.customer(1)])
    store.publish([replace(ann, answers={})], shop.as_of, "shop", {})
    undecided = Scorer(store, scorer._watch)
    question = Ask(customer=shop.customer(1))
    with pytest.raises(NotReady, match="No offers were decided on; run `patron score`"):
        list(undecided.next_best_offer(question, NOW))
    with pytest.raises(NotReady, match="No items were ranked; run `patron score`"):
        list(undecided.explain(Why(customer=shop.customer(1), task="next_offer")))
    [answer] = undecided.score(question, NOW)
    assert answer.next_best_offer is None
    store.close()


def test_records_are_json_without_nan(scorer_of):
    [answer] = scorer_of("churn", "lifetime_value").score(ONE, NOW)
    text = answer.model_dump_json()
    assert json.loads(text)["churn"]["probability"] == answer.churn.probability
    assert "NaN" not in text
