"""What the doctor finds."""

from dataclasses import dataclass

ERROR, WARNING, NOTE = "error", "warning", "note"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, or worth knowing.

    Parameters
    ----------
    severity
        ``error`` (a task cannot be answered), ``warning`` (answers suffer) or ``note``.
    where
        Table and column, source or task.
    what
        What was found.
    fix
        What to do about it.
    """

    severity: str
    where: str
    what: str
    fix: str
