"""Do everything slow once before the first request."""

from contextlib import suppress
from datetime import UTC, datetime

from patron.errors import PatronError
from patron.features.count import Count
from patron.features.distinct import Distinct
from patron.features.online import OnlineFeatures
from patron.live import LiveStore
from patron.service.known import compute_known
from patron.service.questions import Question
from patron.service.scorer import Scorer
from patron.service.trial import AS_OF, nobody


def warm(store: LiveStore, scorer: Scorer) -> None:
    """Answer once about a made-up customer, and about a real one where there is one.

    So the compiled kernel, the trees and the database's statements are ready.
    """
    _compute_made_up()
    # What is missing is said to those who ask.
    with suppress(PatronError), store.snapshot() as snapshot:
        somebody = snapshot.anyone()
        if somebody is not None:
            # What this decides is to hold for nobody.
            now = datetime(2000, 1, 1, tzinfo=UTC)
            list(scorer.score(Question(customer=somebody), now, remember=False))


def _compute_made_up() -> None:
    features = [
        Count(name="all", idea="warmth"),
        Distinct(name="items", idea="warmth", column="item"),
    ]
    compute_known([nobody()], OnlineFeatures(features), AS_OF)
