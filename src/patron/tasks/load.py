"""Read the tasks that a workspace declares."""

from pathlib import Path

from patron.catalog import kinds
from patron.config import build, read_entries
from patron.errors import ConfigError
from patron.tasks.base import Task


def load_tasks(path: Path) -> dict[str, Task]:
    """Return the tasks that the file at `path` lists, by name, in its order.

    Raises
    ------
    ConfigError
        If an entry cannot be meant or a name repeats.
    """
    known = kinds(Task, "patron.tasks")
    tasks: dict[str, Task] = {}
    for where, entry in read_entries(path):
        task = build({"name": entry.get("type"), **entry}, known, where)
        if task.name in tasks:
            raise ConfigError(f"{where}: the name {task.name!r} is in use.")
        tasks[task.name] = task
    return tasks
