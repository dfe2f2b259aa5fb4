"""Whether a text is English, told by the small words that every sentence needs."""

from collections.abc import Iterable

ENGLISH = frozenset(
    (
        *("the", "and", "it", "of", "my", "this", "that", "with", "you", "they", "are", "have"),
        *("had", "but", "very", "not", "to", "i", "i'm", "it's", "for", "were", "is", "be"),
    )
)
# Small words of German, French, Spanish, Italian, Portuguese, Dutch, Swedish, Danish and Polish.
OTHERS = frozenset(
    (
        *("der", "die", "das", "und", "ist", "nicht", "ich", "ein", "eine", "war", "mit", "sehr"),
        *("auch", "aber", "auf", "für", "den", "wir", "sie", "es", "zu"),
        *("le", "la", "les", "et", "est", "pas", "je", "une", "très", "mais", "dans", "pour"),
        *("c'est", "de", "du", "des", "que", "qui", "avec"),
        *("el", "los", "las", "y", "muy", "pero", "una", "por", "con", "está", "lo", "un"),
        *("il", "di", "che", "non", "è", "molto", "ma", "per", "della", "sono", "gli"),
        *("não", "uma", "muito", "mas", "em", "foi", "os", "com", "é"),
        *("het", "een", "niet", "van", "ik", "zeer", "maar", "voor", "erg", "met"),
        *("och", "inte", "mycket", "jag", "är", "det", "ikke", "jeg", "og", "er", "meget", "på"),
        *("nie", "jest", "bardzo", "się", "ale", "że", "na"),
    )
)
SIDES = {**dict.fromkeys(OTHERS, 1), **dict.fromkeys(ENGLISH, -1)}


def is_foreign(words: Iterable[str]) -> bool:
    """Return whether more of the words, in small letters, are another language's than English.

    Words of other languages look like English ones that say something: German "die", "war", "Gift".
    """
    return sum(SIDES.get(word, 0) for word in words) > 0
