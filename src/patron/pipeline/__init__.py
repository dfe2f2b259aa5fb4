"""The stages in their order: the only place that knows it, and where files lie."""

from patron.pipeline.audit import looks_at
from patron.pipeline.book import write_book
from patron.pipeline.build import Built, build
from patron.pipeline.collect import Collected, collect
from patron.pipeline.doctor import examine
from patron.pipeline.finding import Finding
from patron.pipeline.learn import history_of, learn
from patron.pipeline.minimise import Minimised, minimise, write_minimised
from patron.pipeline.promote import Promoted, promote, rollback
from patron.pipeline.publish import publish_newest
from patron.pipeline.score import Scored, score
from patron.pipeline.tell import customer_card
from patron.pipeline.truth import grade_truth
from patron.pipeline.uplift import Moved, measure_uplift
from patron.pipeline.workspace import Workspace
from patron.training.declared import features_of

__all__ = [
    "Built",
    "Collected",
    "Finding",
    "Minimised",
    "Moved",
    "Promoted",
    "Scored",
    "Workspace",
    "build",
    "collect",
    "customer_card",
    "examine",
    "features_of",
    "grade_truth",
    "history_of",
    "learn",
    "looks_at",
    "measure_uplift",
    "minimise",
    "promote",
    "publish_newest",
    "rollback",
    "score",
    "write_book",
    "write_minimised",
]
