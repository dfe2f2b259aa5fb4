"""Whatever is wrong with files, words or their order: one clear message, never a traceback."""

import re
import shutil

import pyarrow.parquet as pq
import pytest

from patron.pipeline import examine
from patron.schema import HISTORY, INTERACTIONS, REJECTED


def refused(shop, *words, says):
    """Assert that a command ends with exit code 2 and one message that says what is wrong."""
    found = shop.run(*words)
    told = [line for line in found.err.splitlines() if line.startswith("patron: ")]
    assert (found.code, len(told)) == (2, 1), found
    assert re.search(says, told[0]), told[0]
    assert "Traceback" not in found.err
    return told[0]


# Configuration

WRONG = {
    "features.yaml": [
        ("{name: x}", r"features\.yaml must be a list of entries, but is a dict"),
        ("", r"features\.yaml is empty"),
        ("- just words", r"features\.yaml\[0\] must be a mapping .* but is 'just words'"),
        ("- {name: [", r"features\.yaml is not valid YAML"),
        (
            "- {type: recncy}",
            r"\[0\]: type is 'recncy', but must be one of: .*did you mean recency",
        ),
        ("- {name: x, idea: who}", r"\[0\]: type is None, but must be one of: attribute"),
        (
            "- {name: x, type: count, idea: how, knd: visit}",
            r"count\.knd: Extra inputs are not permitted, found 'visit' \(did you mean kind\?\)",
        ),
        ("- {type: count, idea: how}", r"count\.name: Field required"),
        ("- {name: X-1, type: count, idea: how}", r"count\.name: String should match pattern"),
        (
            "- {name: x, type: distinct, idea: how, column: colour}",
            r"distinct\.column: Input should be .*'basket'.*'day'.*found 'colour'",
        ),
        (
            "- {name: x, type: count, idea: how, window: 30}",
            r"count\.window: a duration must be written as ISO 8601, such as P30D, found 30",
        ),
        (
            "- {name: x, type: count, idea: how, windows: [30]}",
            r"windows holds 30, but must hold durations such as P30D, or ever",
        ),
        ("- {name: x, type: count, idea: how, windows: []}", r"windows must be a list such as"),
        (
            "- {name: x, type: trend, idea: how, window: P9D, against: P3D}",
            r"trend: against must be longer than window",
        ),
        (
            "[{name: x, type: count, idea: how}, {name: x, type: recency, idea: how}]",
            r"features\.yaml gives the name\(s\) \['x'\] to several features",
        ),
        (
            "- {name: x, type: count, idea: how, kind: visit, kind: purchase}",
            r"features\.yaml is not valid YAML: .*'kind' stands twice",
        ),
        (
            "- {name: x, type: count, idea: how, says: '{vlaue} times'}",
            r"count\.says: .*\{vlaue\}.*\{value\}",
        ),
    ],
    "tasks.yaml": [
        ("- {type: chrun, horizon: P30D}", r"tasks\.yaml\[0\]: type is 'chrun'.*mean churn"),
        ("- {type: churn}", r"churn\.horizon: Field required"),
        ("- {type: churn, horizon: 30}", r"churn\.horizon: a duration must be written as ISO 8601"),
        ("- {type: churn, horizon: P0D}", r"churn\.horizon: .*greater than 0"),
        (
            "[{type: churn, horizon: P9D}, {type: churn, horizon: P9D}]",
            r"tasks\.yaml\[1\]: the name 'churn' is in use",
        ),
    ],
    "models/churn.yaml": [
        ("[]", r"churn\.yaml must be a mapping"),
        ("{task: churn, estimator: bosted}", r"estimator is 'bosted', but must be one of"),
        (
            "{task: churn, estimator: boosted_classifier, params: {tree: 9}}",
            r"boosted_classifier has no parameter 'tree', but: .*did you mean trees",
        ),
        (
            "{task: churn, estimator: boosted_classifier, against: [{type: colum, name: x}]}",
            r"churn\.yaml: against\[0\]: type is 'colum'.*mean column",
        ),
        (
            "{task: churn, estimator: boosted_classifier, against: {type: column}}",
            r"churn\.yaml: against must be a list",
        ),
        (
            "{task: value, estimator: boosted_classifier}",
            r"churn\.yaml: task is 'value', but the file's name says 'churn'",
        ),
        (
            "{task: churn, estimator: boosted_classifier, against: "
            "[{type: column, name: x, column: recency, missing: 0}]}",
            r"formula 'x' of the churn model looks at the feature\(s\) \['recency'\], but",
        ),
        (
            "{task: churn, estimator: boosted_classifier, without: ['*']}",
            r"churn model.*without.*leaves no feature",
        ),
        (
            "{task: churn, estimator: boosted_classifier, params: {trees: many}}",
            r"churn.*trees.*'many'",
        ),
        (
            "{task: churn, estimator: boosted_classifier, params: {leaves: -3}}",
            r"churn.*leaves.*-3",
        ),
    ],
}


