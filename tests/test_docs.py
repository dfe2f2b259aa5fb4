"""What the documents show is what happens."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer
from typer.testing import CliRunner

from patron.cli.app import app
from patron.errors import PatronError
from patron.pipeline.reference import configuration_reference, tables_reference
from patron.schema import SCORES

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").glob("*.md"),
        *ROOT.glob("data/*.md"),
        *ROOT.glob("models/*.md"),
    ]
)
FENCED = re.compile(r"^```(\w*)(?: (\w+))?\n(.*?)^```$", re.M | re.S)
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s]*)\)")
ANY = "…"


class Block(NamedTuple):
    """A fenced block: its language, the word after it, what stands in it and on which line."""

    language: str
    about: str
    text: str
    line: int


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for found in FENCED.finditer(text):
        line = text.count("\n", 0, found.start()) + 2
        yield Block(found[1], found[2] or "", found[3], line)


def commands(page: Path) -> list[str]:
    lines = [
        line
        for block in blocks(page)
        if block.language in ("", "bash", "sh", "console")
        for line in block.text.splitlines()
    ]
    parts = [part.strip() for line in lines for part in line.partition("#")[0].split("&&")]
    return [part.removeprefix("$ ") for part in parts if re.match(r"(\$ )?(\S*/)?patron ", part)]


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.M)
    plain = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings]
    return {heading.replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_relative_link_leads_somewhere(page):
    lost = []
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert lost == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_command_shown_exists_with_its_options(page):
    for line in commands(page):
        check_command(shlex.split(line)[1:])


def check_command(words: list[str]) -> None:
    """Fail unless patron understands the words; nothing is run."""
    group = typer.main.get_command(app)
    if "--help" in words:
        return
    with group.make_context("patron", list(words)) as context:
        check_subcommand(group, context, words)


def check_subcommand(group: Any, context: Any, words: list[str]) -> None:
    """Fail unless a group has the command whose words follow its own."""
    rest = [*context._protected_args, *context.args]
    command = group.get_command(context, rest[0])
    assert command is not None, words
    with command.make_context(rest[0], rest[1:], parent=context) as own:
        if hasattr(command, "get_command"):
            check_subcommand(command, own, words)


def test_a_command_that_does_not_exist_is_noticed():
    with pytest.raises(AssertionError):
        check_command(["-w", "configs/shop", "divine"])
    with pytest.raises(Exception, match="No such option: --tries"):
        check_command(["-w", "configs/shop", "train", "--tries", "3"])
    with pytest.raises(AssertionError):
        check_command(["identity", "guess", "a", "b"])
    assert "patron train churn --trials 8" in commands(ROOT / "README.md")


def test_the_configuration_reference_is_what_the_docstrings_say():
    written = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    assert written == configuration_reference(), "run `make docs` to write it anew"


def test_the_reference_of_the_tables_is_what_the_schema_says():
    written = (ROOT / "docs/tables.md").read_text(encoding="utf-8")
    assert written == tables_reference(), "run `make docs` to write it anew"


def test_the_readme_comes_to_python_by_line_30():
    first = next(block for block in blocks(ROOT / "README.md") if block.language == "python")
    assert first.line <= 30
    assert len(first.text.strip().splitlines()) <= 12


class Page:
    """A page whose blocks are carried out in order, in a folder of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.printed = ""
        self.files: dict[str, str] = {}

    def carry_out(self, block: Block) -> None:
        if block.language == "bash":
            self.printed = "".join(self.run(line) for line in block.text.splitlines())
        elif block.language == "text" and block.about != "error":
            compare(block, self.printed)
        elif block.language in ("python", "yaml"):
            file = block.text.partition("\n")[0].removeprefix("# ")
            self.files[file] = block.text
            (self.home / file).parent.mkdir(parents=True, exist_ok=True)
            (self.home / file).write_text(block.text, encoding="utf-8")

    def run(self, line: str) -> str:
        """Return what a command prints; patron runs in this process, for starting it takes long."""
        program, *words = shlex.split(line)
        if program == "patron":
            done = CliRunner().invoke(app, words, catch_exceptions=False)
            assert done.exit_code == 0, done.output
            return done.stdout
        environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
        return subprocess.run(
            line, shell=True, check=True, capture_output=True, text=True, env=environment
        ).stdout


