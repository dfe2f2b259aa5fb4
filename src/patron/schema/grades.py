"""How good the models are."""

from patron.schema.table import FLAG, REAL, TEXT, TIME, Table

# How good each model is on a later window, beside each naive formula on the same customers.
# `low` and `high` bound the difference in 95 of 100 bootstrap samples of customers. The grade
# (A to D) stands in the `decisive` row: the task's own metric against the strongest formula.
GRADES = Table(
    "grades",
    {
        "task": TEXT,
        "model": TEXT,
        "cutoff": TIME,
        "metric": TEXT,
        "value": REAL,
        "formula": TEXT,
        "formula_value": REAL,
        "difference": REAL,
        "low": REAL,
        "high": REAL,
        "decisive": FLAG,
        "grade": TEXT,
    },
    key=("task", "metric", "formula"),
    required=("task", "model", "cutoff", "metric", "value"),
)
