"""Where what is printed goes: kept beside the benchmark, and into docs/serving.md."""

from pathlib import Path

from benchmarks.models import page

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs" / "serving.md"
RESULTS = Path(__file__).parent / "results"


def publish(part: str, text: str) -> None:
    """Keep what the benchmark of a part printed, and put it into the docs."""
    page.publish(part, text, DOCS, RESULTS)
