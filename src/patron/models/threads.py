"""How many threads multiply vectors."""

from typing import Any


def one_thread() -> Any:
    """Return a context in which products of vectors are computed by one thread.

    They are short, and threads that wait for each other between thousands of them cost ten times
    what they compute.
    """
    from threadpoolctl import threadpool_limits

    return threadpool_limits(1, "blas")
