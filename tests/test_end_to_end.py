"""The whole path on a small shop: raw files to history, models, scores, report and card."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from patron.pipeline import build, customer_card, learn, score, write_book
from patron.schema import (
    ATTRIBUTIONS,
    CUSTOMERS,
    DECISIONS,
    FEATURES,
    GRADES,
    HISTORY,
    IDENTIFIERS,
    INTERACTIONS,
    ITEMS,
    REASONS,
    REJECTED,
    SCORES,
)

# Warnings of MLflow's own making.
mlflows_own = pytest.mark.filterwarnings("ignore:Operation with range is deprecated")

NOW = datetime(2024, 6, 1, tzinfo=UTC)


def rows(lake, table, **where):
    condition = " AND ".join(f"{name} = '{value}'" for name, value in where.items())
    return lake.read(table, where=condition or None).to_pylist()


# Building


def test_every_command_ends_well(shop):
    assert {word: said.code for word, said in shop.said.items()} == dict.fromkeys(shop.said, 0)


def test_accounts_of_three_sources_become_one_customer_by_a_shared_address(shop):
    lake = shop.workspace.lake
    [known] = {
        row["customer_id"]
        for row in rows(lake, CUSTOMERS)
        if (row["source"], row["account"]) in {("till", "k9"), ("app", "u9"), ("crm", "p9")}
    }
    mine = rows(lake, HISTORY, customer_id=known)
    assert {row["source"] for row in mine} == {"till", "app", "crm"}
    assert [row["occurred_at"] for row in mine] == sorted(row["occurred_at"] for row in mine)


def test_every_interaction_of_every_source_is_in_the_history_once(shop):
    lake = shop.workspace.lake
    keys = [(r["source"], r["interaction_id"]) for r in rows(lake, HISTORY)]
    assert len(keys) == len(set(keys))
    assert set(keys) == {(r["source"], r["interaction_id"]) for r in rows(lake, INTERACTIONS)}


def test_what_could_not_be_read_is_kept_with_its_reason_and_counted_on_the_screen(shop):
    reasons = sorted((r["source"], r["reason"]) for r in rows(shop.workspace.lake, REJECTED))
    assert [source for source, _ in reasons] == ["app", "till", "till", "till"]
    assert ("till", "account: is missing") in reasons
    assert any("'yesterday' is not a time" in reason for _, reason in reasons)
    assert any("'much' is not a finite number" in reason for _, reason in reasons)
    assert "app: 2,731 records, 1 rejected" in shop.said["build"].out
    assert "3 rejected" in shop.said["build"].out


def test_building_twice_changes_nothing(copied):
    before = copied.workspace.lake.versions()
    again = build(copied.workspace)
    assert not again.changed
    assert copied.workspace.lake.versions() == before


def test_one_corrected_receipt_changes_that_row_and_nothing_else(copied):
    lake = copied.workspace.lake
    before = {table: rows(lake, table) for table in (INTERACTIONS, HISTORY)}
    versions = lake.versions()
    path = copied.raw / "till.csv"
    lines = path.read_text().splitlines(keepends=True)
    fields = lines[7].split(",")
    corrected = ",".join([*fields[:6], "999.25", *fields[7:]])
    path.write_text("".join([*lines[:7], corrected, *lines[8:]]))
    assert build(copied.workspace).changed
    now = lake.versions()
    same = [table.name for table in (ITEMS, IDENTIFIERS, CUSTOMERS, SCORES, REJECTED)]
    assert {name: now[name] for name in same} == {name: versions[name] for name in same}
    for table in (INTERACTIONS, HISTORY):
        key = ("source", "interaction_id")
        after = {tuple(row[k] for k in key): row for row in rows(lake, table)}
        differing = [row for row in before[table] if after[tuple(row[k] for k in key)] != row]
        assert [row["interaction_id"] for row in differing] == [fields[0]]
        assert after["till", fields[0]] == {**differing[0], "amount": 999.25}
        assert len(after) == len(before[table])


# Learning


def test_who_is_better_than_the_formula_is_champion_and_who_is_worse_is_not(shop):
    registry = shop.workspace.registry
    grades = {r["task"]: r["grade"] for r in rows(shop.workspace.lake, GRADES) if r["decisive"]}
    assert grades["blind"] == "D"
    for task, grade in grades.items():
        assert (registry.champion(task) is not None) == (grade in "AB"), task
    assert sum(grade in "AB" for grade in grades.values()) >= 2


@pytest.fixture(scope="module")
def runs(shop):
    with shop.workspace.registry._mlflow() as mlflow:
        return mlflow, {
            run.data.tags["task"]: run
            for run in mlflow.MlflowClient().search_runs(
                [mlflow.get_experiment_by_name("ws").experiment_id]
            )
            if "mlflow.parentRunId" not in run.data.tags
        }


def test_every_training_is_a_run_with_all_that_made_it(shop, runs):
    mlflow, found = runs
    assert set(found) == {"churn", "lifetime_value", "next_offer", "blind"}
    run = found["churn"]
    assert run.data.params.items() >= {"estimator": "boosted_classifier", "features": "10"}.items()
    assert run.data.params["trials"] == "2"
    assert 0 < run.data.metrics["auc"] < 1
    versions = shop.workspace.lake.versions()
    assert run.data.tags["lake.history"] == str(versions["history"])
    assert run.data.tags["grade"] in "ABCD"
    artifacts = [a.path for a in mlflow.MlflowClient().list_artifacts(run.info.run_id)]
    assert {"features.json", "grades.json", "trials.json", "plots"} <= set(artifacts)
    assert {"model_report.html", "model_card.md"} <= set(artifacts)
    plots = [a.path for a in mlflow.MlflowClient().list_artifacts(run.info.run_id, "plots")]
    assert {"plots/calibration.svg", "plots/gains.svg"} <= set(plots)
    told = mlflow.artifacts.load_dict(f"{run.info.artifact_uri}/features.json")
    assert [one["name"] for one in told][:2] == ["days_since", "purchases_30d"]


def test_every_model_is_registered_with_signature_and_example(runs):
    mlflow, _ = runs
    client = mlflow.MlflowClient()
    for task in ("churn", "blind"):
        [version] = client.search_model_versions(f"name = 'ws.{task}'")
        info = mlflow.models.get_model_info(version.source)
        assert len(info.signature.inputs.inputs) == (10 if task == "churn" else 1)
        assert info.saved_input_example_info is not None
    for task, alias in (("blind", "challenger"), ("churn", "champion")):
        aliases = client.get_registered_model(f"ws.{task}").aliases
        assert {name: str(number) for name, number in aliases.items()} == {alias: "1"}


def test_promotions_are_written_down(shop):
    lines = (shop.home / "models" / "promotions.jsonl").read_text().splitlines()
    told = {event["model"]: event for event in map(json.loads, lines)}
    assert set(told) == {"ws.churn", "ws.lifetime_value", "ws.next_offer", "ws.blind"}
    assert told["ws.blind"]["alias"] == "challenger"
    assert told["ws.churn"]["to"] == "1"
    assert told["ws.churn"]["why"].startswith("grade ")


@pytest.mark.filterwarnings("ignore")  # MLflow's own, of pandas and of its environment check.
def test_mlflow_answers_as_the_model_does(shop, runs):
    import pandas as pd

    mlflow, _ = runs
    model = shop.workspace.registry.champion("churn")
    loaded = mlflow.pyfunc.load_model("models:/ws.churn@champion")
    X = np.random.default_rng(0).uniform(0, 50, size=(20, len(model.columns)))
    table = pd.DataFrame(X, columns=list(model.columns))
    np.testing.assert_array_equal(loaded.predict(table), model.estimator.answer(X))
    backward = table[list(reversed(model.columns))]
    np.testing.assert_array_equal(loaded.predict(backward), model.estimator.answer(X))


@mlflows_own
def test_the_same_seed_makes_the_same_model_to_the_byte(copied):
    workspace = copied.workspace
    before = workspace.registry.champion("churn").files()
    [(trained, _)] = learn(workspace, ["churn"], 2, 0, NOW)
    assert trained.model.files() == before
    [(other, _)] = learn(workspace, ["churn"], 2, 1, NOW)
    assert [t["loss"] for t in other.trials] != [t["loss"] for t in trained.trials]


@mlflows_own
def test_learning_a_task_again_replaces_its_grades_only(copied):
    workspace = copied.workspace
    before = rows(workspace.lake, GRADES)
    learn(workspace, ["churn"], 0, 0, NOW)
    after = rows(workspace.lake, GRADES)
    assert {r["task"] for r in after} == {r["task"] for r in before}
    others = [[r for r in told if r["task"] != "churn"] for told in (before, after)]
    assert sorted(others[0], key=str) == sorted(others[1], key=str)
    assert len(after) == len(before)


# Scoring


def test_scores_are_of_everybody_active_and_stay_in_their_range(shop):
    lake = shop.workspace.lake
    churn, value = rows(lake, SCORES, task="churn"), rows(lake, SCORES, task="lifetime_value")
    assert {r["customer_id"] for r in churn} == {r["customer_id"] for r in value}
    assert all(0 <= r["score"] <= 1 for r in churn)
    assert all(r["low"] <= r["score"] <= r["high"] for r in value)
    assert not rows(lake, SCORES, task="blind")
    assert {r["band"] for r in churn} == {"high", "medium", "low"}


def test_contributions_add_up_to_the_score(shop):
    lake, model = shop.workspace.lake, shop.workspace.registry.champion("churn")
    base = json.loads(read(shop, "workspace.json"))["bases"]["churn"]
    assert len(model.columns) <= 10, "attributions keep the ten strongest"
    moved = {}
    for row in rows(lake, ATTRIBUTIONS, task="churn"):
        moved[row["customer_id"]] = moved.get(row["customer_id"], base) + row["contribution"]
    scores = {r["customer_id"]: r["score"] for r in rows(lake, SCORES, task="churn")}
    for who, score_ in scores.items():
        assert moved.get(who, base) == pytest.approx(score_, abs=1e-9)


def read(shop, file):
    from patron.models import read_bundle

    return read_bundle(shop.workspace.bundles).texts[file]


def test_reasons_are_ranked_from_one_and_say_no_column(shop):
    lake = shop.workspace.lake
    told = rows(lake, REASONS, task="churn")
    by_customer = {}
    for row in told:
        by_customer.setdefault(row["customer_id"], []).append(row)
    for mine in by_customer.values():
        ordered = sorted(mine, key=lambda row: row["rank"])
        assert [row["rank"] for row in ordered] == list(range(1, len(ordered) + 1))
        sizes = [abs(row["contribution"]) for row in ordered]
        assert sizes == sorted(sizes, reverse=True)
    assert not [row["sentence"] for row in told if set("{}_") & set(row["sentence"])]


def test_everybody_scored_gets_exactly_one_decision(shop):
    lake = shop.workspace.lake
    chosen = [r["customer_id"] for r in rows(lake, DECISIONS) if r["chosen"]]
    assert sorted(chosen) == sorted({r["customer_id"] for r in rows(lake, SCORES)})


def test_who_said_no_to_mail_is_offered_nothing_by_mail(shop):
    lake = shop.workspace.lake
    with lake.connection() as connection:
        refusing = {
            row[0]
            for row in connection.sql(
                "SELECT customer_id FROM consents JOIN customers USING (source, account) "
                "WHERE NOT granted"
            ).fetchall()
        }
    theirs = [r for r in rows(lake, DECISIONS) if r["customer_id"] in refusing]
    assert {r["offer"] for r in theirs if r["chosen"]} == {"nothing"}
    assert {r["refused_by"] for r in theirs if r["offer"] != "nothing"} == {"no consent"}


def test_scores_of_a_past_moment_are_those_of_a_lake_that_ends_there(copied):
    workspace = copied.workspace
    moment = int(datetime(2024, 3, 1, tzinfo=UTC).timestamp() * 1e6)
    score(workspace, moment)
    then = rows(workspace.lake, SCORES, task="churn"), rows(workspace.lake, FEATURES)
    history = workspace.lake.read(HISTORY)
    edge = pa.scalar(moment, pa.int64()).cast(history["known_at"].type)
    past = history.filter(pc.less_equal(history["known_at"], edge))
    workspace.lake.replace(HISTORY, past.filter(pc.less_equal(past["occurred_at"], edge)))
    score(workspace, moment)
    now = rows(workspace.lake, SCORES, task="churn"), rows(workspace.lake, FEATURES)
    assert json.dumps(now, default=str) == json.dumps(then, default=str)


def test_scoring_twice_gives_the_same(copied):
    workspace = copied.workspace
    before = {t: workspace.lake.read(t) for t in (SCORES, REASONS, DECISIONS, ATTRIBUTIONS)}
    versions = workspace.lake.versions()
    score(workspace)
    for table, told in before.items():
        assert workspace.lake.read(table).equals(told), table.name
    assert workspace.lake.versions() == versions


# Telling


def test_the_report_is_one_file_that_asks_for_nothing_else(copied):
    path = write_book(copied.workspace)
    text = path.read_text(encoding="utf-8")
    assert path == copied.home / "reports" / "ws.html"
    assert "The Shop" in text
    assert "EUR" in text
    assert "src=" not in text.replace('src="data:', "")
    assert "@import" not in text


def test_the_report_says_the_number_that_the_lake_says(copied):
    out = copied.run("report")
    assert out.code == 0
    assert "reports/ws.html" in out.out
    text = (copied.home / "reports" / "ws.html").read_text(encoding="utf-8")
    with copied.workspace.lake.connection() as connection:
        [(customers,)] = connection.sql(
            "SELECT count(DISTINCT customer_id) FROM history WHERE actor = 'customer'"
        ).fetchall()
    assert f"{customers:,}" in text


def test_a_card_is_found_by_id_and_by_identifier_alike(shop):
    by_address = shop.run("customer", "email:p9@x.org", "--json")
    assert by_address.code == 0
    card = json.loads(by_address.out)
    who = rows(shop.workspace.lake, CUSTOMERS, source="till", account="k9")[0]["customer_id"]
    assert json.loads(shop.run("customer", who, "--json").out) == card
    assert who in by_address.out
    assert shop.run("customer", who).out.count("\n") > 10


def test_an_address_is_found_however_it_is_written(shop):
    found = shop.run("customer", "email: P9@X.org", "--json")
    assert found.out == shop.run("customer", "email:p9@x.org", "--json").out


def test_customers_of_whom_only_letters_or_names_are_known_have_a_card_too(copied):
    copied.put("people.csv", "who,since,mail\nx1,2023-01-01,only@x.org\n")
    named = "{account: who, known_at: since, values: {email: mail}}"
    copied.write("sources/people.yaml", f"{{type: csv, file: people.csv, identifiers: {named}}}")
    build(copied.workspace)
    assert copied.run("customer", "email:only@x.org").code == 0
    letters = shop_only_in(copied.workspace.lake, "crm")
    assert customer_card(copied.workspace, letters)


def shop_only_in(lake, source):
    """Return a customer whose accounts are all of one source."""
    with lake.connection() as connection:
        return connection.execute(
            "SELECT customer_id FROM customers GROUP BY customer_id "
            "HAVING bool_and(source = $source) ORDER BY 1 LIMIT 1",
            {"source": source},
        ).fetchall()[0][0]


def test_the_command_itself_runs_in_a_process_of_its_own(shop):
    command = [sys.executable, "-W", "error", "-c"]
    words = ["from patron.cli import main; main()", "-w", "ws", "-q", "customer", "email:p9@x.org"]
    done = subprocess.run(
        [*command, *words],
        cwd=shop.home,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={k: v for k, v in os.environ.items() if k != "PATRON_CONFIGS"},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == shop.run("-q", "customer", "email:p9@x.org").out


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from patron.cli.app import app; "
        "heavy = {'mlflow','lightgbm','optuna','duckdb','deltalake','numba','shap','sklearn',"
        "'bentoml','scipy','pandas','numpy','sqlalchemy'}; print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
