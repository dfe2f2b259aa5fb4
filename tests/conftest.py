"""Small histories, written as a person would read them."""

from datetime import UTC, datetime

import pyarrow as pa
import pytest

from patron.history import History, micros
from patron.history.read import make_history
from patron.schema import HISTORY, ITEMS


def moment(text: str | datetime) -> datetime:
    """Return a UTC time written as 2024-01-31 or 2024-01-31T10:00."""
    time = text if isinstance(text, datetime) else datetime.fromisoformat(text)
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def make(*rows: dict[str, object], items: tuple[dict[str, object], ...] = (), facts=()) -> History:
    """Return the History of rows; what a row leaves out has a plain default."""
    full = []
    for number, row in enumerate(rows):
        occurred_at = moment(row["at"])  # type: ignore[arg-type]
        rest = {name: value for name, value in row.items() if name not in ("at", "who", "known")}
        full.append(
            {
                "customer_id": row.get("who", "ann"),
                "occurred_at": occurred_at,
                "known_at": moment(row.get("known", occurred_at)),  # type: ignore[arg-type]
                "kind": "purchase",
                "channel": "web",
                "actor": "customer",
                "source": "test",
                "interaction_id": str(number),
                **rest,
            }
        )
    names = ["customer_id", "name", "value", "known_at"]
    told = pa.table(
        {
            name: pa.array(
                [moment(fact[place]) if name == "known_at" else fact[place] for fact in facts],
                pa.timestamp("us", "UTC") if name == "known_at" else pa.string(),
            )
            for place, name in enumerate(names)
        }
    )
    return make_history(HISTORY.of(full), ITEMS.of(items), told)


@pytest.fixture
def history_of():
    """Return a function that makes a History of rows given as mappings."""
    return make


@pytest.fixture
def day():
    """Return a function that turns a day into microseconds since 1970."""
    return lambda text: micros(moment(text))
