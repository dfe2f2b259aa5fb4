"""The tables that travel between the stages.

Every stage takes some of these tables and returns another, as an Arrow table. Read this file
first: its order is the order of the data's path. All times are UTC, in microseconds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from patron.errors import SchemaError

TEXT = pa.string()
TIME = pa.timestamp("us", tz="UTC")
REAL = pa.float64()
WHOLE = pa.int64()
FLAG = pa.bool_()


@dataclass(frozen=True)
class Table:
    """Name, columns and key of one table.

    Parameters
    ----------
    name
        How messages, folders and queries call the table.
    columns
        Type by column name, in order.
    key
        Columns whose values together identify a row.
    required
        Further columns that must not be null; those of the key never may.
    open_ended
        Whether further numeric columns may follow (one per feature).
    """

    name: str
    columns: Mapping[str, pa.DataType]
    key: tuple[str, ...]
    required: tuple[str, ...] = ()
    open_ended: bool = False

    def __hash__(self) -> int:
        return hash(self.name)

    @property
    def schema(self) -> pa.Schema:
        """The columns as an Arrow schema, without those that may follow."""
        return pa.schema(list(self.columns.items()))

    def empty(self) -> pa.Table:
        """Return the table without rows."""
        return pa.Table.from_batches([], self.schema)

    def of(self, rows: Iterable[Mapping[str, object]]) -> pa.Table:
        """Return a checked table of rows given as mappings; what is left out is null."""
        rows = list(rows)
        strange = {name for row in rows for name in row} - set(self.columns)
        if strange and not self.open_ended:
            raise SchemaError(f"{self.name} has no column(s) {sorted(strange)}.")
        names = [*self.columns, *sorted(strange)]
        return self.check(pa.table({name: [row.get(name) for row in rows] for name in names}))

    def check(self, rows: pa.Table) -> pa.Table:
        """Return `rows` in this table's column order and types.

        Raises
        ------
        SchemaError
            If a column is missing, unexpected, null where it must not be or not convertible,
            or a key repeats. The column and what was found are named.
        """
        missing = [name for name in self.columns if name not in rows.column_names]
        if missing:
            raise SchemaError(
                f"{self.name} lacks the column(s) {missing}; found {rows.column_names}."
            )
        extra = [name for name in rows.column_names if name not in self.columns]
        if extra and not self.open_ended:
            raise SchemaError(
                f"{self.name} has no column(s) {extra}; its columns are {list(self.columns)}."
            )
        types = {**self.columns, **dict.fromkeys(extra, REAL)}
        columns = {name: self._cast(rows[name], name, type_) for name, type_ in types.items()}
        checked = pa.table(columns)
        self._check_nulls(checked)
        self._check_key(checked)
        return checked

    def _cast(self, column: pa.ChunkedArray, name: str, type_: pa.DataType) -> pa.ChunkedArray:
        try:
            return column if column.type == type_ else column.cast(type_)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise SchemaError(
                f"{self.name}.{name} is {column.type}, but must be {type_}: {error}."
            ) from error

    def _check_nulls(self, rows: pa.Table) -> None:
        for name in self.required or self.key:
            nulls = rows[name].null_count
            if nulls:
                raise SchemaError(f"{self.name}.{name} is null in {nulls} row(s).")

    def _check_key(self, rows: pa.Table) -> None:
        if not self.key or rows.num_rows < 2:
            return
        distinct = rows.group_by(list(self.key)).aggregate([]).num_rows
        if distinct < rows.num_rows:
            raise SchemaError(
                f"{self.name} repeats {self.key} in {rows.num_rows - distinct} row(s)."
            )


# What a source knows about an account: its e-mail, phone, device, loyalty card ...
IDENTIFIERS = Table(
    "identifiers",
    {"source": TEXT, "account": TEXT, "id_type": TEXT, "id_value": TEXT, "known_at": TIME},
    key=("source", "account", "id_type", "id_value"),
)

# Demographics, CRM fields, third-party overlays. A later row of the same name replaces an earlier.
ATTRIBUTES = Table(
    "attributes",
    {"source": TEXT, "account": TEXT, "name": TEXT, "value": TEXT, "known_at": TIME},
    key=("source", "account", "name", "known_at"),
)

# What a text says, read when it comes into the lake: `sentiment` from -5 to 5, null where no word
# tells anything; `aspects`, a JSON object of the sentiment for each aspect that is mentioned, null
# where nothing is said of it; `words`, one of the words that mattered and what each says there.
READ_FROM_TEXT = {"sentiment": REAL, "aspects": TEXT, "words": TEXT}

# What an account did, or what was done to it, as the source recorded it. `actor` says who
# started it: "customer" or "company". `amount` is what was paid, after `discount`. `sentiment`
# (-5 to 5), `aspects` and `words` (JSON objects of such numbers) are what `text` says. `propensity`
# is the probability with which the company drew just this `offer` (or none) for the account.
INTERACTIONS = Table(
    "interactions",
    {
        "source": TEXT,
        "interaction_id": TEXT,
        "account": TEXT,
        "occurred_at": TIME,
        "known_at": TIME,
        "kind": TEXT,
        "channel": TEXT,
        "actor": TEXT,
        "item": TEXT,
        "offer": TEXT,
        "quantity": REAL,
        "amount": REAL,
        "discount": REAL,
        "basket": TEXT,
        "text": TEXT,
        **READ_FROM_TEXT,
        "propensity": REAL,
    },
    key=("source", "interaction_id"),
    required=("source", "interaction_id", "account", "occurred_at", "known_at", "kind", "actor"),
)

# What is sold. The levels go from coarse to fine: department, category, subcategory.
ITEMS = Table(
    "items",
    {
        "item": TEXT,
        "name": TEXT,
        "department": TEXT,
        "category": TEXT,
        "subcategory": TEXT,
        "brand": TEXT,
        "price": REAL,
        "margin": REAL,
        "tier": REAL,
    },
    key=("item",),
)

# What was offered by whom, on which item, and when it held.
OFFERS = Table(
    "offers",
    {
        "source": TEXT,
        "offer": TEXT,
        "item": TEXT,
        "type": TEXT,
        "channel": TEXT,
        "starts_at": TIME,
        "ends_at": TIME,
    },
    key=("source", "offer", "item"),
)

# Whether an account may be contacted on a channel. The latest known row holds.
CONSENTS = Table(
    "consents",
    {"source": TEXT, "account": TEXT, "channel": TEXT, "granted": FLAG, "known_at": TIME},
    key=("source", "account", "channel", "known_at"),
    required=("source", "account", "channel", "granted", "known_at"),
)

# Who belongs to whom: household, referral, employer.
RELATIONS = Table(
    "relations",
    {"source": TEXT, "account": TEXT, "relation": TEXT, "other": TEXT, "known_at": TIME},
    key=("source", "account", "relation", "other"),
)

# Raw records that could not be read, and why.
REJECTED = Table(
    "rejected",
    {"source": TEXT, "into": TEXT, "line": WHOLE, "reason": TEXT, "record": TEXT},
    key=("source", "into", "line", "reason", "record"),
    required=("source", "into", "reason"),
)

# Which source files were read into the lake, by the fingerprint of file and mapping.
LOADS = Table(
    "loads",
    {"source": TEXT, "fingerprint": TEXT, "records": WHOLE, "rejected": WHOLE},
    key=("source",),
)

# Every account that any source named, in the order in which it was met: the oldest account of a
# customer is the one with the smallest number, whatever comes later.
ACCOUNTS = Table(
    "accounts",
    {"source": TEXT, "account": TEXT, "number": WHOLE, "known_at": TIME},
    key=("source", "account"),
    required=("source", "account", "number", "known_at"),
)

# Which two accounts seem to be one person, by what evidence, and since when we know. `by` is the
# id type that they share, "probable" or "verdict". `evidence` is a JSON object of what each field
# adds, in bits. `state`: "joins", "review" (likely, not certain) or why it does not join.
LINKS = Table(
    "links",
    {
        "source": TEXT,
        "account": TEXT,
        "other_source": TEXT,
        "other_account": TEXT,
        "by": TEXT,
        "probability": REAL,
        "evidence": TEXT,
        "known_at": TIME,
        "state": TEXT,
    },
    key=("source", "account", "other_source", "other_account", "by"),
    required=(
        "source",
        "account",
        "other_source",
        "other_account",
        "by",
        "probability",
        "known_at",
        "state",
    ),
)

# What people said of two accounts: "same", "different", or "undo" of the verdict numbered
# `undoes`. Nothing is ever taken out; the newest standing verdict on a pair holds.
VERDICTS = Table(
    "verdicts",
    {
        "number": WHOLE,
        "verdict": TEXT,
        "source": TEXT,
        "account": TEXT,
        "other_source": TEXT,
        "other_account": TEXT,
        "undoes": WHOLE,
        "given_by": TEXT,
        "given_at": TIME,
        "why": TEXT,
    },
    key=("number",),
    required=("number", "verdict", "given_by", "given_at"),
)

# Which accounts belong to the same customer, and from when until when we thought so: in
# ``[known_at, known_until)``; null is still. A customer ends as a whole: all its accounts become
# part of one other customer at the same moment.
CUSTOMERS = Table(
    "customers",
    {
        "source": TEXT,
        "account": TEXT,
        "customer_id": TEXT,
        "known_at": TIME,
        "known_until": TIME,
    },
    key=("source", "account", "known_at"),
    required=("source", "account", "customer_id", "known_at"),
)

# Relations that no source told but the data show: accounts of different people that share an
# address ("household") or something else that households share ("shares phone"). Each pair stands
# once and holds for both. They are found anew by every build, beside RELATIONS, which they never
# change.
CONNECTIONS = Table(
    "connections",
    {
        "source": TEXT,
        "account": TEXT,
        "other_source": TEXT,
        "other_account": TEXT,
        "relation": TEXT,
        "known_at": TIME,
    },
    key=("source", "account", "other_source", "other_account", "relation"),
    required=("source", "account", "other_source", "other_account", "relation", "known_at"),
)

# The value of each attribute and identifier that holds for a customer now, which source and
# account it comes from, and the rule by which it won.
PROFILES = Table(
    "profiles",
    {
        "customer_id": TEXT,
        "name": TEXT,
        "value": TEXT,
        "source": TEXT,
        "account": TEXT,
        "known_at": TIME,
        "rule": TEXT,
    },
    key=("customer_id", "name"),
    required=("customer_id", "name", "value", "source", "account", "known_at", "rule"),
)

# The one history: interactions of customers instead of accounts, in order of customer and time.
# `known_at` is the moment when both the interaction and whose it is were known. A customer that
# became part of another keeps its rows, with `known_until` the moment when it ended; the same
# interactions are the other one's from then on. So at any moment each interaction is known of one
# customer at most; null is still.
HISTORY = Table(
    "history",
    {
        "customer_id": TEXT,
        "occurred_at": TIME,
        "known_at": TIME,
        "known_until": TIME,
        "kind": TEXT,
        "channel": TEXT,
        "actor": TEXT,
        "item": TEXT,
        "offer": TEXT,
        "quantity": REAL,
        "amount": REAL,
        "discount": REAL,
        "basket": TEXT,
        "text": TEXT,
        **READ_FROM_TEXT,
        "propensity": REAL,
        "source": TEXT,
        "interaction_id": TEXT,
    },
    key=("source", "interaction_id", "customer_id"),
    required=("customer_id", "occurred_at", "known_at", "kind", "actor"),
)

# What the people connected to a customer had spent, told on the first day of each month from what
# was known then; a row where it differs from the month before, "nan" where nobody is left.
RELATED = Table(
    "related",
    {"customer_id": TEXT, "name": TEXT, "value": TEXT, "known_at": TIME},
    key=("customer_id", "name", "known_at"),
)

# What was known about each customer at each cutoff, one column per feature.
FEATURES = Table(
    "features",
    {"customer_id": TEXT, "cutoff": TIME},
    key=("customer_id", "cutoff"),
    open_ended=True,
)

# What happened after each cutoff; `item` is null where the task is not about items.
LABELS = Table(
    "labels",
    {"customer_id": TEXT, "item": TEXT, "cutoff": TIME, "label": REAL},
    key=("customer_id", "item", "cutoff"),
    required=("customer_id", "cutoff", "label"),
)

# What a model says: a probability for churn and next_offer, money for lifetime_value.
# `low` and `high` bound the true value in 80 of 100 cases, where the model gives an interval.
SCORES = Table(
    "scores",
    {
        "customer_id": TEXT,
        "item": TEXT,
        "cutoff": TIME,
        "task": TEXT,
        "score": REAL,
        "low": REAL,
        "high": REAL,
        "percentile": REAL,
        "band": TEXT,
        "model": TEXT,
    },
    key=("customer_id", "item", "cutoff", "task"),
    required=("customer_id", "cutoff", "task", "score", "model"),
)

# What each customer has brought, is expected to bring, and when they are expected back. Money is
# margin net of returns, as the lifetime_value task counts it. `high_value` marks the fewest who
# bring 80 % of what all are expected to bring. `next_purchase_at` is when half of such customers
# will have bought, null where that is not within the horizon of churn; `days_to_purchase` is the
# expected time until then, at most the horizon. A column such as `churn_30d` follows for each
# further horizon of a churn task.
OUTLOOK = Table(
    "outlook",
    {
        "customer_id": TEXT,
        "cutoff": TIME,
        "historic": REAL,
        "predicted": REAL,
        "total": REAL,
        "high_value": FLAG,
        "days_to_purchase": REAL,
        "next_purchase_at": TIME,
    },
    key=("customer_id", "cutoff"),
    open_ended=True,
)

# How much each feature moved a score away from the average, in the unit of the score.
ATTRIBUTIONS = Table(
    "attributions",
    {
        "customer_id": TEXT,
        "item": TEXT,
        "cutoff": TIME,
        "task": TEXT,
        "feature": TEXT,
        "contribution": REAL,
    },
    key=("customer_id", "item", "cutoff", "task", "feature"),
    required=("customer_id", "cutoff", "task", "feature", "contribution"),
)

# The main reasons of a score in words, strongest first (rank 1): how far the score moved with an
# idea, and the feature whose value (null is unknown) gives the sentence its fact.
REASONS = Table(
    "reasons",
    {
        "customer_id": TEXT,
        "item": TEXT,
        "cutoff": TIME,
        "task": TEXT,
        "rank": WHOLE,
        "idea": TEXT,
        "contribution": REAL,
        "feature": TEXT,
        "value": REAL,
        "sentence": TEXT,
    },
    key=("customer_id", "item", "cutoff", "task", "rank"),
    required=("customer_id", "cutoff", "task", "rank", "idea", "contribution", "sentence"),
)

# How a score came from the one before to the one of now: before + learnt + passed + did + model =
# score. `learnt` is what was learnt since of the time before (who they are, and rows that came
# late), `passed` the time that passed, `did` what they did in it, `model` another model.
CHANGES = Table(
    "changes",
    {
        "customer_id": TEXT,
        "task": TEXT,
        "since": TIME,
        "cutoff": TIME,
        "before": REAL,
        "learnt": REAL,
        "passed": REAL,
        "did": REAL,
        "model": REAL,
        "score": REAL,
    },
    key=("customer_id", "cutoff", "task"),
    required=("customer_id", "task", "since", "cutoff", "before", "score"),
)

# How far an offer that was drawn at random moves each customer: what it adds to the outcome of the
# experiment within its horizon. The same for everybody where the data tell nobody apart.
EFFECTS = Table(
    "effects",
    {
        "customer_id": TEXT,
        "cutoff": TIME,
        "experiment": TEXT,
        "offer": TEXT,
        "effect": REAL,
        "is_told_apart": FLAG,
    },
    key=("customer_id", "cutoff", "experiment", "offer"),
    required=("customer_id", "cutoff", "experiment", "offer", "effect"),
)

# What an offer that was drawn at random changed on average, beside those drawn to get nothing: of
# `drawn` and `held_out` draws in ``[since, until]`` the mean outcome within `days` of each, and the
# difference with its interval (in 95 of 100 samples of customers). `outcome` is "purchase" (shares)
# or "margin" (money). `worth` is what one unit of it leaves, null where no offer says so.
AVERAGE_EFFECTS = Table(
    "average_effects",
    {
        "experiment": TEXT,
        "offer": TEXT,
        "outcome": TEXT,
        "days": REAL,
        "since": TIME,
        "until": TIME,
        "drawn": WHOLE,
        "held_out": WHOLE,
        "with_offer": REAL,
        "without": REAL,
        "effect": REAL,
        "low": REAL,
        "high": REAL,
        "worth": REAL,
        "cost": REAL,
    },
    key=("experiment", "offer"),
    required=("experiment", "offer", "outcome", "days", "drawn", "held_out", "effect"),
)

# What to do. Each customer has one chosen row; `refused_by` says why each other is not.
DECISIONS = Table(
    "decisions",
    {
        "customer_id": TEXT,
        "cutoff": TIME,
        "offer": TEXT,
        "item": TEXT,
        "type": TEXT,
        "channel": TEXT,
        "p": REAL,
        "cost": REAL,
        "value": REAL,
        "refused_by": TEXT,
        "chosen": FLAG,
    },
    key=("customer_id", "cutoff", "offer", "item"),
    required=("customer_id", "cutoff", "offer", "value", "chosen"),
)

# Decisions that the service made at the moment of a call, and what became of them.
RECEIPTS = Table(
    "receipts",
    {
        "decision_id": TEXT,
        "customer_id": TEXT,
        "decided_at": TIME,
        "valid_until": TIME,
        "offer": TEXT,
        "item": TEXT,
        "type": TEXT,
        "channel": TEXT,
        "p": REAL,
        "cost": REAL,
        "value": REAL,
        # How likely the choice was among what was allowed.
        "propensity": REAL,
        # All that it was made from, as JSON.
        "receipt": TEXT,
    },
    key=("decision_id",),
    required=("customer_id", "decided_at", "valid_until", "offer", "propensity", "receipt"),
)
OUTCOMES = Table(
    "outcomes",
    {
        "outcome_id": TEXT,
        "decision_id": TEXT,
        "kind": TEXT,
        "occurred_at": TIME,
        "known_at": TIME,
        "amount": REAL,
    },
    key=("outcome_id",),
    required=("decision_id", "kind", "occurred_at", "known_at"),
)
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

READ_FROM_SOURCES = (
    IDENTIFIERS,
    ATTRIBUTES,
    INTERACTIONS,
    ITEMS,
    OFFERS,
    CONSENTS,
    RELATIONS,
)
DERIVED = (
    ACCOUNTS,
    LINKS,
    VERDICTS,
    CUSTOMERS,
    CONNECTIONS,
    PROFILES,
    HISTORY,
    RELATED,
    FEATURES,
    SCORES,
    OUTLOOK,
    ATTRIBUTIONS,
    REASONS,
    CHANGES,
    EFFECTS,
    AVERAGE_EFFECTS,
    DECISIONS,
    GRADES,
)
TABLES = (*READ_FROM_SOURCES, REJECTED, LOADS, *DERIVED)


def utc(times: pa.ChunkedArray | pa.Array) -> pa.ChunkedArray | pa.Array:
    """Return times as microseconds since 1970 (int64), for arithmetic."""
    return pc.cast(times, pa.int64())
