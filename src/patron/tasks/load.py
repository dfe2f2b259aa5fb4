"""Read the tasks that a workspace declares."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from patron.catalog import kinds
from patron.config import as_mapping, build, read_entries
from patron.errors import ConfigError
from patron.tasks.base import Task


def load_tasks(path: Path) -> dict[str, Task]:
    """Return the tasks that the file at `path` lists, by name, in its order.

    Raises
    ------
    ConfigError
        If an entry cannot be meant or a name repeats.
    """
    return _named(read_entries(path))


def tasks_of(entries: Iterable[object], where: str) -> dict[str, Task]:
    """Return the tasks that `declared` made the entries of, by name, in their order.

    Parameters
    ----------
    where
        Where they stand, for messages.

    Raises
    ------
    ConfigError
        If an entry cannot be meant or a name repeats.
    """
    places = ((f"{where}, task {place}", entry) for place, entry in enumerate(entries))
    return _named((place, as_mapping(entry, place)) for place, entry in places)


def declared(tasks: Iterable[Task]) -> list[dict[str, Any]]:
    """Return what `tasks_of` makes the same tasks from, as JSON takes it."""
    return [
        {"type": type(task).__module__.rpartition(".")[2], **task.model_dump(mode="json")}
        for task in tasks
    ]


def _named(entries: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, Task]:
    known = kinds(Task, "patron.tasks")
    tasks: dict[str, Task] = {}
    for where, entry in entries:
        task = build({"name": entry.get("type"), **entry}, known, where)
        if task.name in tasks:
            raise ConfigError(f"{where}: the name {task.name!r} is in use.")
        tasks[task.name] = task
    return tasks
