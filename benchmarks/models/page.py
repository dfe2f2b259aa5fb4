"""Where a measured table goes: beside the benchmarks as printed, and into docs/models.md.

A part is what one benchmark prints. Its text is kept in ``results/<part>.md`` and stands in the
docs between two markers that name it; a test fails if the two differ.
"""

from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs" / "models.md"
RESULTS = Path(__file__).parent / "results"


def publish(part: str, text: str, docs: Path = DOCS, results: Path = RESULTS) -> None:
    """Keep what the benchmark of a part printed, and put it into the docs.

    Parameters
    ----------
    part
        Name of the benchmark, such as ``rolling``.
    text
        Markdown that it printed.
    docs, results
        Page with the part's markers, and folder of the kept texts.
    """
    results.mkdir(exist_ok=True)
    (results / f"{part}.md").write_text(text.strip() + "\n", encoding="utf-8")
    page = docs.read_text(encoding="utf-8")
    docs.write_text(with_part(page, part, text), encoding="utf-8")


def with_part(page: str, part: str, text: str) -> str:
    """Return the page with `text` between the markers of a part.

    Raises
    ------
    ValueError
        If the page has no markers of that part.
    """
    begin, end = f"<!-- {part}: begin -->", f"<!-- {part}: end -->"
    if page.count(begin) != 1 or page.count(end) != 1:
        raise ValueError(f"The page must have {begin} and {end} once each.")
    before, rest = page.split(begin)
    after = rest.split(end)[1]
    return f"{before}{begin}\n\n{text.strip()}\n\n{end}{after}"
