"""What is asked about the time after a cutoff."""

from patron.tasks.base import Task
from patron.tasks.candidates import Candidates, find_candidates
from patron.tasks.cutoffs import Cutoffs, choose_cutoffs, last_midnight, newest_cutoffs
from patron.tasks.label import check_over, make_labels
from patron.tasks.load import declared, load_tasks, tasks_of
from patron.tasks.truth import true_answers

__all__ = [
    "Candidates",
    "Cutoffs",
    "Task",
    "check_over",
    "choose_cutoffs",
    "declared",
    "find_candidates",
    "last_midnight",
    "load_tasks",
    "make_labels",
    "newest_cutoffs",
    "tasks_of",
    "true_answers",
]
