"""What every text of the report promises, whatever the language: words, and the same numbers."""

import ast
import re
from pathlib import Path

import jinja2
import pytest
from jinja2.ext import extract_from_ast

from patron import report
from patron.catalog import kinds
from patron.explain.words import languages
from patron.offers import Offer
from patron.report import changed, charts, graded, measures, quality, risk, segments, why, worked
from patron.report.language import ENGLISH, LANGUAGES, language_of
from patron.report.wording import label

HERE = Path(report.__file__).parent
# Pages for data scientists, and what `patron minimise` prints, are English.
EXPERTS = {"model", "minimised.py", "sheet.py"}
# What names of the data are called: kinds of contacts, and what becomes of offers.
OF_DATA = {"Contact", "accepted", "bought", "sent", "declined", "Other"}
TABLES = (
    *graded.TASKS.values(),
    *graded.GRADES.values(),
    *(text for how in measures.MEASURES.values() for text in (how.words, how.sentence)),
    *(text for how in measures.AT_K.values() for text in (how.words, how.sentence)),
    *measures.AMONG.values(),
    *("It scores {value}", "{n} points", "{n} of 100", "Mean score", "Share of the cases"),
    *("day", "{n} days", "customer", "not graded", "the service"),
    *("better", "worse", "not proven different", "for information"),
    *why.CHANCES.values(),
    why.TAKEN,
    *changed.PARTS.values(),
    *changed.TITLES.values(),
    changed.ALL,
    *map(label, changed.BANDS),
    *charts.CAUGHT.values(),
    *risk.VALUE_NAMES,
    *segments.MEANS.values(),
    *quality.LACKING.values(),
    *(worked.WORKED, worked.HARMED, worked.UNPROVEN, worked.ONLY_MONEY, worked.NO_GAIN),
    *(worked.SHARES, worked.AMOUNTS, "contacts", "answers of the service"),
    *map(label, kinds(Offer, "patron.offers")),
    *("Favourite departments", "Favourite categories"),
    *("Why", "Why not", "What became of it", "Answered at a call"),
    *("Contacts", "Expected profit", "Of all", "Cost", "The last brings"),
)
BRACES = re.compile(r"\{(\w+)\}")

every_other = pytest.mark.parametrize("name", sorted({p.stem for p in LANGUAGES.glob("*.yaml")}))


def of_modules():
    """Yield every text that a module hands to `say`, or keeps to say it later."""
    for path in sorted(HERE.rglob("*.py")):
        if EXPERTS & {path.name, path.parent.name}:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say":
                yield from constants(node.args[0])
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Section":
                yield from constants(node.args[0])
            if isinstance(node, ast.Assign) and path.name in ("parts.py", "offer.py", "wording.py"):
                [target] = node.targets
                is_text = str(getattr(target, "id", "")).startswith(("NO_", "NOT_KNOWN", "IN_"))
                yield from constants(node.value) if is_text else ()


def constants(node):
    """Yield the texts of a call's argument: one, or both sides of a condition."""
    if isinstance(node, ast.Constant):
        yield node.value
    if isinstance(node, ast.IfExp):
        yield from (*constants(node.body), *constants(node.orelse))


def of_templates():
    pages = jinja2.Environment()
    for path in sorted((HERE / "templates").glob("*.j2")):
        for _, _, text in extract_from_ast(pages.parse(path.read_text(encoding="utf-8")), ("_",)):
            yield from [one for one in (text if isinstance(text, tuple) else (text,)) if one]


def nouns():
    """Yield what is counted, by modules and templates."""
    for path in sorted((*HERE.rglob("*.py"), *HERE.rglob("*.j2"))):
        if not EXPERTS & {path.name, path.parent.name}:
            text = path.read_text(encoding="utf-8")
            yield from re.findall(r"counted\([^()]*(?:\([^()]*\))?[^()]*\"([a-z ]+)\"\)", text)


SAID = {*of_modules(), *of_templates(), *TABLES, *OF_DATA}


def test_there_are_texts_to_look_at():
    assert {"In short", "Risk of leaving", "{offers} after cost", "not known"} <= SAID
    assert {"customer", "interaction", "visit"} <= set(nouns())


@every_other
def test_every_text_has_words_and_none_is_left_over(name):
    told = set(language_of(name).texts)
    assert sorted(SAID - told) == []
    assert sorted(told - SAID) == []


@every_other
def test_every_noun_has_words(name):
    assert sorted(set(nouns()) - set(language_of(name).nouns)) == []


@every_other
def test_every_text_has_the_same_braces(name):
    verbs = {"are", "get", "wait"}
    for english, own in language_of(name).texts.items():
        there, here = set(BRACES.findall(own)), set(BRACES.findall(english))
        assert there <= here, english
        # A verb agrees with its noun in English and need not be told elsewhere.
        assert here - there <= verbs, english


def test_every_language_of_reasons_is_one_of_the_report():
    assert {ENGLISH, *(path.stem for path in LANGUAGES.glob("*.yaml"))} == set(languages())
