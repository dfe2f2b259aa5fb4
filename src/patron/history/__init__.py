"""INTERACTIONS and CUSTOMERS -> the one history per customer."""

from patron.history.attributes import Attributes
from patron.history.history import MICROSECONDS_A_DAY, Groups, History, micros
from patron.history.read import read_history, read_parts
from patron.history.unify import unify

__all__ = [
    "MICROSECONDS_A_DAY",
    "Attributes",
    "Groups",
    "History",
    "micros",
    "read_history",
    "read_parts",
    "unify",
]
