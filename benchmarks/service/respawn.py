"""Serve on a port, and start anew whenever the serving process is killed.

Run as ``python -m benchmarks.service.respawn PORT``. It does what BentoML's supervisor does with a
worker that dies, but starts from a process in which everything is imported: a new worker is
there in a second and not in ten, so that a hundred can be killed. All else is the worker's own:
it opens the store, reads the bundle and serves the same application by the same server. Each
worker's process id is printed when it starts.
"""

import importlib
import os
import pkgutil
import sys
from typing import Any

import uvicorn

from patron.features.count import Count
from patron.features.online import OnlineFeatures
from patron.service.known import compute_known
from patron.service.trial import AS_OF, nobody

# What a worker imports when it is needed; none of them starts a thread by that.
HEAVY = ("lightgbm", "sqlalchemy", "alembic", "psycopg", "numba", "sklearn.base", "scipy.stats")
FOLDERS = ("patron.features", "patron.models", "patron.offers", "patron.live")


def main() -> None:
    """Start workers until this process is ended."""
    port = int(sys.argv[1])
    scoring: Any = importlib.import_module("patron.service.scoring")
    for name in (*HEAVY, *_modules()):
        importlib.import_module(name)
    # The compiled kernel is read from disk.
    compute_known([nobody()], OnlineFeatures([Count(name="all", idea="warmth")]), AS_OF)
    while True:
        worker = os.fork()
        if worker == 0:
            application = scoring.Scoring.to_asgi()
            uvicorn.run(application, port=port, log_config=None, access_log=False)
            os._exit(0)
        print(worker, flush=True)
        os.waitpid(worker, 0)


def _modules() -> list[str]:
    """Return the modules of the folders that are catalogues."""
    folders = [importlib.import_module(name) for name in FOLDERS]
    found = [pkgutil.walk_packages(one.__path__, f"{one.__name__}.") for one in folders]
    return [one.name for some in found for one in some if ".migrations" not in one.name]


if __name__ == "__main__":
    main()
