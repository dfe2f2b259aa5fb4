"""A service of which the test says what it answers, and which notes what it was asked."""

import json
import random

import httpx
import pytest

from patron.client import Client, Retries


class Said:
    """Answers, in order; the last one again and again."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []
        self.waits = []

    def __call__(self, request):
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def client(self, key=None, **retries):
        return Client(
            "http://patron.example",
            key,
            retries=Retries(drawn_by=random.Random(1), **retries),
            transport=httpx.MockTransport(self),
            sleep=self.waits.append,
        )

    @property
    def bodies(self):
        return [json.loads(request.content) for request in self.asked]


@pytest.fixture
def says():
    """Return a function that makes a service which says this."""
    return Said


@pytest.fixture
def problem():
    """Return a function that makes an answer of the service that refuses."""

    def make(status, detail="No.", headers=(), **more):
        body = {"type": "about:blank", "title": "", "status": status, "detail": detail, **more}
        return httpx.Response(status, json=body, headers=dict(headers))

    return make
