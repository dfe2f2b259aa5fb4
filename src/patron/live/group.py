"""Let those who wait for the disk at the same time wait for it once."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")

# Questions that are answered in one go at most, so that the first of them waits not too long.
MOST = 64


@dataclass
class _Asked(Generic[Q, A]):
    question: Q
    answer: "Future[A]" = field(default_factory=Future)


class Group(Generic[Q, A]):
    """Does what several ask for in one go, in a thread of its own.

    What comes while it is at it is done together next.

    Parameters
    ----------
    do
        Returns the answers to questions, in their order; all of them or none.
    shared
        What goes wrong for all alike. Of anything else one of them is to blame, and each is asked
        alone.
    """

    def __init__(
        self,
        do: Callable[[Sequence[Q]], Sequence[A]],
        shared: tuple[type[Exception], ...] = (),
    ) -> None:
        self._do = do
        self._shared = shared
        self._waiting: list[_Asked[Q, A]] = []
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed = False

    def ask(self, question: Q) -> A:
        """Return the answer to one question; what goes wrong with it is raised."""
        return self.soon(question).result()

    def soon(self, question: Q) -> "Future[A]":
        """Return what will hold the answer to one question, without waiting for it.

        Raises
        ------
        RuntimeError
            If it was closed.
        """
        asked: _Asked[Q, A] = _Asked(question)
        with self._changed:
            if self._closed:
                raise RuntimeError("Nothing can be asked any more: this group was closed.")
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="group", daemon=True)
                self._thread.start()
            self._waiting.append(asked)
            self._changed.notify()
        return asked.answer

    def close(self) -> None:
        """Answer what was asked, and take no more."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._waiting and not self._closed:
                    self._changed.wait()
                if not self._waiting:
                    return
                group, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            # Who gave up meanwhile is not told, so nothing need be done for them.
            self._answer([one for one in group if one.answer.set_running_or_notify_cancel()])

    def _answer(self, group: list[_Asked[Q, A]]) -> None:
        if not group:
            return
        try:
            answers = self._do([one.question for one in group])
        except Exception as error:
            if len(group) == 1 or isinstance(error, self._shared):
                for one in group:
                    one.answer.set_exception(error)
                return
            for one in group:
                self._answer([one])
            return
        for one, answer in zip(group, answers, strict=True):
            one.answer.set_result(answer)
