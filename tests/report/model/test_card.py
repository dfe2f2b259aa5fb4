from datetime import UTC, datetime

from patron.report.model import write_model_card


def test_a_card_has_the_sections_of_the_paper(review):
    card = write_model_card(review, datetime(2024, 6, 1, tzinfo=UTC))
    assert [line for line in card.splitlines() if line.startswith("#")] == [
        "# Model card: Who will leave",
        "## Model details",
        "## Intended use",
        "## Factors",
        "## Metrics",
        "## Evaluation data",
        "## Training data",
        "## Quantitative analyses",
        "## Ethical considerations",
        "## Caveats: when not to trust it",
    ]
    metrics = "| AUC | 0.800 (0.780 to 0.820) | recency rule | 0.700 (0.680 to 0.720) | "
    assert f"{metrics}0.100 (0.080 to 0.120) |" in card
    assert "within 28 days, from 1 feature." in card
    assert "| old | 50 | 0.500 (0.360 to 0.640) | too few to tell | −0.300" in card
