"""The keys that a live store holds."""

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

from patron.errors import ConfigError, StoreError
from patron.live.keys import Granted, Key, hash_of, new_token
from patron.live.opened import OpenStore

if TYPE_CHECKING:
    from sqlalchemy import Row

log = logging.getLogger(__name__)


class Keyring(OpenStore):
    """The keys of a live store; it has connections of its own.

    Parameters
    ----------
    url
        See `LiveStore`.
    """

    def add(
        self, name: str, granted: Granted, now: int, expires_at: int | None = None
    ) -> tuple[Key, str]:
        """Return a new key and its token, which is stored nowhere.

        Parameters
        ----------
        name
            Whose it is.
        granted
            What it is for.
        now, expires_at
            Microseconds since 1970; None for a key that never ends.

        Raises
        ------
        ConfigError
            If it cannot be meant.
        """
        from patron.live.tables import KEYS

        granted.check()
        if not name.strip() or len(name) > 100:
            raise ConfigError("A key needs a name of 1 to 100 letters that says whose it is.")
        key_id, secret, token = new_token()
        key = Key(key_id, name, hash_of(secret), granted, now, expires_at)
        row = {**vars(key), "grants": granted.as_json()}
        with self._writing(durable=True) as connection:
            connection.execute(KEYS.insert(), {c.name: row[c.name] for c in KEYS.columns})
        log.info("live: key %s added", key_id)
        return key, token

    def revoke(self, key_id: str, now: int) -> Key:
        """Return the key, which is good for nothing from now on.

        Raises
        ------
        ConfigError
            If there is no such key.
        """
        from sqlalchemy import func, update

        from patron.live.tables import KEYS

        with self._writing(durable=True) as connection:
            first = func.coalesce(KEYS.c.revoked_at, now)
            connection.execute(update(KEYS).where(KEYS.c.key_id == key_id).values(revoked_at=first))
        key = self.keys().get(key_id)
        if key is None:
            raise ConfigError(f"There is no key {key_id!r}; `patron key list` prints them all.")
        log.info("live: key %s revoked", key_id)
        return key

    def keys(self, known: Mapping[str, Key] | None = None) -> dict[str, Key]:
        """Return all keys by id, those that no longer hold too.

        Parameters
        ----------
        known
            Keys that were read before: what these are for never changes and is not read again.

        Raises
        ------
        StoreError
            If the store is missing or cannot be read.
        """
        from sqlalchemy import select

        from patron.live.database import file_of
        from patron.live.tables import KEYS

        self._look_at_file()
        if file_of(self._url) is not None and self._file is None:
            raise StoreError("There is no live store yet; `patron key add` makes it.")
        known = known or {}
        light = [column for column in KEYS.columns if column.name != "grants"]
        with self._explained(), self._engine.connect() as connection:
            rows = connection.execute(select(*light).order_by(KEYS.c.made_at)).all()
            new = [row.key_id for row in rows if row.key_id not in known]
            wanted = select(KEYS.c.key_id, KEYS.c.grants).where(KEYS.c.key_id.in_(new))
            grants = dict(connection.execute(wanted).tuples().all()) if new else {}
        return {row.key_id: _key(row, grants, known) for row in rows}

    def note_used(self, moments: Mapping[str, int]) -> None:
        """Note when keys were used last, in microseconds since 1970 by id."""
        from sqlalchemy import bindparam, update

        from patron.live.tables import KEYS

        change = (
            update(KEYS)
            .where(KEYS.c.key_id == bindparam("key"))
            .values(last_used_at=bindparam("moment"))
        )
        rows = [{"key": key, "moment": moment} for key, moment in sorted(moments.items())]
        with self._writing() as connection:
            connection.execute(change, rows)


def _key(
    row: "Row[tuple[object, ...]]", grants: Mapping[str, str], known: Mapping[str, Key]
) -> Key:
    old = known.get(row.key_id)
    granted = Granted.of_json(grants[row.key_id]) if old is None else old.granted
    return Key(**row._asdict(), granted=granted)
