"""Write the references in docs/ anew, from the folder of the checkout."""

from pathlib import Path

from patron.pipeline.reference import (
    configuration_reference,
    features_reference,
    tables_reference,
)

DOCS = Path("docs")

if __name__ == "__main__":
    (DOCS / "configuration.md").write_text(configuration_reference(), encoding="utf-8")
    (DOCS / "tables.md").write_text(tables_reference(), encoding="utf-8")
    features = DOCS / "features.md"
    features.write_text(features_reference(features.read_text("utf-8")), encoding="utf-8")
