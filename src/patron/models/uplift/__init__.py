"""Who is moved by which offer: learners of effects, and the choice among them."""

from patron.models.uplift.average import AverageEffect, average_effects
from patron.models.uplift.best_arm import BestArm, choose_against_best
from patron.models.uplift.choose import Choice, Evidence, choose_learner
from patron.models.uplift.dr_learner import DRLearner
from patron.models.uplift.experiment import Experiment
from patron.models.uplift.learner import UpliftLearner
from patron.models.uplift.mean_learner import MeanLearner
from patron.models.uplift.outcome import draw_folds
from patron.models.uplift.t_learner import TLearner
from patron.models.uplift.x_learner import XLearner

__all__ = [
    "AverageEffect",
    "BestArm",
    "Choice",
    "DRLearner",
    "Evidence",
    "Experiment",
    "MeanLearner",
    "TLearner",
    "UpliftLearner",
    "XLearner",
    "average_effects",
    "choose_against_best",
    "choose_learner",
    "draw_folds",
]
