"""Answer questions about customers from the bundle and the live store."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from patron.history import micros
from patron.live import NOTHING, LiveStore, Published, Supposed
from patron.live.line import Line
from patron.service.caller import current_caller
from patron.service.card import card_of
from patron.service.case import CHURN, LIFETIME_VALUE, NEXT_OFFER, Case
from patron.service.champions import Champions
from patron.service.decider import Asked, Decided, Decider, Inputs
from patron.service.found import Found, Wanted, answered, find, find_in_blocks
from patron.service.given import given_churn, given_lifetime_value
from patron.service.inputs import make_inputs
from patron.service.known import compute_known
from patron.service.metrics import count_scores
from patron.service.offers import DECISIONS, next_best_offer
from patron.service.outlook import outlook_of
from patron.service.problems import NotReady
from patron.service.questions import Ask, Given, Question, Why
from patron.service.records import (
    Churn,
    CustomerCard,
    Explained,
    Fields,
    GivenChurn,
    GivenLifetimeValue,
    LifetimeValue,
    NextBestOffer,
    Score,
    Timeline,
)
from patron.service.said import REASONS, Said, say
from patron.service.timeline import timeline_of
from patron.service.watch import BundleWatch

# Tasks about customers, answered at the moment of the call.
COMPUTED = (CHURN, LIFETIME_VALUE)
ALL_REASONS = 1_000
# Customers held at a time. Each of many takes less time, for what is worked out once for all.
BLOCK = 1_000


class Scorer:
    """Answers questions; all answers to one come from one bundle and one publication.

    Every method raises UnknownCustomer for somebody whom the store does not have, NotReady where
    something to answer from is missing, and StoreError where the store cannot be read.

    Parameters
    ----------
    store
        The live store.
    watch
        Holds the champions.
    block
        How many customers are held at a time.
    """

    def __init__(self, store: LiveStore, watch: BundleWatch, block: int = BLOCK) -> None:
        self._store = store
        self._watch = watch
        self._block = block

    def champions(self) -> Champions:
        """Return the champions that answer now."""
        champions = self._watch.champions
        if champions is None:
            raise NotReady(
                "There are no models to answer with; run `patron train` (the service's log says "
                "more if you did)."
            )
        return champions

    def published(self) -> Published:
        """Return what the live store holds."""
        published = self._store.meta()
        if published is None:
            raise NotReady("The live store is empty; run `patron score`.")
        return published

    def churn(self, question: Question, supposed: Supposed = NOTHING) -> Iterator[Churn]:
        """Return how likely each customer is to stay away.

        Parameters
        ----------
        supposed
            What is taken as having happened, or as not.
        """
        cases = self._cases(question, _needed(CHURN), Wanted(supposed=supposed))
        return (case.churn(name) for case in cases for name in case.found.order)

    def lifetime_value(
        self, question: Question, supposed: Supposed = NOTHING
    ) -> Iterator[LifetimeValue]:
        """Return what each customer is expected to bring; see `churn`."""
        cases = self._cases(question, _needed(LIFETIME_VALUE), Wanted(supposed=supposed))
        return (case.lifetime_value(name) for case in cases for name in case.found.order)

    def given_churn(self, question: Given) -> list[GivenChurn]:
        """Return the same of rows of features; see `patron.service.given`."""
        champions = self.champions()
        _needed(CHURN)(champions)
        return given_churn(champions, question)

    def given_lifetime_value(self, question: Given) -> list[GivenLifetimeValue]:
        """Return the same of rows of features; see `patron.service.given`."""
        champions = self.champions()
        _needed(LIFETIME_VALUE)(champions)
        return given_lifetime_value(champions, question)

    def next_best_offer(self, question: Ask, now: datetime) -> Iterator[NextBestOffer]:
        """Return what to offer each customer, decided at this moment unless a decision holds.

        Parameters
        ----------
        now
            The moment of the call: contacts and the time of day are counted by it.
        """
        for case in self._cases(question, _none, Wanted(answers=True), decides=now):
            if DECISIONS not in case.found.published.answers:
                raise NotReady("No offers were decided on; run `patron score`.")
            decided = self._decider(case.champions).decide(
                self._asked(case, now, question.is_contact)
            )
            yield from (next_best_offer(name, decided[name]) for name in case.found.order)

    def score(
        self,
        question: Question,
        now: datetime,
        remember: bool = True,
        supposed: Supposed = NOTHING,
    ) -> Iterator[Score]:
        """Return all three answers; see `scores`."""
        return (Score(**one) for one in self.scores(question, now, remember, supposed))

    def scores(
        self,
        question: Question,
        now: datetime,
        remember: bool = True,
        supposed: Supposed = NOTHING,
    ) -> Iterator[Fields]:
        """Return all three answers, the fields of a `Score` each; None where there is none.

        Parameters
        ----------
        now
            The moment of the call.
        remember
            Whether what is decided on to offer is to hold for every channel.
        supposed
            What is taken as having happened, or as not; nothing is then decided on to offer.
        """
        wanted = Wanted(answers=not supposed, supposed=supposed)
        decides = None if supposed else now
        for case in self._cases(question, _possible, wanted, decides=decides):
            decided: dict[str, Decided] = {}
            if not supposed and DECISIONS in case.found.published.answers:
                decider = self._decider(case.champions)
                asked = self._asked(case, now, contact=False)
                decided = decider.decide(asked) if remember else decider.preview(asked)
            offers = {name: next_best_offer(name, one) for name, one in decided.items()}
            yield from (case.score_fields(name, offers.get(name)) for name in case.found.order)

    def explain(self, question: Why, supposed: Supposed = NOTHING) -> Iterator[Explained]:
        """Return the answers about each customer, or the one asked for, taken apart.

        Parameters
        ----------
        supposed
            What is taken as having happened, or as not; the ranking of items, which is of the last
            scoring, is then left out.
        """
        kinds: Kinds = _possible
        if question.task is not None:
            kinds = _needed(question.task) if question.task in COMPUTED else _none
        with_offer = question.task in (None, NEXT_OFFER) and not supposed
        for case in self._cases(question, kinds, Wanted(with_offer, False, supposed), ALL_REASONS):
            if question.task == NEXT_OFFER and NEXT_OFFER not in case.found.published.answers:
                raise NotReady("No items were ranked; run `patron score`.")
            yield from (case.explained(name, with_offer) for name in case.found.order)

    def card(self, name: str, now: datetime) -> CustomerCard:
        """Return everything known about one customer in seven parts.

        Parameters
        ----------
        now
            The moment of the call; what would be offered is decided by it, and not remembered.
        """
        champions = self.champions()
        found = find(self._store, [name], with_answers=True, with_cards=True)
        case = _case(champions, found, _possible(champions))
        decision = None
        if DECISIONS in found.published.answers:
            shown = self._decider(case.champions).preview(self._asked(case, now, contact=False))
            decision = shown[found.order[0]].decision
        return card_of(case, decision)

    def timeline(self, name: str, limit: int, before: tuple[int, int] | None) -> Timeline:
        """Return the touchpoints of one customer, newest first; see `timeline_of`."""
        return timeline_of(find(self._store, [name], with_answers=False), limit, before)

    def still_allowed(self, lines: Sequence[Line], now: datetime) -> list[Line]:
        """Return the lines of the list that may be carried out; see `Decider.still_allowed`."""
        return self._decider(self.champions()).still_allowed(lines, now)

    def _decider(self, champions: Champions) -> Decider:
        return Decider(self._store, champions.policy)

    def _asked(self, case: Case, now: datetime, contact: bool) -> Asked:
        champions = case.champions

        def inputs(names: Sequence[str]) -> Inputs:
            found = answered(self._store, case.found, names)
            if case.known is not None or not (kinds := _kinds(champions)):
                return make_inputs(champions, found, case.known, case.said, names)
            some = [one for one in found.customers if one.customer_id in set(names)]
            known = compute_known(some, champions.features, found.as_of)
            said = {kind: say(champions.by_kind[kind], known) for kind in kinds}
            return make_inputs(champions, found, known, said, names)

        people, customers = case.found.people, case.found.customers
        return Asked(people, customers, now, contact, inputs, case.found.held)

    def _cases(
        self,
        question: Question,
        kinds: "Kinds",
        wanted: Wanted,
        most: int = REASONS,
        decides: datetime | None = None,
    ) -> Iterator[Case]:
        """Yield what answers are made from, for some of the customers asked about at a time."""
        # Looked at once: a new bundle may take their place at any moment.
        champions = self.champions()
        asked_of = kinds(champions)
        if decides is not None:
            held = partial(self._decider(champions).held, now=micros(decides))
            wanted = replace(wanted, held=held)
        for found in find_in_blocks(self._store, question.asked, wanted, self._block):
            case = _case(champions, found, asked_of, most)
            # What the service asks itself to warm up is told to nobody, and what if is no score.
            is_told = current_caller() is not None and not wanted.supposed
            for kind, by_customer in case.said.items() if is_told else ():
                count_scores(kind, (_score(kind, one) for one in by_customer.values()))
            yield case


# Which types of task are to be answered by some champions.
Kinds = Callable[[Champions], tuple[str, ...]]


def _none(_: Champions) -> tuple[str, ...]:
    return ()


def _possible(champions: Champions) -> tuple[str, ...]:
    return tuple(kind for kind in COMPUTED if kind in champions.by_kind)


def _needed(kind: str) -> Kinds:
    def one(champions: Champions) -> tuple[str, ...]:
        if kind not in champions.by_kind:
            raise NotReady(
                f"No model answers {kind}: none was trained, or none beat the naive formula. "
                f"`patron train` says which."
            )
        return (kind,)

    return one


def _case(champions: Champions, found: Found, kinds: Sequence[str], most: int = REASONS) -> Case:
    if not kinds:
        return Case(champions, found, {})
    known = compute_known(found.customers, champions.features, found.as_of)
    said = {kind: say(champions.by_kind[kind], known, most) for kind in kinds}
    outlook = outlook_of(champions, known, said, found.as_of)
    return Case(champions, found, said, known, outlook)


def _score(kind: str, said: Said) -> float | None:
    return 100 * said.answer if kind == CHURN else said.percentile


def _kinds(champions: Champions) -> tuple[str, ...]:
    """Return the types of task whose answers of now some offer is made from."""
    needed = {task for offer in champions.policy.offers for task in offer.needs()}
    return tuple(
        kind
        for kind in COMPUTED
        if kind in champions.by_kind and champions.by_kind[kind].model.task in needed
    )
