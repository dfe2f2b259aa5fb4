"""What data scientists read of a model: its report, and its card."""

from patron.report.model.card import write_model_card
from patron.report.model.page import write_model_report

__all__ = ["write_model_card", "write_model_report"]
