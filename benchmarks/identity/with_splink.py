"""Splink 5 with the settings of its own documentation.

They are those of docs/demos/examples/duckdb in its repository: febrl3, febrl4 (the detailed model)
and deduplicate_50k_synthetic. Clusters are made at the threshold that the page names, and at
others, of which the table shows the best by the labels as well.
"""

import logging
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.identity.datasets import DataSet

THRESHOLDS = (0.2, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999)
DOCUMENTED = {"febrl3": 0.2, "febrl4": 0.99, "historical_50k": 0.95}
LEAST = {"febrl3": 0.2, "febrl4": 0.2, "historical_50k": None}


def run(data: DataSet, accounts: pa.Table, only_documented: bool) -> dict[str, np.ndarray]:
    """Return the cluster of each account at each threshold; the documented one is first."""
    import duckdb
    from splink import DuckDBAPI, Linker, SettingsCreator

    connection = duckdb.connect()
    connection.register("accounts", accounts)
    given = connection.sql(
        "SELECT *, row_number() OVER () - 1 AS number"
        + (
            ", first_name || ' ' || surname AS first_name_surname_concat"
            if data.name == "historical_50k"
            else ""
        )
        + " FROM accounts"
    )
    tables = [given.filter(f"source = '{source}'") for source in data.files]
    model, train = MODELS[data.name]()
    settings = SettingsCreator(
        unique_id_column_name="number",
        link_type="dedupe_only" if len(tables) == 1 else "link_only",
        retain_intermediate_calculation_columns=True,
        **model,
    )
    api = DuckDBAPI(connection=connection)
    linker = Linker([api.register(table) for table in tables], settings)
    logging.getLogger("splink").setLevel(logging.CRITICAL)
    train(linker.training)
    scored = linker.inference.predict(threshold_match_probability=LEAST[data.name])
    first = DOCUMENTED[data.name]
    others = () if only_documented else (one for one in THRESHOLDS if one != first)
    return {
        f"threshold {threshold}": _clusters(linker, scored, threshold, accounts.num_rows)
        for threshold in (first, *others)
    }


def _clusters(linker: Any, scored: Any, threshold: float, accounts: int) -> np.ndarray:
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(
        scored, threshold_match_probability=threshold
    ).as_duckdbpyrelation()
    columns = found.project("number, cluster_id").to_arrow_table()
    clusters = np.full(accounts, -1)
    codes = columns["cluster_id"].combine_chunks().dictionary_encode().indices.to_numpy()
    clusters[columns["number"].to_numpy()] = codes
    return clusters


def _febrl3() -> tuple[dict[str, Any], Any]:
    import splink.comparison_library as cl
    from splink import block_on

    fields = ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode")
    certain = [
        block_on("soc_sec_id"),
        block_on("given_name", "surname", "date_of_birth"),
        "l.given_name = r.surname and l.surname = r.given_name "
        "and l.date_of_birth = r.date_of_birth",
    ]
    model = {
        "blocking_rules_to_generate_predictions": [block_on(field) for field in fields],
        "comparisons": [
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison(
                "date_of_birth", input_is_string=True, datetime_format="%Y%m%d"
            ),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
        ],
    }

    def train(training: Any) -> None:
        training.estimate_probability_two_random_records_match(certain, recall=0.9)
        training.estimate_u_using_random_sampling(max_pairs=1e6, seed=2)
        training.estimate_parameters_using_expectation_maximisation(block_on("date_of_birth"))
        training.estimate_parameters_using_expectation_maximisation(block_on("postcode"))

    return model, train


def _febrl4() -> tuple[dict[str, Any], Any]:
    import splink.comparison_library as cl
    from splink import block_on

    model = {
        "blocking_rules_to_generate_predictions": [
            block_on("given_name", "surname"),
            "l.given_name = r.surname and l.surname = r.given_name",
            block_on("date_of_birth"),
            block_on("soc_sec_id"),
            block_on("state", "address_1"),
            block_on("street_number", "address_1"),
            block_on("postcode"),
        ],
        "comparisons": [
            cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
            cl.NameComparison("surname").configure(term_frequency_adjustments=True),
            cl.DateOfBirthComparison(
                "date_of_birth",
                input_is_string=True,
                datetime_format="%Y%m%d",
                invalid_dates_as_null=True,
            ),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(
                term_frequency_adjustments=True
            ),
        ],
    }

    def train(training: Any) -> None:
        certain = [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")]
        training.estimate_probability_two_random_records_match(certain, recall=0.8)
        training.estimate_u_using_random_sampling(max_pairs=1e6)
        for field in ("date_of_birth", "postcode"):
            training.estimate_parameters_using_expectation_maximisation(
                block_on(field), estimate_without_term_frequencies=True
            )

    return model, train


def _historical() -> tuple[dict[str, Any], Any]:
    import splink.comparison_library as cl
    from splink import block_on

    area = "substr(postcode_fake,1,3)"
    model = {
        "blocking_rules_to_generate_predictions": [
            block_on("substr(first_name,1,3)", "substr(surname,1,4)"),
            block_on("surname", "dob"),
            block_on("first_name", "dob"),
            block_on("postcode_fake", "first_name"),
            block_on("postcode_fake", "surname"),
            block_on("dob", "birth_place"),
            block_on(area, "dob"),
            block_on(area, "first_name"),
            block_on(area, "surname"),
            block_on("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)"),
        ],
        "comparisons": [
            cl.ForenameSurnameComparison(
                "first_name",
                "surname",
                forename_surname_concat_col_name="first_name_surname_concat",
            ),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.PostcodeComparison("postcode_fake"),
            cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
            cl.ExactMatch("occupation").configure(term_frequency_adjustments=True),
        ],
    }

    def train(training: Any) -> None:
        certain = [
            block_on("first_name", "surname", "dob"),
            block_on("substr(first_name,1,2)", "surname", "substr(postcode_fake,1,2)"),
            block_on("dob", "postcode_fake"),
        ]
        training.estimate_probability_two_random_records_match(certain, recall=0.6)
        training.estimate_u_using_random_sampling(max_pairs=1e7)
        for rule in (block_on("first_name", "surname"), block_on("dob")):
            training.estimate_parameters_using_expectation_maximisation(
                rule, estimate_without_term_frequencies=True
            )

    return model, train


MODELS = {"febrl3": _febrl3, "febrl4": _febrl4, "historical_50k": _historical}