@pytest.mark.parametrize(
    ("file", "content", "says"),
    [(file, *case) for file, cases in WRONG.items() for case in cases],
)
def test_a_wrong_entry_says_where_what_and_what_is_right(built, file, content, says):
    built.write(file, content)
    refused(built, "-q", "train", "churn", "--trials", "0", says=says)


@pytest.mark.parametrize(
    ("file", "content", "says"),
    [
        ("workspace.yaml", "{titel: x}", r"workspace\.yaml\.titel: .*did you mean title"),
        ("identity.yaml", "{trusted: email}", r"identity\.yaml\.trusted: .*found 'email'"),
        ("identity.yaml", "{largest: 1}", r"identity\.yaml\.largest: .*greater than or equal to 2"),
        ("sources/till.yaml", "{type: cvs, file: till.csv}", r"till\.yaml: type is 'cvs'.*csv"),
        (
            "sources/till.yaml",
            "{type: csv, file: x, tmezone: UTC, items: {item: sku}}",
            r"till\.yaml: csv\.tmezone: .*did you mean timezone",
        ),
        ("offers.yaml", "[]", r"offers\.yaml must be a mapping"),
        ("offers.yaml", "{offer: []}", r"offers\.yaml has the part\(s\) \['offer'\], but only"),
        ("offers.yaml", "{rules: {type: floor}}", r"offers\.yaml: rules must be a list"),
        (
            "offers.yaml",
            "{offers: [{type: retian, name: x}]}",
            r"offers\.yaml: offers\[0\]: type is 'retian'.*did you mean retain",
        ),
        (
            "offers.yaml",
            "{rules: [{type: floor, name: x, at_least: 1}, {type: floor, name: x, at_least: 2}]}",
            r"offers\.yaml: the names \['x'\] are used twice",
        ),
        (
            "offers.yaml",
            "{offers: [{type: retain, name: v, channel: mail, saves: 0.1, churn: chrun}]}",
            r"offers\.yaml: the offer 'v' needs the task 'chrun'.*did you mean churn",
        ),
        (
            "offers.yaml",
            "{rules: [{type: budget, name: b, offer: vouchr, at_most: 5}]}",
            r"offers\.yaml: the rule 'b' is about the offer 'vouchr'",
        ),
    ],
)
def test_demo_reads_every_file_before_it_starts_to_work(new_shop, file, content, says):
    new_shop.write(file, content)
    refused(new_shop, "demo", says=says)
    assert not (new_shop.home / "data" / "lake").exists()


def test_a_missing_file_of_the_workspace_is_named(built):
    for file in ("models/churn.yaml", "tasks.yaml"):
        (built.configs / file).unlink()
        refused(built, "train", "churn", says=rf"{re.escape(file)} does not exist")


# Words on the command line


def test_an_unknown_workspace_is_named_with_those_there_are(new_shop):
    new_shop.configs = new_shop.configs.with_name("wss")
    refused(new_shop, "build", says=r"configs/wss is no folder \(did you mean ws\?\)\..* holds: ws")


def test_an_unknown_task_is_named_with_those_there_are(built):
    says = r"tasks\.yaml has no task 'chrun'; it has: churn, lifetime_value.*did you mean churn"
    refused(built, "train", "chrun", says=says)


@pytest.mark.parametrize("who", ["nobody", "email:no@x.org", "phone:1", "email:", ":", ""])
def test_an_unknown_customer_is_named_with_how_to_ask(built, who):
    says = rf"ws knows no customer '{who}'\. Give a customer id such as c\w+, .*email:…, or an"
    refused(built, "customer", who, says=says)


