"""Corrections of what spaCy's rule lemmatizer makes of a pack without morphological features.

Without features it takes base forms for inflected ones (``need`` -> ``nee``, ``address`` -> ``addres``), and of two
verbs that share a form it takes the shorter (``hoping`` -> ``hop``). The Penn tags tell base forms, spelling tells the
others.
"""

from __future__ import annotations

import re
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Token

from .words import SavedWords, read_words

#: Tags of forms that are their own lemma.
_BASE = frozenset({"VB", "VBP", "NN", "JJ", "RB", "MD", "IN", "DT", "CD", "TO", "RP", "CC", "EX", "UH"})
_FORMS = {
    "be": "be am is are was were been being 'm 're ’m ’re",
    "have": "have has had having 've ’ve",
    "do": "do does did done doing",
    "not": "n't n’t not",
    "a": "a an",
    "will": "will 'll ’ll",
    "I": "I me i",
    "my": "my mine",
    "you": "you u",
    "your": "your yours",
    "he": "he him",
    "his": "his",
    "she": "she her",
    "we": "we us",
    "our": "our ours",
    "they": "they them",
    "their": "their theirs",
    "this": "this these",
    "that": "that those",
    "who": "who whom whose",
}
_BY_FORM = {form: lemma for lemma, forms in _FORMS.items() for form in forms.split()}
_BY_TAG = {
    ("'s", "VBZ"): "be",
    ("’s", "VBZ"): "be",
    ("'s", "POS"): "'s",
    ("’s", "POS"): "'s",
    ("'d", "MD"): "would",
    ("’d", "MD"): "would",
    ("'d", "VBD"): "have",
    ("’d", "VBD"): "have",
    ("her", "PRP$"): "her",
    ("wo", "MD"): "will",
    ("ca", "MD"): "can",
    ("wan", "VB"): "want",
    ("wan", "VBP"): "want",
    ("gon", "VBG"): "go",
    ("better", "JJR"): "good",
    ("best", "JJS"): "good",
    ("more", "JJR"): "more",
    ("most", "JJS"): "most",
}
_CLOSED = frozenset({"AUX", "PART", "PRON", "DET", "VERB"})
_NOUNISH = frozenset({"NN", "NNS", "JJ", "NNP", "FW"})
#: One syllable with a short vowel and one consonant: "hop" doubles its last letter before "-ing".
_SHORT = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]$")
#: What no base form ends in before a mute "e": of verbs that it does not know the lemmatizer takes "rebombe".
_NO_E = re.compile(
    r"(?:mb|[lnr]d|[lf]f|[gs]h|[clnrs]k|ll|[lr]m|[grw]n|[lmr]p|(?:c|f|gh|l|n|p|r)t"
    r"|(?:ai|ea|ee|oa|oo)[dklmnpt]|(?:[^fhv]|th)er|[^v]en|[^aeiou]ion)$"
)
_DOUBLED = re.compile(r"[^aeiou]*[aeiou].*([bdgmnprt])\1$")


class LemmaRules(SavedWords):
    """The component ``sitrep_lemmas``: place it behind the lemmatizer.

    It changes lemmas, and the tag and POS of known verbs that were read as nouns.
    """

    def __call__(self, doc: Doc) -> Doc:
        for token in doc:
            if token.is_space:
                continue
            irregular = self.words.irregular_verbs.get(token.lower_)
            if irregular is not None:
                _set_verb(token, *irregular)
                continue
            lemma = lemma_of(token.text, token.tag_, token.pos_, token.lemma_)
            if lemma != token.lemma_:
                token.lemma_ = lemma
        return doc


def lemma_of(word: str, tag: str, pos: str, guess: str) -> str:
    """The lemma of a word with its Penn tag and UPOS, given what the rule lemmatizer made of it."""
    lower = word.lower()
    known = _BY_TAG.get((lower, tag))
    if known is not None:
        return known
    if pos in _CLOSED and lower in _BY_FORM:
        return _BY_FORM[lower]
    if tag in ("NNP", "NNPS"):
        return word
    if tag in _BASE:
        return lower
    if tag in ("VBG", "VBN", "VBD", "VBZ"):
        return _verb(lower, guess.lower())
    return guess


def _verb(word: str, guess: str) -> str:
    """The verb that spelling allows: ``hopes`` is no form of ``hop``, nor ``staged`` of ``stag``."""
    for ending in ("ing", "ed"):
        if not word.endswith(ending) or guess[:-1] not in word[: -len(ending)]:
            continue
        stem = word[: -len(ending)]
        if guess == stem + "e" and _DOUBLED.match(stem):
            return stem[:-1]
        if guess == stem + "e" and _NO_E.search(stem):
            return stem
        if guess == stem and _SHORT.match(stem):
            return stem + "e"
        if stem.endswith("ll") and guess == stem[:-1]:
            return stem
    if word.endswith("es") and guess == word[:-2] and not guess.endswith(("s", "x", "z", "ch", "sh", "o")):
        return word[:-1]
    return guess


def _set_verb(token: Token, lemma: str, tag: str) -> None:
    if token.tag_ in _NOUNISH:
        token.tag_ = tag
        token.pos_ = "VERB"
    token.lemma_ = lemma


@Language.factory("sitrep_lemmas", assigns=["token.lemma"], requires=["token.tag"], default_config={"words": None})
def make_lemmas(nlp: Language, name: str, words: str | None = None) -> LemmaRules:
    """The component; ``words`` is the path of another ``syntax.yaml``."""
    return LemmaRules(read_words(Path(words) if words else None))
