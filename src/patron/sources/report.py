"""What reading a source came to."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from patron.lake import Written


@dataclass(frozen=True)
class SourceReport:
    """What reading one source came to.

    Parameters
    ----------
    source
        Name of the source.
    unchanged
        Whether file and mapping are those of the last load, so that nothing was read.
    records
        Number of records in the files, those that could not be read included.
    rejected
        Number of rejections; a record may be rejected for several tables.
    repeated
        Number of rows that the files themselves hold more than once.
    written
        What was written, by name of the table.
    left_out
        Number of records that the mapping's ``where`` leaves out.
    """

    source: str
    unchanged: bool
    records: int
    rejected: int
    repeated: int = 0
    written: Mapping[str, Written] = field(default_factory=dict)
    left_out: int = 0

    @property
    def empty(self) -> bool:
        """Whether the files hold no records."""
        return self.records == 0

    def __str__(self) -> str:
        if self.unchanged:
            return f"{self.source}: unchanged, {self.records:,} records"
        tables = "".join(f"; {name} {written}" for name, written in self.written.items())
        left_out = f"{self.left_out:,} left out, " if self.left_out else ""
        return (
            f"{self.source}: {self.records:,} records, {left_out}{self.rejected:,} rejected, "
            f"{self.repeated:,} repeated{tables}"
        )