@pytest.mark.parametrize(
    "words", [["train", "--trials", "-1"], ["train", "--seed", "-1"], ["bild"], ["score", "--fast"]]
)
def test_words_that_no_command_has_end_with_its_usage(built, words):
    found = built.run(*words)
    assert found.code == 2
    assert "Traceback" not in found.err


# Order


@pytest.mark.parametrize("command", [["score"], ["doctor"], ["customer", "x"], ["report"]])
def test_before_building_every_command_says_to_build(new_shop, command):
    refused(new_shop, *command, says=r"patron -w configs/ws build|run `patron .*build`")


def test_scoring_before_training_says_to_train(built):
    refused(
        built, "score", says=r"ws has no champion for any task; run `patron -w configs/ws train`"
    )


def test_reporting_or_serving_before_scoring_says_to_score(built):
    refused(built, "report", says=r"ws has no scores yet; run `patron -w configs/ws score` first")
    refused(built, "serve", says=r"holds no models to serve; run .*train.* and .*score")


# Raw files


def test_a_missing_file_is_named(new_shop):
    (new_shop.raw / "till.csv").unlink()
    refused(new_shop, "build", says=r"till: there is no file /.*/till\.csv")


def test_a_missing_column_is_named_with_those_there_are(new_shop):
    path = new_shop.raw / "till.csv"
    path.write_text(path.read_text().replace(",paid,", ",payed,", 1))
    refused(new_shop, "build", says=r"till: .*paid.*(did you mean payed|payed)")


@pytest.mark.parametrize(
    ("content", "file"),
    [(b"", "crm.parquet"), (b"PAR1 torn", "crm.parquet"), (b"\xff\xfe\x00junk", "till.csv")],
)
def test_a_file_of_another_kind_is_named(new_shop, content, file):
    (new_shop.raw / file).write_bytes(content)
    refused(new_shop, "build", says=re.escape(file))


def test_rows_that_cannot_be_read_are_counted_and_kept_and_the_rest_is_taken(new_shop):
    shop = new_shop
    shop.put(
        "till.csv",
        """\
        receipt,card,moment,sku,shelf,pieces,paid,mail
        1,k1,2023-01-01,s1,shelf1,1,2.5,
        1,k1,2023-01-02,s1,shelf1,1,3.5,
        2,k1,31.31.2023,s1,shelf1,1,2.5,
        3,k1,2023-01-03,s1,shelf1,one,2.5,
        4,,2023-01-03,s1,shelf1,1,2.5,
        5,k2,2023-01-04,s1,shelf1,1,2.5,
        """,
    )
    found = shop.run("build")
    assert found.code == 0
    assert re.search(r"till: 6 records, [4-9] rejected", found.out)
    lake = shop.workspace.lake
    taken = lake.read(INTERACTIONS, where="source = 'till'")["interaction_id"].to_pylist()
    assert sorted(taken) == ["1", "5"]
    lines = set(lake.read(REJECTED, where="source = 'till'")["line"].to_pylist())
    assert {4, 5, 6} < lines
    assert len(lines) == 4, "one of the two receipts of number 1, too"


def test_a_source_that_became_empty_is_said_and_stops_nothing(new_shop):
    header = (new_shop.raw / "till.csv").read_text().splitlines()[0]
    new_shop.put("till.csv", header + "\n")
    found = new_shop.run("build")
    assert found.code == 0
    assert "till: 0 records" in found.out
    assert "warning: source till: it is empty" in new_shop.run("doctor").out


def only(shop, *lines):
    """Leave the shop nothing but these receipts."""
    for other in ("app", "crm"):
        (shop.configs / "sources" / f"{other}.yaml").unlink()
    header = "receipt,card,moment,sku,shelf,pieces,paid,mail"
    shop.put("till.csv", "\n".join([header, *lines]) + "\n")


def test_sources_without_a_single_interaction_are_refused(new_shop):
    only(new_shop)
    refused(new_shop, "build", says=r"hold no interaction that could be read \(0 record")
    refused(new_shop, "train", says=r"hold no interaction|history is empty")
    new_shop.put("till.csv", "receipt,card,moment,sku,shelf,pieces,paid,mail\n1,k,never,s,a,1,1,\n")
    refused(new_shop, "build", says=r"hold no interaction that could be read \([1-9]\d* record")
    found = {one.where: one.what for one in examine(new_shop.workspace)}
    assert found["task churn"] == "the history is empty"


