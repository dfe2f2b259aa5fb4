"""Tables -> what people read: the card of one customer, and the report about all."""

from patron.report.book import write_report
from patron.report.card import Card, CardFacts, build_card, card_json, card_text
from patron.report.facts import (
    BookFacts,
    Calibration,
    Counts,
    Curves,
    Driver,
    Gain,
    Grouped,
    Rejection,
)

__all__ = [
    "BookFacts",
    "Calibration",
    "Card",
    "CardFacts",
    "Counts",
    "Curves",
    "Driver",
    "Gain",
    "Grouped",
    "Rejection",
    "build_card",
    "card_json",
    "card_text",
    "write_report",
]
