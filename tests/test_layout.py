"""Each test file is of a source module, and each source module has a test."""

from pathlib import Path

TESTS = Path(__file__).parent
SOURCE = TESTS.parent / "src" / "patron"
# Tests of the whole instead of one module or family.
OF_THE_WHOLE = {
    "test_bad_input",
    "test_benchmark_decisions",
    "test_benchmark_explain",
    "test_benchmark_faults",
    "test_benchmark_features",
    "test_benchmark_known_time",
    "test_benchmark_models",
    "test_benchmark_service",
    "test_benchmark_shared",
    "test_benchmark_uplift",
    "test_bentofile",
    "test_docs",
    "test_end_to_end",
    "test_init",
    "test_known_time",
    "test_layout",
    "test_notebooks",
    "report/test_in_browser",
    "service/console/test_browser",
    "service/test_fuzz",
    "service/test_partner",
    "service/test_python_client",
    "sources/test_cdnow",
    "sources/test_complete_journey",
}
# Modules that the test of something larger covers.
COVERED_BY = {
    "cli/minimise": "pipeline/test_minimise",
    **dict.fromkeys(
        (
            f"schema/{part}"
            for part in ["sources", "people", "past", "answers", "decisions", "grades"]
        ),
        "schema/test_table",
    ),
    "pipeline/unread": "pipeline/test_minimise",
    "models/review": "training/review/test_make",
    "cli/say_key": "cli/test_key",
    "client/cards": "contracts/test_every_address",
    "client/records": "contracts/test_every_address",
    "features/backwards": "features/test_kernel",
    "features/different": "features/test_kernel",
    "features/state": "features/test_kernel",
    "features/past": "features/test_function",
    "history/facts": "history/test_read",
    "pipeline/audit": "cli/test_key",
    "live/migrations/env": "live/test_migrate",
    "live/migrations/versions/r0001_received": "live/test_tables",
    "live/migrations/versions/r0002_keys": "live/test_audit",
    "live/console": "live/test_worklist",
    "live/migrations/versions/r0005_console": "live/test_tables",
    "live/migrations/versions/r0003_decisions": "live/test_tables",
    "live/migrations/versions/r0004_cards": "live/test_tables",
    "live/deciding": "live/test_desk",
    "live/opened": "live/test_store",
    "live/queries": "live/test_snapshot",
    "service/console/about": "service/console/test_overview",
    "service/console/lines": "service/console/test_week",
    "service/console/tasks": "service/console/test_week",
    "service/console/tile": "service/console/test_tiles",
    "service/console/names": "service/console/test_customer",
    "service/console/routes": "service/console/test_entrance",
    "service/examples": "service/test_openapi",
    "service/schemas": "service/test_openapi",
    "pipeline/known_as": "pipeline/test_publish",
    "pipeline/told": "pipeline/test_publish",
    "pipeline/reference/__main__": "pipeline/reference/test_tables",
    "pipeline/finding": "pipeline/test_doctor",
    "service/inputs": "service/test_scorer",
    "service/past": "service/test_decider",
    "service/receipt": "service/test_decider",
    "training/declared": "training/test_duel",
    "training/lookup": "training/test_frame",
    "training/verdict": "training/test_duel",
    "tasks/generators/base": "contracts/test_every_generator",
    "world/block": "world/test_simulate",
    "world/touches": "world/test_simulate",
    "world/words": "world/test_goods",
}


def under(folder, pattern):
    """Return files as paths without suffix, such as ``features/count``."""
    files = (path for path in folder.rglob(pattern) if path.name != "__init__.py")
    return {str(path.relative_to(folder).with_suffix("")) for path in files}


MODULES, FILES = under(SOURCE, "*.py"), under(TESTS, "test_*.py")


def test_every_module_has_a_test():
    def covered(module):
        folder, _, name = module.rpartition("/")
        own = f"{folder}/test_{name}".lstrip("/")
        return own in FILES or COVERED_BY.get(module) in FILES

    assert [module for module in sorted(MODULES) if not covered(module)] == []


def test_every_test_is_of_a_module_a_family_or_the_whole():
    def has_a_place(test):
        folder, _, name = test.rpartition("/")
        if folder == "contracts":
            return name.startswith("test_every_")
        module = f"{folder}/{name.removeprefix('test_')}".lstrip("/")
        return test in OF_THE_WHOLE or module in MODULES or (SOURCE / module).is_dir()

    assert [test for test in sorted(FILES) if not has_a_place(test)] == []
