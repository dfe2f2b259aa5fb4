"""Write docs/configuration.md and docs/tables.md anew, from the folder of the checkout."""

from pathlib import Path

from patron.pipeline.reference import configuration_reference, tables_reference

DOCS = Path("docs")

if __name__ == "__main__":
    (DOCS / "configuration.md").write_text(configuration_reference(), encoding="utf-8")
    (DOCS / "tables.md").write_text(tables_reference(), encoding="utf-8")
