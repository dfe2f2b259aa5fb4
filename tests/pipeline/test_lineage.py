import shutil

from patron.features.lineage import Read
from patron.pipeline.lineage import Lineage
from patron.pipeline.workspace import Workspace


def test_features_are_made_of_the_fields_of_sources_that_tell_their_kinds(small_shop):
    workspace = small_shop.workspace
    lineage = Lineage.of(workspace)
    by_name = {feature.name: feature for feature in workspace.features}
    assert lineage.kinds == {
        "till": {"purchase"},
        "app": {"purchase", "visit"},
        "crm": {"contact"},
    }
    assert lineage.fields_of(by_name["visits_30d"]) == ("app.at",)
    assert lineage.fields_of(by_name["spend_30d"]) == (
        "app.amount",
        "app.at",
        "till.moment",
        "till.paid",
    )
    assert lineage.fields_of(by_name["segment"]) == ("crm.segment",)


def test_what_a_text_says_is_made_of_the_text():
    mapped = {("interactions", "text"): ("words",), ("relations", "relation"): ("tie",)}
    lineage = Lineage({"web": mapped}, {"web": frozenset({"review"})})
    read = Read("interactions", "sentiment", ("review",))
    assert lineage.fields_of_read(read) == ("web.words",)
    assert lineage.fields_of_read(read._replace(kinds=("call",))) == ()
    assert lineage.fields_of_read(Read("relations", "household")) == ("web.tie",)


def test_of_a_lake_that_no_source_filled_no_feature_has_a_field(small_shop, tmp_path):
    configs = shutil.copytree(small_shop.workspace.configs, tmp_path / "ws")
    shutil.rmtree(configs / "sources")
    workspace = Workspace(configs, small_shop.workspace.home)
    assert not Lineage.of(workspace).fields
