"""What a reason promises, of whatever feature and task: words, from the lineage alone."""

import re
from datetime import UTC, datetime

import numpy as np
import pytest

from patron.catalog import kinds
from patron.explain import Phrasing
from patron.explain.words import ENGLISH, languages, words_of
from patron.features import Feature
from patron.features.count import Count
from patron.features.load import load_set
from patron.models import Model
from patron.models.population import usual_of
from patron.tasks import Task

TASKS = sorted(kinds(Task, "patron.tasks"))
VALUES = (0.0, 0.04, 0.5, 1.0, 2.0, 31.0, 1234.5, np.nan)
# What no reader wants to see.
RAW = re.compile(r"\bnan\b|\{|\}|_|\b0\.0\b|\d\.0\b|\b1 \w+s (ago|so far|in the last)|None")

every_task = pytest.mark.parametrize("task", TASKS)
# The types of features themselves speak English.
every_other = pytest.mark.parametrize("language", sorted(set(languages()) - {ENGLISH}))
every_language = pytest.mark.parametrize("language", languages())


def sentences(asked, task="churn", language="en"):
    """Return a sentence for each feature and value, compared with a population."""
    names = tuple(feature.name for feature in asked)
    X = np.repeat(np.array(VALUES)[:, None], len(asked), axis=1)
    until = datetime(2024, 1, 1, tzinfo=UTC)
    model = Model("it", task, "", None, names, (), 30.0, until, population=usual_of(names, X))
    phrasing = Phrasing(asked, model, "USD", words_of(language))
    for feature in range(len(asked)):
        for row in X:
            yield asked[feature], phrasing.sentence(row, feature, 0.0123)


def ranked(asked):
    """Return the features whose numbers stand for themselves, not for words in a list."""
    return [one for one in asked if not getattr(one, "order", None)]


@every_language
def test_every_feature_that_comes_along_makes_a_sentence_without_own_wording(language):
    bare = [one.model_copy(update={"says": None}) for one in load_set("retail")]
    for asked in (bare, load_set("retail")):
        for _, sentence in sentences(ranked(asked), language=language):
            assert not RAW.search(sentence), sentence


@every_language
@every_task
def test_every_type_of_task_says_how_far_its_score_moved(task, language):
    feature = Count(name="x", idea="how often they buy", kind="purchase")
    said = [sentence for _, sentence in sentences([feature], task, language)]
    assert all(re.search(r"\((about )?\D*\d", sentence) for sentence in said), said


@every_other
def test_every_type_of_feature_has_words_in_every_language(language):
    facts = words_of(language).facts
    types = set(kinds(Feature, "patron.features"))
    assert {name.split()[0] for name in facts.said} == types
    assert {name.split()[0] for name in facts.missing} - {"other"} <= types


@every_other
def test_every_idea_that_comes_along_has_words_in_every_language(language):
    ideas = {one.idea for one in load_set("retail")}
    assert ideas == set(words_of(language).facts.ideas)
