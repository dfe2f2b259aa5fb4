"""How people arranged the console's overview."""

import json
from collections.abc import Mapping
from typing import Any

from patron.live.opened import OpenStore

# Views that a key may keep.
MOST_VIEWS = 50


class Views(OpenStore):
    """The saved views of a live store."""

    def views(self, key_id: str) -> dict[str, Any]:
        """Return the views that a key's people saved, by name."""
        from sqlalchemy import select

        from patron.live.tables import VIEWS

        found = select(VIEWS.c.name, VIEWS.c.json).where(VIEWS.c.key_id == key_id)
        with self._reading() as connection:
            rows = connection.execute(found.order_by(VIEWS.c.name)).tuples()
            return {name: json.loads(text) for name, text in rows}

    def save_view(self, key_id: str, name: str, view: Mapping[str, Any]) -> bool:
        """Save a view in the place of the one of its name; return False if there are too many."""
        from sqlalchemy import func, select

        from patron.live import database
        from patron.live.tables import VIEWS

        row = {"key_id": key_id, "name": name, "json": json.dumps(view)}
        others = select(func.count()).where(VIEWS.c.key_id == key_id, VIEWS.c.name != name)
        with self._writing(durable=True) as connection:
            if connection.execute(others).scalar_one() >= MOST_VIEWS:
                return False
            new = database.insert(connection.dialect.name, VIEWS)
            change = new.on_conflict_do_update(
                index_elements=["key_id", "name"], set_={"json": row["json"]}
            )
            connection.execute(change, row)
        return True

    def delete_view(self, key_id: str, name: str) -> None:
        """Delete a view."""
        from patron.live.tables import VIEWS

        which = (VIEWS.c.key_id == key_id) & (VIEWS.c.name == name)
        with self._writing() as connection:
            connection.execute(VIEWS.delete().where(which))
