import pytest
from pydantic import ValidationError

from patron.identity.probable_rules import Part, ProbableRules

NAME = {"field": "name", "kind": "name"}
BORN = {"field": "born", "kind": "date"}


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("born", Part(field="born")),
        ("name:3", Part(field="name", letters=3)),
        ("name.words", Part(field="name", words="words")),
    ],
)
def test_a_part_is_a_field_its_first_letters_or_its_words(text, part):
    assert Part.of(text) == part


@pytest.mark.parametrize("text", ["name:", "name:x", "name.letters", "name.words:3"])
def test_another_part_is_refused(text):
    with pytest.raises(ValueError, match="a part is written field, field:3"):
        Part.of(text)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"blocking": [["nam"]]}, r"'nam', but the fields compared.*did you mean name"),
        ({"blocking": [["born.words"]]}, "only a name or address has words"),
        ({"compare": [NAME, NAME]}, "names a field twice"),
        ({"review_at": 0.9}, "review_at is 0.9, but must be below merge_at, 0.8"),
    ],
)
def test_rules_that_do_not_fit_together_are_refused(change, message):
    with pytest.raises(ValidationError, match=message):
        ProbableRules.model_validate({"compare": [NAME, BORN], "blocking": [["name"]]} | change)
