"""The scoring service: five questions about customers, and what happened since."""

import asyncio
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import bentoml

from patron.errors import ConfigError, PatronError
from patron.features.compute import moment
from patron.live import LiveStore
from patron.live.checkpoint import Checkpointer
from patron.service.access import make_access
from patron.service.aftermath import note_outcomes
from patron.service.frame import Frame
from patron.service.intake import Inlet
from patron.service.local import check_local, is_insecure
from patron.service.logs import log_as_lines
from patron.service.metrics import tell_state
from patron.service.orphan import end_with_parent, is_worker
from patron.service.places import Places, workers_of
from patron.service.problems import Expected
from patron.service.questions import Ask, Events, Given, Outcomes, WhatIf, Why
from patron.service.records import (
    Churn,
    Explained,
    Fields,
    Intake,
    LifetimeValue,
    NextBestOffer,
    Noted,
    Record,
    Score,
)
from patron.service.reply import reply, reply_once, reply_soon
from patron.service.scorer import Scorer
from patron.service.supposed import supposed
from patron.service.warm import warm
from patron.service.watch import BundleWatch

# That answer; half of them may wait for the disk.
THREADS = 4
# How long anything waits for another writer, or for a database that is away, in seconds: so long
# that a publication's step passes, and no longer, because who asks waits too.
PATIENCE = 5.0
# After how many seconds a thread that computes lets others go on. With Python's .005 the one that
# writes events, which asks for its turn after each word with the database, waits several times as
# long as it works.
TURN = 0.0005


def _workers() -> int:
    """Return how many workers BentoML is to start; `Scoring.check` says what cannot be meant."""
    try:
        return workers_of(os.environ)
    except ConfigError:
        return 1


