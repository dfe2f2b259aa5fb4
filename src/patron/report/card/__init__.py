"""Everything known about one customer at one moment, in seven parts."""

from patron.report.card.build import build_card
from patron.report.card.parts import Card, CardFacts, Change, Field, Reason, Section
from patron.report.card.text import card_json, card_text

__all__ = [
    "Card",
    "CardFacts",
    "Change",
    "Field",
    "Reason",
    "Section",
    "build_card",
    "card_json",
    "card_text",
]
