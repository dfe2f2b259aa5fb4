"""How well the default reader of texts tells who recommends, beside the library that it builds on.

``python -m benchmarks.sentiment`` reads Women's E-Commerce Clothing Reviews (23,486 reviews, 22,641
of them with a text) from ``../shared/data`` or the folder in PATRON_SHARED_DATA. No word and no
number of the reader was fitted to them.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from sklearn.metrics import roc_auc_score
from vader import SentimentIntensityAnalyzer

from patron.text import default_reader
from patron.text.sentences import sentences

FILE = Path("womens_clothing_reviews") / "reviews.parquet"
ROUNDS, TIMED = 3, 3_000
SAMPLES, SEED = 200, 1

Reader = Callable[[str], float]


def readers() -> dict[str, Reader]:
    """Return who is compared: from a text to a number that grows with the sentiment."""
    library, ours = SentimentIntensityAnalyzer(), default_reader()

    def compound(text: str) -> float:
        return library.polarity_scores(text)["compound"]

    def difference(text: str) -> float:
        shares = library.polarity_scores(text)
        return shares["pos"] - shares["neg"]

    return {
        "library, compound": compound,
        "library, positive - negative share": difference,
        "library, mean compound of sentences": lambda text: _mean(compound, text),
        "patron, vader": lambda text: ours.read([text])[0].sentiment or 0.0,
    }


def _mean(score: Reader, text: str) -> float:
    parts = list(sentences(text))
    return sum(map(score, parts)) / len(parts) if parts else 0.0


def interval(label: np.ndarray, score: np.ndarray) -> tuple[float, float]:
    """Return where the AUC lies in 95 of 100 bootstrap samples."""
    random = np.random.default_rng(SEED)
    drawn = random.integers(0, len(label), (SAMPLES, len(label)))
    found = [roc_auc_score(label[rows], score[rows]) for rows in drawn]
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)


def texts_a_second(contenders: dict[str, Reader], texts: list[str]) -> dict[str, float]:
    """Return the speed of each in its best round, rounds in turn, on one thread."""
    best = dict.fromkeys(contenders, float("inf"))
    for _ in range(ROUNDS):
        for name, read in contenders.items():
            start = time.perf_counter()
            for text in texts:
                read(text)
            best[name] = min(best[name], time.perf_counter() - start)
    return {name: len(texts) / seconds for name, seconds in best.items()}


def main() -> int:
    """Print the comparison; return 0, also where the data are absent."""
    path = Path(os.environ.get("PATRON_SHARED_DATA", "../shared/data")) / FILE
    if not path.is_file():
        print(f"skipped: there is no {path.absolute()}; PATRON_SHARED_DATA names its folder")
        return 0
    rows = pq.read_table(path, columns=["Review Text", "Recommended IND"]).to_pydict()
    pairs = [(text, label) for text, label in zip(*rows.values(), strict=True) if text]
    texts, label = [text for text, _ in pairs], np.array([label for _, label in pairs])
    contenders = readers()
    speed = texts_a_second(contenders, texts[:TIMED])
    print(f"{len(texts):,} reviews, {label.mean():.1%} recommend; AUC (95 of 100 samples)")
    for name, read in contenders.items():
        score = np.array([read(text) for text in texts])
        low, high = interval(label, score)
        auc = roc_auc_score(label, score)
        print(f"{name:36} {auc:.4f} ({low:.4f} to {high:.4f}) {speed[name]:8,.0f} texts/s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
