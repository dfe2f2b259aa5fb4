"""What decisions are made from, and where they and contacts are written, in one transaction."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, update

from patron.live.customer import Published
from patron.live.decisions import Decision
from patron.live.event import own_id
from patron.live.lock import hold
from patron.live.snapshot import Snapshot
from patron.live.statement import AT_A_TIME, Statement
from patron.live.stitch import Person
from patron.live.tables import CONTACTS, DECISIONS

STANDING = Statement(
    "SELECT decision_id, customer_id, made_at, valid_until FROM decisions "
    "WHERE customer_id IN :values AND subject = :subject AND valid_until > :now "
    "ORDER BY made_at DESC, decision_id DESC"
)
MADE = Statement(
    "SELECT customer_id, channel, at, offer, decision_id FROM contacts "
    "WHERE customer_id IN :values AND at > :since ORDER BY number"
)
LED = Statement("SELECT decision_id FROM contacts WHERE decision_id IN :values")


@dataclass(frozen=True)
class Contact:
    """A contact that was made or promised.

    Parameters
    ----------
    customer_id
        With whom.
    channel
        Such as ``email``.
    at
        When, in microseconds since 1970.
    offer, decision_id
        Of what, and by which decision; None where nobody said.
    """

    customer_id: str
    channel: str
    at: int
    offer: str | None = None
    decision_id: str | None = None


class Desk:
    """Decisions and contacts of some people, as they are at one moment.

    Parameters
    ----------
    look
        Returns the store as it is seen now; in a transaction that writes if anything is to be
        written. Such a one sees what others publish meanwhile.
    people
        About whom.
    """

    def __init__(self, look: Callable[[], Snapshot], people: Sequence[Person]) -> None:
        self._look = look
        self._connection = look().connection
        self._people = people
        self._whose = _names(look(), people)

    def hold(self) -> None:
        """Let nobody else decide about these people, or contact them, before this one is done."""
        names = [f"{what} {name}" for name in self._whose for what in ("contact", "decision")]
        hold(self._connection, names)

    def consents(self, whose: Container[str] | None = None) -> dict[str, dict[str, bool]]:
        """Return what each said of being contacted, by channel; of all, or of some customer_ids."""
        people = [one for one in self._people if whose is None or one.customer_id in whose]
        return self._look().consents(people)

    def published(self) -> Published | None:
        """Return what is published now."""
        return self._look().published

    def standing(self, subject: str, now: int) -> dict[str, Decision]:
        """Return the decision about each that holds at a moment, the oldest of several."""
        rows = STANDING.rows(self._connection, list(self._whose), subject=subject, now=now)
        found = {self._whose[row[1]]: row for row in rows}
        texts = self._look().receipts([row[0] for row in found.values()])
        return {
            name: Decision(decision_id, of, subject, made_at, until, texts[decision_id])
            for name, (decision_id, of, made_at, until) in found.items()
            if decision_id in texts
        }

    def contacts(self, since: int) -> list[Contact]:
        """Return the contacts with these people after a moment, under their ids of now."""
        rows = MADE.rows(self._connection, list(self._whose), since=since)
        return [Contact(self._whose[name], *rest) for name, *rest in rows]

    def contacted(self, decision_ids: Sequence[str]) -> set[str]:
        """Return which of the decisions led to a contact."""
        return {str(name) for (name,) in LED.rows(self._connection, decision_ids)}

    def end(self, decision_ids: Sequence[str], now: int) -> None:
        """Let decisions hold no longer."""
        end_decisions(self._connection, decision_ids, now)

    def remember(self, decisions: Sequence[Decision]) -> None:
        """Add decisions."""
        if decisions:
            self._connection.execute(DECISIONS.insert(), [vars(one) for one in decisions])

    def count(self, contacts: Sequence[Contact]) -> None:
        """Add contacts."""
        if contacts:
            self._connection.execute(CONTACTS.insert(), [vars(one) for one in contacts])


def end_decisions(connection: Connection, decision_ids: Sequence[str], now: int) -> None:
    """Let decisions hold no longer."""
    for part in _parts(sorted(decision_ids)):
        chosen = DECISIONS.c.decision_id.in_(part)
        ended = update(DECISIONS).where(chosen, DECISIONS.c.valid_until > now)
        connection.execute(ended.values(valid_until=now))


def _names(snapshot: Snapshot, people: Iterable[Person]) -> Mapping[str, str]:
    """Return who each id is by now that one of these people has or may have had.

    A customer's id is the own id of one of their accounts.
    """
    whose: dict[str, str] = {}
    owner: dict[str, str] = {}
    for one in people:
        whose[one.customer_id] = one.customer_id
        whose |= dict.fromkeys(one.customers, one.customer_id)
        whose |= {own_id(*account): one.customer_id for account in one.accounts}
        owner |= dict.fromkeys(one.customers, one.customer_id)
    for customer_id, accounts in snapshot.accounts(list(owner)).items():
        for account in accounts:
            whose.setdefault(own_id(*account), owner[customer_id])
    return whose


def _parts(names: Sequence[str]) -> Iterable[Sequence[str]]:
    return (names[start : start + AT_A_TIME] for start in range(0, len(names), AT_A_TIME))
