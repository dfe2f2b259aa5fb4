"""SCORES and offers -> DECISIONS: what to do for each customer."""

from patron.offers.base import CANDIDATES, Offer, OfferFacts, Rule
from patron.offers.decide import NOTHING, decide, propose
from patron.offers.load import load_offers

__all__ = [
    "CANDIDATES",
    "NOTHING",
    "Offer",
    "OfferFacts",
    "Rule",
    "decide",
    "load_offers",
    "propose",
]
