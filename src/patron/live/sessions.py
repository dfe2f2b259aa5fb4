"""Who is signed in to the console, in whatever worker they ask."""

import hashlib
import secrets

from patron.live.opened import OpenStore


class Sessions(OpenStore):
    """The sessions of a live store."""

    def open_session(self, key_id: str, now: int, until: int) -> str:
        """Return the token of a new session, of which only a hash is kept.

        Parameters
        ----------
        key_id
            Who signed in.
        now, until
            Microseconds since 1970; what has ended by now is taken out.
        """
        from patron.live.tables import SESSIONS

        token = secrets.token_urlsafe(32)
        row = {"hash": _hash(token), "key_id": key_id, "made_at": now, "expires_at": until}
        with self._writing() as connection:
            connection.execute(SESSIONS.delete().where(SESSIONS.c.expires_at <= now))
            connection.execute(SESSIONS.insert(), row)
        return token

    def session(self, token: str, now: int) -> str | None:
        """Return the key_id of a session that holds, None if there is none of that token."""
        from sqlalchemy import select

        from patron.live.tables import SESSIONS

        found = select(SESSIONS.c.key_id).where(
            SESSIONS.c.hash == _hash(token), SESSIONS.c.expires_at > now
        )
        with self._reading() as connection:
            key_id: str | None = connection.execute(found).scalar()
        return key_id

    def close_session(self, token: str) -> None:
        """End a session."""
        from patron.live.tables import SESSIONS

        with self._writing() as connection:
            connection.execute(SESSIONS.delete().where(SESSIONS.c.hash == _hash(token)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
