"""The churn model behind FastAPI: the least that anybody would write by hand."""

import os

import lightgbm
import numpy as np
from fastapi import FastAPI, Request, Response

try:
    from orjson import dumps, loads
except ImportError:
    from json import loads

    def dumps(said: object) -> bytes:
        """Return an object as JSON."""
        import json

        return json.dumps(said).encode()


booster = lightgbm.Booster(model_file=os.environ["BENCH_TREES"])
columns = booster.feature_name()
app = FastAPI()


@app.get("/readyz")
async def readyz() -> dict[str, str]:
    """Say that it is there."""
    return {"status": "ready"}


@app.post("/churn")
async def churn(request: Request) -> Response:
    """Return the probability of a row."""
    row = loads(await request.body())["row"]
    [p] = booster.predict(np.array([row], dtype=float), num_threads=1)
    return Response(dumps({"probability": float(p)}), media_type="application/json")