@bentoml.service(
    name="patron",
    service_class=Frame,
    # Unless it is told otherwise, only this machine reaches it.
    http={"host": "127.0.0.1"},
    # Theirs name paths, which may name customers; `Guard` counts and logs instead.
    metrics={"enabled": False},
    logging={"access": {"enabled": False}},
    workers=_workers(),
    traffic={"timeout": 30, "max_concurrency": 64},
)
class Scoring:
    """Answers about customers, computed at the moment of the call from their own rows."""

    def __init__(self) -> None:
        places = Places.of(os.environ, Path.cwd())
        self.watch = BundleWatch(places.bundle)
        self.watch.start()
        self.store = LiveStore(places.database_url, PATIENCE)
        self.checkpointer = Checkpointer(places.database_url, PATIENCE)
        self.checkpointer.start()
        self.inlet = Inlet(lambda: self.store)
        self.scorer = Scorer(self.store, self.watch)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="answer")
        sys.setswitchinterval(TURN)
        if is_worker(sys.argv):
            end_with_parent()
        log_as_lines()
        warm(self.store, self.scorer)
        self.access = make_access(places.database_url, is_insecure(os.environ), PATIENCE)
        self.access.start()

    @bentoml.on_deployment
    @staticmethod
    def check() -> None:
        """Stop before any worker starts if the environment cannot be meant."""
        # BentoML changes the folder before it starts workers; they must find what lies here.
        os.environ.setdefault("PATRON_HOME", str(Path.cwd()))
        try:
            check_local(os.environ, sys.argv)
            workers_of(os.environ)
            places = Places.of(os.environ, Path.cwd())
            store = LiveStore(places.database_url)
            # Tables of an older version are brought up; those of a newer one stop the start.
            if store.is_there():
                store.prepare()
            store.close()
        except ConfigError as error:
            raise SystemExit(f"patron: {error}") from error

    @bentoml.on_shutdown
    def stop(self) -> None:
        """Write what is not written yet, and let go of bundle and store."""
        self.watch.stop()
        self._threads.shutdown()
        self.access.stop()
        self.inlet.close()
        self.checkpointer.stop()
        self.store.close()

    def readiness(self) -> dict[str, Any]:
        """Return what answers come from; see `Scorer` for what it raises."""
        champions, published = self.scorer.champions(), self.scorer.published()
        ready = {
            "status": "ready",
            "workspace": published.workspace,
            "bundle": champions.version,
            "data_version": published.generation,
            "as_of": moment(published.as_of).isoformat(),
        }
        if self.watch.trouble is not None:
            ready["warning"] = "The newest bundle is damaged or missing; the one before answers."
        return ready

    def tell_state(self) -> None:
        """Put what answers come from among the metrics; what is missing is left out."""
        published = last_event = None
        with suppress(PatronError), self.store.snapshot() as snapshot:
            published, last_event = snapshot.published, snapshot.last_event
        tell_state(self.watch.champions, published, last_event, self.access.trail.waiting)

    @bentoml.api(route="/churn")
    async def churn(self, question: Given, /) -> Churn:
        """Say how likely customers are to stay away."""
        now = datetime.now(UTC)
        response: Churn = await self._answer(
            question,
            self.scorer.given_churn,
            lambda asked: self.scorer.churn(asked, supposed(asked, now)),
        )
        return response

    @bentoml.api(route="/lifetime_value")
    async def lifetime_value(self, question: Given, /) -> LifetimeValue:
        """Say what customers are expected to bring."""
        now = datetime.now(UTC)
        response: LifetimeValue = await self._answer(
            question,
            self.scorer.given_lifetime_value,
            lambda asked: self.scorer.lifetime_value(asked, supposed(asked, now)),
        )
        return response

    @bentoml.api(route="/next_best_offer")
    async def next_best_offer(self, question: Ask, /) -> NextBestOffer:
        """Say what to offer customers; every channel is told the same while it holds."""
        now = datetime.now(UTC)
        response: NextBestOffer = await self._aside(
            reply, question, lambda asked: self.scorer.next_best_offer(asked, now)
        )
        return response

    @bentoml.api(route="/score")
    async def score(self, question: WhatIf, /) -> Score:
        """Say all three at once."""
        now = datetime.now(UTC)

        def answer(asked: WhatIf) -> Iterator[Fields]:
            return self.scorer.scores(asked, now, supposed=supposed(asked, now))

        response: Score = await self._aside(reply, question, answer)
        return response

    @bentoml.api(route="/explain")
    async def explain(self, question: Why, /) -> Explained:
        """Say why answers are what they are."""
        now = datetime.now(UTC)
        response: Explained = await self._aside(
            reply, question, lambda asked: self.scorer.explain(asked, supposed(asked, now))
        )
        return response

    @bentoml.api(route="/events")
    async def events(self, sent: Events, /) -> Intake:
        """Take in what happened; it is in the next answer."""
        intake = asyncio.wrap_future(self.inlet.soon(sent.events, datetime.now(UTC)))
        response: Any = await reply_soon(intake)
        return cast("Intake", response)

    @bentoml.api(route="/outcomes")
    async def outcomes(self, sent: Outcomes, /) -> Noted:
        """Take in what became of decisions."""
        now = datetime.now(UTC)
        response: Noted = await self._aside(
            reply_once, lambda: note_outcomes(self.store, sent.outcomes, now)
        )
        return response

    async def _answer(
        self,
        question: Given,
        of_rows: Callable[[Given], Iterable[Record]],
        of_customers: Callable[[Given], Iterable[Record]],
    ) -> Any:
        if isinstance(question.features, dict):
            # One row waits for nothing, and takes less time than to hand it to another thread.
            return reply(question, of_rows)
        return await self._aside(reply, question, of_rows if question.is_given else of_customers)

    def _aside(self, work: Callable[..., Any], *asked: Any) -> Awaitable[Any]:
        """Return what a function returns, called in another thread as the one who asks now."""
        loop, context = asyncio.get_running_loop(), copy_context()
        return loop.run_in_executor(self._threads, context.run, work, *asked)


logging.getLogger("bentoml._internal.server.http_app").addFilter(Expected())
