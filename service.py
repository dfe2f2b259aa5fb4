"""Where BentoML finds the service: in a checkout and in a built bento alike."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent

# BentoML would tell its maker about every start.
os.environ.setdefault("BENTOML_DO_NOT_TRACK", "True")
# A bento carries the bundle that it was built with; a checkout has the newest one here.
os.environ.setdefault(
    "PATRON_BUNDLE",
    str(HERE / "models" / "bundle" / os.environ.get("PATRON_WORKSPACE", "complete_journey")),
)
sys.path.insert(0, str(HERE / "src"))

from patron.service.scoring import Scoring

__all__ = ["Scoring"]
