"""All that can be said of a model that was just trained: for its report and its card."""

from patron.training.review.case import Case
from patron.training.review.make import make_review

__all__ = ["Case", "make_review"]
