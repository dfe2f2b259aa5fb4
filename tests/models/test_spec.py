import pytest

from patron.errors import ConfigError
from patron.models import ModelSpec, load_spec


@pytest.fixture
def load(tmp_path):
    def load(text):
        path = tmp_path / "churn.yaml"
        path.write_text(text)
        return load_spec(path)

    return load


def test_the_file_says_estimator_parameters_and_formulas(load):
    spec = load(
        "{task: churn, estimator: boosted_classifier, params: {trees: 9}, without: ['item_*'], "
        "against: [{type: column, name: rule, column: days, missing: 1}]}"
    )
    assert spec.make_estimator().get_params()["trees"] == 9
    assert spec.make_estimator(trees=5, leaves=7).get_params()["trees"] == 5
    assert [formula.name for formula in spec.against] == ["rule"]
    assert [spec.uses(name) for name in ("item_buys", "days", "ITEM_x")] == [False, True, True]


@pytest.mark.parametrize(
    ("params", "says"),
    [
        ("{tres: 9}", r"no parameter 'tres', but: .*did you mean trees"),
        (
            "{trees: many}",
            r"trees is 'many', but must be a whole number of 0 or more, such as 1000",
        ),
        ("{trees: 2.5}", r"trees is 2\.5, but must be a whole number"),
        ("{trees: true}", r"trees is True, but must be a whole number"),
        ("{learning_rate: -1}", r"learning_rate is -1, but must be a number of 0 or more"),
    ],
)
def test_a_parameter_that_cannot_be_meant_is_named(load, params, says):
    with pytest.raises(ConfigError, match=says):
        load(f"{{task: churn, estimator: boosted_classifier, params: {params}}}")


def test_a_whole_number_may_stand_for_one_with_a_point(load):
    spec = load("{task: churn, estimator: boosted_classifier, params: {l2: 5}}")
    assert spec.make_estimator().get_params()["l2"] == 5


def test_an_unknown_estimator_is_named_with_those_there_are():
    spec = ModelSpec(task="churn", estimator="bosted_classifier")
    with pytest.raises(
        ConfigError, match=r"churn model: estimator is 'bosted_classifier'.*did you mean"
    ):
        spec.estimator_class()
