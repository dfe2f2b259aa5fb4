"""Logs as lines of JSON, without anything that customers are known by.

What an exception says may hold what was sent, so of one only its kind and place are logged.
"""

import json
import logging
import re
import threading
import time
import traceback
from collections import deque
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Any

# What follows may name a customer.
NAMING = re.compile(r"(/(?:customers|decisions)/)[^\s\]]+")
ENCODER = json.JSONEncoder(ensure_ascii=False)
# The logger that tells of each request.
REQUESTS = "patron.service.requests"
# Lets `Lines` add to a line what is not part of its message.
EXTRA = "fields"


class Lines(logging.Formatter):
    """Formats a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": NAMING.sub(r"\1…", record.getMessage()),
            **getattr(record, EXTRA, {}),
        }
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if error is not None:
            line["errors"] = list(_told(error))
        return ENCODER.encode(line)


class Batches(logging.Handler):
    """Writes records behind the answers, those of a quarter of a second at once.

    An answer does not wait for its line. A process that is killed loses the last ones; one that
    ends writes them.

    Parameters
    ----------
    target
        Whose form and stream they get.
    seconds
        How long a record waits at most.
    """

    def __init__(self, target: "logging.StreamHandler[Any]", seconds: float = 0.25) -> None:
        super().__init__()
        self._target = target
        self._seconds = seconds
        self._waiting: deque[logging.LogRecord] = deque()
        threading.Thread(target=self._run, name="request-log", daemon=True).start()

    def emit(self, record: logging.LogRecord) -> None:
        """Let a record be written soon."""
        self._waiting.append(record)

    def flush(self) -> None:
        """Write what waits."""
        lines = []
        while self._waiting:
            lines.append(self._target.format(self._waiting.popleft()) + "\n")
        if lines:
            with self._target.lock or nullcontext():
                self._target.stream.write("".join(lines))
                self._target.flush()

    def _run(self) -> None:
        while True:
            time.sleep(self._seconds)
            # Whatever goes wrong, the next lines must be tried.
            try:
                self.flush()
            except Exception:
                logging.getLogger(__name__).exception("service: the log cannot be written")


def log_as_lines() -> None:
    """Let what the server logs be lines of JSON, and what patron logs be among them."""
    ours, requests = logging.getLogger("patron"), logging.getLogger(REQUESTS)
    ours.setLevel(logging.INFO)
    # BentoML's one handler is that of all other loggers as well.
    for handler in logging.getLogger("bentoml").handlers:
        handler.setFormatter(Lines())
        if not logging.getLogger().handlers:
            ours.addHandler(handler)
        if isinstance(handler, logging.StreamHandler) and not requests.handlers:
            handler.addFilter(_is_no_request)
            requests.addHandler(Batches(handler))
    # It has the handler itself and would say everything twice.
    logging.getLogger("uvicorn.error").propagate = False


def _is_no_request(record: logging.LogRecord) -> bool:
    return record.name != REQUESTS


def _told(error: BaseException | None) -> Iterator[dict[str, Any]]:
    """Return kind and place of an error and of those that led to it."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        frames = traceback.extract_tb(error.__traceback__)
        yield {
            "error": type(error).__qualname__,
            "where": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
        }
        error = error.__cause__ or error.__context__
