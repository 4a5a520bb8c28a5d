"""Spellings: what makes two of them the same name, exactly or as transliterations of one Arabic or Kurdish name."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

APOSTROPHES = "'’‘ʼʻ`´ʾʿ"
_QUIET = str.maketrans("", "", APOSTROPHES + ".")
_POSSESSIVE = re.compile(rf"[{APOSTROPHES}]s(?=\s|$)")
_JUNK = re.compile(r"(?<=\w)[.,]?[\[(]|[,;:]\[")
_BRACKET = re.compile(r"(?<=\w)[.,]?[\[(]")
_WORD = re.compile(r"[^\W_]+")
_DASH = re.compile(r"[-‐‑–—]+")
#: The Arabic article in its written forms; it is left out where names are compared.
ARTICLES = frozenset({"al", "el", "ul", "ar", "as", "ash", "at", "ad", "an", "az", "er", "es", "ed", "en", "ez"})
PARTICLES = ARTICLES | {"bin", "ibn", "bint", "abu", "abd", "bu", "von", "van", "de", "da", "la", "del", "der", "ben"}

# In this order: digraphs before their letters. "x" is the Arabic kh, "w" a consonant only.
_LETTERS = [
    (re.compile(pattern), letter)
    for pattern, letter in [
        (r"ou(?=[aeiou])", "w"),
        (r"x", "ks"),
        (r"kh", "x"),
        (r"gh", "g"),
        (r"dj|zh", "j"),
        (r"sch|tch|ch", "ç"),
        (r"sh", "s"),
        (r"dh", "d"),
        (r"th", "t"),
        (r"ph|v", "f"),
        (r"ck|q|c(?![eiyh])", "k"),
        (r"c", "s"),
        (r"[ao]w(?![aeiouy])|au|ou|oo|o", "u"),
        (r"w(?![aeiouy])", "u"),
        (r"eh?$", "a"),
        (r"ee|ei|ai|ay|ey|y|e", "i"),
        (r"(?<=[a-zç])h", ""),
        (r"(.)\1+", r"\1"),
    ]
]
_REPEATED = re.compile(r"(.)\1+")
# Letters that one sound of another language is written with, now this one, now that one.
_ALIKE = str.maketrans("xgçzd", "kksst")
_VOWELS = str.maketrans("", "", "aiu")


def plain(text: str) -> str:
    """Without accents, apostrophes and full stops: "Da'esh" -> "Daesh", "U.S." -> "US"."""
    if text.isascii():
        return text.translate(_QUIET)
    decomposed = unicodedata.normalize("NFKD", text.translate(_QUIET))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@lru_cache(maxsize=100_000)
def pieces(word: str) -> tuple[str, ...]:
    """The comparable parts of one word, case kept: "U.S.-led" -> US, led; punctuation is a part too, a dash "-"."""
    if word.isascii() and word.isalnum():
        return (word,)
    found = tuple(_WORD.findall(plain(_BRACKET.split(word, maxsplit=1)[0])))
    if found:
        return found
    stripped = word.strip()
    if not stripped:
        return ("\n",) if "\n" in word else ()
    return (_DASH.sub("-", stripped),)


@lru_cache(maxsize=20_000)
def name_pieces(name: str) -> tuple[str, ...]:
    """The parts of a whole name, a possessive ``'s`` as one of them, as the tokenizer has it."""
    spaced = _POSSESSIVE.sub(" s", name)
    return tuple(piece for word in spaced.split() for piece in pieces("and" if word == "&" else word))


@lru_cache(maxsize=20_000)
def key(name: str) -> tuple[str, ...]:
    """What names of one document are merged by: lower-case parts without punctuation and articles."""
    parts = [piece.lower() for piece in name_pieces(name) if piece[0].isalnum()]
    if parts and parts[0] == "the":
        del parts[0]
    bare = tuple(part for part in parts if part not in ARTICLES)
    return bare or tuple(parts)


def sound(name: str) -> str:
    """How a transliterated name sounds, roughly: "Gogjali" and "Kokjali" -> "kukjali", "Khojaly" -> "kujali"."""
    return _REPEATED.sub(r"\1", "".join(sounds(name)))


def sounds(name: str) -> tuple[str, ...]:
    """The sound of each word of a name; two letters that only meet between words are no digraph."""
    return tuple(word.translate(_ALIKE) for word in _letters(name))


def letters(name: str) -> str:
    """How a name is written, the usual transliterations of one letter made one: finer than its :func:`sound`."""
    return _REPEATED.sub(r"\1", "".join(_letters(name)))


def _letters(name: str) -> tuple[str, ...]:
    return tuple(_word_letters(word) for word in key(name))


@lru_cache(maxsize=100_000)
def _word_letters(word: str) -> str:
    for pattern, letter in _LETTERS:
        word = pattern.sub(letter, word)
    return word


def skeleton(sounded: str) -> str:
    """The consonants of a :func:`sound`, doubled ones once; a first vowel is kept as ``a``."""
    bare = sounded.translate(_VOWELS)
    once = "".join(char for i, char in enumerate(bare) if i == 0 or bare[i - 1] != char)
    return ("a" if sounded[:1] in "aiu" else "") + once


def tidy(name: str) -> str:
    """A name without what a tokenizer has left on it: footnote marks, brackets, quotation marks, a full stop after a
    word.
    """
    cut = _JUNK.split(name, maxsplit=1)[0].strip(" \"“”'’-–—,;:")
    return cut[:-1] if cut.endswith(".") and len(cut) > 4 and "." not in cut[:-1] else cut or name


def initials(name: str) -> str:
    """The first letters of a name's capitalised words."""
    return "".join(word[0] for word in name_pieces(name) if word[0].isupper())


def is_acronym(text: str) -> bool:
    """Whether a word looks like an acronym: 2 to 10 characters, mostly capitals."""
    letters = [char for char in text if char.isalpha()]
    return 2 <= len(text) <= 10 and len(letters) >= 2 and sum(c.isupper() for c in letters) * 2 > len(letters)
