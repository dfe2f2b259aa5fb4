"""SCORES and offers -> DECISIONS: what to do for each customer."""

from patron.offers.base import CANDIDATES, Offer, OfferFacts, Rule
from patron.offers.decide import NOTHING, decide, judge, propose
from patron.offers.load import declared, load_offers, offers_of

__all__ = [
    "CANDIDATES",
    "NOTHING",
    "Offer",
    "OfferFacts",
    "Rule",
    "decide",
    "declared",
    "judge",
    "load_offers",
    "offers_of",
    "propose",
]
