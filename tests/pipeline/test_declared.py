from patron.pipeline import features_of


def test_features_are_those_that_the_model_was_trained_with(shop):
    model = shop.workspace.registry.champion("churn")
    declared = {feature.name: feature for feature in shop.workspace.features}
    assert features_of(model) == [declared[name] for name in model.columns]
