"""The sixty features in SQL, from the figures of elementary intervals; DuckDB's and Spark's."""

from benchmarks.features.question import WINDOWS
from patron.history import MICROSECONDS_A_DAY

# Figures of one customer in one interval that add up, and the windows that ask for them.
SUMS = {
    "rows": tuple(WINDOWS),
    "purchases": tuple(WINDOWS),
    "views": tuple(WINDOWS),
    "support": ("90d", "ever"),
    "online": ("30d", "90d", "365d", "ever"),
    "spend": tuple(WINDOWS),
    "squares": tuple(WINDOWS),
    "returned": ("90d", "365d", "ever"),
    "days": tuple(WINDOWS),
}
NOTHING = "CAST('NaN' AS DOUBLE)"

# What makes these figures of rows; `occurred` is microseconds since 1970.
OF_ROWS = """
    CAST(count(*) AS DOUBLE) AS rows,
    sum(CASE WHEN kind = 'purchase' THEN 1.0E0 ELSE 0.0E0 END) AS purchases,
    sum(CASE WHEN kind = 'view' THEN 1.0E0 ELSE 0.0E0 END) AS views,
    sum(CASE WHEN kind = 'support' THEN 1.0E0 ELSE 0.0E0 END) AS support,
    sum(CASE WHEN channel IN ('web', 'app') THEN 1.0E0 ELSE 0.0E0 END) AS online,
    sum(CASE WHEN kind = 'purchase' THEN amount ELSE 0.0E0 END) AS spend,
    sum(CASE WHEN kind = 'purchase' THEN amount * amount ELSE 0.0E0 END) AS squares,
    sum(CASE WHEN kind = 'return' THEN amount ELSE 0.0E0 END) AS returned,
    max(CASE WHEN kind = 'purchase' THEN amount END) AS largest,
    min(occurred) AS first_at,
    max(occurred) AS last_at,
    max(CASE WHEN kind = 'purchase' THEN occurred END) AS bought_at
"""


def visible(occurred: str, known: str, cutoffs: list[int]) -> str:
    """Return in SQL from which cutoff on a row counts, 0 where it was never late for one."""
    first = " + ".join(f"CAST({known} > {cutoff} AS TINYINT)" for cutoff in cutoffs)
    ideal = " + ".join(f"CAST({occurred} > {cutoff} AS TINYINT)" for cutoff in cutoffs)
    return f"CASE WHEN {known} = {occurred} OR ({first}) = ({ideal}) THEN 0 ELSE {first} END"


def of_windows() -> str:
    """Return in SQL the windows' figures, as sums of intervals between `low_…` and the cutoff."""
    sums = [_within("sum", name, window, "0") for name, names in SUMS.items() for window in names]
    largest = [_within("max", "largest", window, "NULL") for window in WINDOWS]
    moments = ["min(first_at) AS first_at", "max(last_at) AS last_at"]
    return ",\n".join([*sums, *largest, *moments, "max(bought_at) AS bought_at"])


def _within(aggregate: str, name: str, window: str, otherwise: str) -> str:
    if window == "ever":
        return f"{aggregate}({name}) AS {name}_{window}"
    inside = f"CASE WHEN period >= low_{window} THEN {name} ELSE {otherwise} END"
    return f"{aggregate}({inside}) AS {name}_{window}"


def finished() -> str:
    """Return in SQL the sixty features of the windows' figures, in their order."""
    features = {
        **{f"interactions_{w}": f"rows_{w}" for w in WINDOWS},
        **{f"purchases_{w}": f"purchases_{w}" for w in WINDOWS},
        **{f"views_{w}": f"views_{w}" for w in WINDOWS},
        **{f"spend_{w}": f"spend_{w}" for w in WINDOWS},
        **{f"spend_mean_{w}": _divided(f"spend_{w}", f"purchases_{w}") for w in WINDOWS},
        **{f"spend_largest_{w}": f"coalesce(largest_{w}, {NOTHING})" for w in WINDOWS},
        **{f"spend_spread_{w}": _spread(w) for w in WINDOWS},
        **{f"active_days_{w}": f"days_{w}" for w in WINDOWS},
        **{f"online_share_{w}": _divided(f"online_{w}", f"rows_{w}") for w in SUMS["online"]},
        **{
            f"returned_share_{w}": _divided(f"returned_{w}", f"spend_{w}") for w in SUMS["returned"]
        },
        **{f"support_contacts_{w}": f"support_{w}" for w in SUMS["support"]},
        "days_since_interaction": _days_since("last_at"),
        "days_since_purchase": _days_since("bought_at"),
        "days_known": _days_since("first_at"),
    }
    return ",\n".join(f"{value} AS {name}" for name, value in features.items())


def _divided(part: str, whole: str) -> str:
    return f"coalesce({part} / nullif({whole}, 0), {NOTHING})"


def _spread(window: str) -> str:
    """Return the standard deviation; what of the variance is rounding counts as none."""
    mean_square = f"(squares_{window} / nullif(purchases_{window}, 0))"
    mean = f"(spend_{window} / nullif(purchases_{window}, 0))"
    variance = f"({mean_square} - {mean} * {mean})"
    return (
        f"CASE WHEN purchases_{window} = 0 THEN {NOTHING} "
        f"WHEN {variance} <= 1E-12 * {mean_square} THEN 0.0E0 ELSE sqrt({variance}) END"
    )


def _days_since(moment: str) -> str:
    return f"coalesce(CAST(cutoff - {moment} AS DOUBLE) / {MICROSECONDS_A_DAY}.0E0, {NOTHING})"
