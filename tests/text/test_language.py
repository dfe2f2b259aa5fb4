import pytest

from patron.text.language import is_foreign


@pytest.mark.parametrize(
    "text",
    [
        "die lieferung war sehr schlecht",
        "la qualité est très mauvaise",
        "la calidad es muy mala",
        "il pacco non è arrivato",
        "não gostei do serviço e foi caro com uma taxa",
        "het pakket is niet goed en erg laat",
        "jag är inte nöjd",
        "paczka jest uszkodzona i na pewno się nie nadaje",
    ],
)
def test_small_words_tell_another_language(text):
    assert is_foreign(text.split())


@pytest.mark.parametrize(
    "text", ["", "good", "i could die for it", "the rule of thumb", "excellent café", "war is bad"]
)
def test_english_and_what_has_no_small_words_is_not_foreign(text):
    assert not is_foreign(text.split())
