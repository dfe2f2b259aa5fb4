"""INTERACTIONS and CUSTOMERS -> the one history per customer."""

from patron.history.attributes import RELATION_OF, RELATION_TO, Attributes
from patron.history.current import current_history, show_current
from patron.history.former import STILL, Former
from patron.history.history import CALENDAR, MICROSECONDS_A_DAY, Groups, History, micros
from patron.history.read import read_history, read_parts
from patron.history.unify import unify

__all__ = [
    "CALENDAR",
    "MICROSECONDS_A_DAY",
    "RELATION_OF",
    "RELATION_TO",
    "STILL",
    "Attributes",
    "Former",
    "Groups",
    "History",
    "current_history",
    "micros",
    "read_history",
    "read_parts",
    "show_current",
    "unify",
]
