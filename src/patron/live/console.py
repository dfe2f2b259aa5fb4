"""What the console reads and keeps in the live store: sessions, views, figures and the list."""

from patron.live.sessions import Sessions
from patron.live.views import Views
from patron.live.worklist import Worklist


class ConsoleStore(Sessions, Views, Worklist):
    """The console's part of a live store; it has connections of its own.

    Every method raises StoreError where the store cannot be read or written.

    Parameters
    ----------
    url
        See `LiveStore`.
    """