def compare(block: Block, printed: str) -> None:
    """Fail unless the lines shown were printed in this order; in "figures" numbers may differ.

    A line that is … stands for any lines, one within a line for anything.
    """
    shown, found = plain(block.text, block.about), plain(printed, block.about)
    pattern = "".join(
        r"(?:.*\n)*?" if line == ANY else re.escape(line).replace(ANY, ".*") + r"\n"
        for line in shown.splitlines()
    )
    assert re.fullmatch(pattern, found), (
        f"line {block.line} shows\n{shown}\nbut printed was\n{found}"
    )


def plain(text: str, about: str) -> str:
    """Return text without empty lines and repeated blanks, and in figures without numbers."""
    if about == "figures":
        text = re.sub(r"\bc[0-9a-f]{16}\b", "ID", text)
        text = re.sub(r"[-+]?\d[\d,.]*", "#", text)
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return "".join(f"{line}\n" for line in lines if line)


def test_what_is_shown_must_have_been_printed():
    shown = Block("text", "", "a 1\n…\nend …\n", 1)
    compare(shown, "a   1\n\nb\nc\nend 5\n")
    for other in ("a 2\nend 5\n", "a 1\nend 5\nmore\n"):
        with pytest.raises(AssertionError):
            compare(shown, other)
    compare(Block("text", "figures", "auc 0.92\n", 1), "auc 0.87\n")


@pytest.fixture
def page(tmp_path, monkeypatch, mlflow_store) -> Page:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["patron"])
    (tmp_path / "models").mkdir()
    shutil.copy(mlflow_store, tmp_path / "models" / "mlflow.db")
    for variable in ("PATRON_DATABASE_URL", "PATRON_CONFIGS"):
        monkeypatch.delenv(variable, raising=False)
    return Page(tmp_path)


# Each of these comes from a library that is not ours to change.
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_the_tutorial_ends_with_scores(page):
    for block in blocks(ROOT / "docs/tutorial.md"):
        page.carry_out(block)
    assert (page.home / "reports/shop.html").stat().st_size > 10_000
    assert page.printed.count("leaves with probability") == 3
    check_error(page)


def check_error(page: Page) -> None:
    """Fail unless the mistake that the tutorial tells of is said as it tells."""
    [shown] = [b.text for b in blocks(ROOT / "docs/tutorial.md") if b.about == "error"]
    features = page.home / "configs/shop/features.yaml"
    features.write_text(features.read_text().replace("type: recency", "type: recenyc", 1))
    with pytest.raises(PatronError) as raised:
        page.run("patron -q -w configs/shop train")
    assert f"patron: {raised.value}\n" == shown


def readme() -> tuple[Block, Block]:
    """Return the README's Python and what it shows that it prints."""
    found = list(blocks(ROOT / "README.md"))
    place = next(n for n, block in enumerate(found) if block.language == "python")
    return found[place], found[place + 1]


def carry_out(code: str, capsys) -> list[str]:
    exec(code, {})
    return capsys.readouterr().out.splitlines()


def test_the_readme_s_python_tells_a_score_and_three_reasons(shop, capsys, monkeypatch):
    code, shown = readme()
    rows = shop.workspace.lake.read(SCORES, where="task = 'churn' AND score > 0.2").to_pylist()
    monkeypatch.chdir(shop.home)
    own = code.text.replace("complete_journey", shop.workspace.name)
    printed = carry_out(re.sub(r"c[0-9a-f]{16}", rows[0]["customer_id"], own), capsys)
    assert plain(printed[0], "figures").split(":")[0] == plain(shown.text, "figures").split(":")[0]
    assert len(printed) == len(shown.text.splitlines()) == 4
    assert all(
        re.search(r"\((under )?[\d.]+ points? (more|less) risk\)$", one) for one in printed[1:]
    )


DEMO = ROOT / "data/lake/complete_journey/scores"


@pytest.mark.skipif(not DEMO.exists(), reason="the demo was not run")
def test_the_readme_s_python_runs_on_the_demo(capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert len(carry_out(readme()[0].text, capsys)) == 4
