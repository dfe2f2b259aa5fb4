"""The labelled files, as a user's sources would bring them into the lake."""

import os
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from patron.identity.rules import IdentityRules, load_rules
from patron.schema import ATTRIBUTES

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("PATRON_SHARED_DATA", ROOT.parent / "shared" / "data"))
FEBRL_TRUTH = "regexp_extract(rec_id, '^rec-[0-9]+')"


@dataclass(frozen=True)
class DataSet:
    """Records whose true persons are known.

    Parameters
    ----------
    name
        Of its identity.yaml in this folder.
    files
        Parquet file by source.
    account, truth
        SQL of the record's name and of its person's.
    """

    name: str
    files: dict[str, str]
    account: str
    truth: str

    @property
    def missing(self) -> list[Path]:
        """Files that are not there."""
        return [SHARED / file for file in self.files.values() if not (SHARED / file).exists()]

    @property
    def rules(self) -> IdentityRules:
        """What its identity.yaml says."""
        return load_rules(Path(__file__).with_name(f"{self.name}.yaml"))

    def table(self) -> pa.Table:
        """Return all records, with the columns source, account and truth put in front."""
        union = " UNION ALL ".join(
            f"SELECT '{source}' AS source, {self.account} AS account, {self.truth} AS truth, * "
            f"FROM '{SHARED / file}'"
            for source, file in self.files.items()
        )
        return duckdb.sql(f"{union} ORDER BY source, account").to_arrow_table()

    def attributes(self) -> pa.Table:
        """Return the records as ATTRIBUTES; what they compare, and nothing else."""
        records = self.table()
        probable = self.rules.probable
        wanted = sorted({name for one in probable.compare for name in one.sources})
        with duckdb.connect() as connection:
            connection.sql("SET timezone = 'UTC'")
            connection.register("records", records)
            columns = ", ".join(wanted)
            return ATTRIBUTES.check(
                connection.sql(
                    f"SELECT source, account, name, value, TIMESTAMPTZ '2024-01-01' AS known_at "
                    f"FROM (UNPIVOT (SELECT source, account, {columns} FROM records) "
                    f"ON {columns} INTO NAME name VALUE value)"
                ).to_arrow_table()
            )


DATA_SETS = {
    one.name: one
    for one in (
        DataSet("febrl3", {"febrl": "febrl/dataset3.parquet"}, "rec_id", FEBRL_TRUTH),
        DataSet(
            "febrl4",
            {"a": "febrl/dataset4a.parquet", "b": "febrl/dataset4b.parquet"},
            "rec_id",
            FEBRL_TRUTH,
        ),
        DataSet(
            "historical_50k",
            {"wiki": "splink/historical_figures_with_errors_50k.parquet"},
            "unique_id",
            "cluster",
        ),
    )
}
