"""Logs as lines of JSON, without anything that customers are known by.

What an exception says may hold what was sent, so of one only its kind and place are logged.
"""

import json
import logging
import re
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

# What follows may name a customer.
NAMING = re.compile(r"(/(?:customers|decisions)/)[^\s\]]+")
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
        return json.dumps(line, ensure_ascii=False)


def log_as_lines() -> None:
    """Let what the server logs be lines of JSON, and what patron logs be among them."""
    ours = logging.getLogger("patron")
    ours.setLevel(logging.INFO)
    # BentoML's one handler is that of all other loggers as well.
    for handler in logging.getLogger("bentoml").handlers:
        handler.setFormatter(Lines())
        if not logging.getLogger().handlers:
            ours.addHandler(handler)
    # It has the handler itself and would say everything twice.
    logging.getLogger("uvicorn.error").propagate = False


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
