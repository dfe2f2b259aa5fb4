"""Who takes part, and up to how many rows each is asked."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Contender:
    """One way to compute the features.

    Parameters
    ----------
    name
        Ending of the module ``with_<name>``.
    called
        How the table calls it.
    most_rows
        More than these take it too long, or more memory than there is; None is no limit.
    answers
        Whether it gives the features, so that they can be compared.
    """

    name: str
    called: str
    most_rows: int | None = None
    answers: bool = True

    def rows(self, size: int, smallest: int) -> int | None:
        """Return how many rows it is given at a size, None if it is left out.

        Where even the smallest size asked for is too much, it is given as many as it bears there.
        """
        if self.most_rows is None or size <= self.most_rows:
            return size
        return self.most_rows if size == smallest else None


REFERENCE = Contender("patron", "**patron**")
FLOOR = Contender("scan", "floor: DuckDB reads the columns", answers=False)
CONTENDERS = (
    FLOOR,
    REFERENCE,
    Contender("polars", "Polars, pre-aggregated"),
    Contender("duckdb", "DuckDB, pre-aggregated"),
    Contender("pandas", "pandas, pre-aggregated", most_rows=5_000_000),
    Contender("pyspark", "PySpark, local, pre-aggregated", most_rows=5_000_000),
    Contender("featuretools", "featuretools, 47 of the features", most_rows=200_000),
)