def test_a_history_of_one_row_is_built_and_too_short_to_learn_from(new_shop):
    only(new_shop, "1,k1,2023-01-01,s1,shelf1,1,2.5,a@x.org")
    found = new_shop.run("build")
    assert found.code == 0
    assert "history: 1 interactions of 1 customers" in found.out
    assert new_shop.run("customer", "email:a@x.org").code == 0
    says = r"churn: its horizon of 30 days needs a history of at least 120 days.*but there are 0"
    refused(new_shop, "train", "churn", says=says)
    assert new_shop.run("doctor").code == 1


# Tasks that the data cannot answer


def test_a_horizon_longer_than_the_history_says_which_would_do(built):
    built.write("tasks.yaml", "- {type: churn, horizon: P300D}")
    says = (
        r"churn: its horizon of 300 days needs .* at least 1200 days.*Choose a horizon of at most"
    )
    refused(built, "train", says=says)
    found = built.run("doctor")
    assert (found.code, "cannot be trained yet" in found.out) == (1, True)


def test_a_kind_that_nothing_is_of_is_named_with_what_to_look_at(built):
    built.write("tasks.yaml", "- {type: churn, horizon: P30D, kind: purchse}")
    refused(built, "train", says=r"churn: no customer had a 'purchse' interaction")
    found = built.run("doctor")
    assert found.code == 1
    assert re.search(r"no interaction is of kind 'purchse'\n.*set `kind` .*purchase", found.out)
    built.write("tasks.yaml", "- {type: churn, horizon: P30D, ends_with: cancelation}")
    found = built.run("doctor")
    assert re.search(r"no interaction is of kind 'cancelation'\n.*set `ends_with`", found.out)


def test_labels_that_are_all_alike_are_refused(built):
    # Everybody comes back every third day.
    only(
        built,
        *(
            f"{day}-{who},k{who},2023-{1 + day // 28:02}-{1 + day % 28:02},s1,shelf1,1,2,"
            for day in range(0, 330, 3)
            for who in range(30)
        ),
    )
    shutil.rmtree(built.home / "data" / "lake")
    assert built.run("build").code == 0
    built.write("tasks.yaml", "- {type: churn, horizon: P30D, active_within: P60D, cutoffs: 2}")
    refused(
        built,
        "train",
        "--trials",
        "0",
        says=r"churn: all \d+ answers to learn from are the same \(0\)",
    )


# The lake


@pytest.mark.parametrize(
    ("pattern", "content"),
    [
        ("history/*.parquet", b"torn"),
        ("history/_delta_log/*.json", b"{torn"),
        ("history/*.parquet", None),
    ],
)
def test_a_damaged_lake_says_which_folder_and_what_to_do(built, pattern, content):
    lake = built.home / "data" / "lake" / "ws"
    for path in sorted(lake.glob(pattern)):
        path.unlink() if content is None else path.write_bytes(content)
    for command in (["doctor"], ["train", "churn"]):
        refused(built, *command, says=r"lake/ws/history cannot be read.*build again")


def test_a_damaged_record_of_what_a_table_was_made_from_is_named(built):
    before = built.workspace.lake.read(HISTORY)
    [path] = (built.home / "data" / "lake" / "ws").glob("history.made_from.json")
    path.write_text("{torn")
    refused(built, "build", says=r"history\.made_from\.json is damaged .*remove it and build again")
    path.unlink()
    assert built.run("build").code == 0
    assert built.workspace.lake.read(HISTORY).equals(before)


def test_a_damaged_model_store_is_named(built):
    (built.home / "models" / "mlflow.db").write_bytes(b"not a database at all, but long enough")
    refused(built, "score", says=r"mlflow\.db cannot be used")


def test_a_parquet_file_whose_columns_changed_names_what_is_missing(new_shop):
    path = new_shop.raw / "crm.parquet"
    pq.write_table(pq.read_table(path).drop(["offer"]), path)
    refused(new_shop, "build", says=r"crm: .*offer")
