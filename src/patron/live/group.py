"""Let those who wait for the disk at the same time wait for it once."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")


@dataclass
class _Asked(Generic[Q, A]):
    question: Q
    answer: "Future[A]" = field(default_factory=Future)


class Group(Generic[Q, A]):
    """Does what several threads ask for in one go.

    One of them does it for all who came while the one before was at it; the others wait.

    Parameters
    ----------
    do
        Returns the answers to questions, in their order; all of them or none.
    """

    def __init__(self, do: Callable[[Sequence[Q]], Sequence[A]]) -> None:
        self._do = do
        self._waiting: list[_Asked[Q, A]] = []
        self._lock, self._working = threading.Lock(), threading.Lock()

    def ask(self, question: Q) -> A:
        """Return the answer to one question; what goes wrong with it is raised."""
        asked: _Asked[Q, A] = _Asked(question)
        with self._lock:
            self._waiting.append(asked)
        with self._working:
            if not asked.answer.done():
                with self._lock:
                    group, self._waiting = self._waiting, []
                self._answer(group)
        return asked.answer.result()

    def _answer(self, group: list[_Asked[Q, A]]) -> None:
        try:
            answers = self._do([one.question for one in group])
        except Exception as error:
            if len(group) == 1:
                group[0].answer.set_exception(error)
                return
            # One of them is to blame, and the others are not to suffer for it.
            for one in group:
                self._answer([one])
            return
        for one, answer in zip(group, answers, strict=True):
            one.answer.set_result(answer)
