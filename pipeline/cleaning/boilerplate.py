"""Paragraphs of a page or description that are no text: subscriptions, link lists, share buttons, credits."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.cleaning.settings import BoilerplateRule, Settings, settings

_URL = re.compile(r"\b(?:https?://|www\.)\S+|\b[\w-]{1,60}\.(?:com|org|net|ly)/\S+", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_APOSTROPHES = str.maketrans("’‘ʼ", "'''")
_EDGES = " \t.:!*-–—|>»…[]"
_OPENERS = "[(*-–—>» "
_LONGEST = 400


def is_boilerplate(text: str) -> bool:
    """Whether a paragraph is furniture of the page, by the rules of the configuration."""
    if len(text) > _LONGEST:
        return False
    known = settings()
    folded = fold(text)
    return is_link_line(text, known.link_line_words) or any(_applies(rule, folded) for rule in known.boilerplate)


def fold(text: str) -> str:
    """How phrases are compared: lower case, plain apostrophes, single blanks."""
    return " ".join(text.translate(_APOSTROPHES).casefold().split())


def is_link_line(text: str, max_words: int) -> bool:
    """Whether a line is a link with at most ``max_words`` words around it."""
    rest, links = _URL.subn(" ", text)
    return links > 0 and len(_WORD.findall(rest)) <= max_words


def _applies(rule: BoilerplateRule, folded: str) -> bool:
    if len(folded) > rule.max_chars:
        return False
    if rule.whole:
        return folded.strip(_EDGES) in rule.starts or folded in rule.starts
    if rule.starts and not _begins(folded, rule.starts) and not _begins(folded.lstrip(_OPENERS), rule.starts):
        return False
    return not rule.contains or any(word in folded for word in rule.contains)


def _begins(folded: str, phrases: tuple[str, ...]) -> bool:
    """Whether a text begins with one of the phrases, as whole words."""
    for phrase in phrases:
        rest = folded[len(phrase) :]
        if folded.startswith(phrase) and not (phrase[-1].isalnum() and rest[:1].isalnum()):
            return True
    return False


@lru_cache(maxsize=4)
def _sound_pattern(known: tuple[str, ...]) -> re.Pattern[str]:
    words = "|".join(re.escape(sound) for sound in sorted(known, key=len, reverse=True))
    return re.compile(rf"[\[(][ _*♪]?(?:{words})[ _*♪]?[\])]|[♪♫]+", re.IGNORECASE)


def sounds() -> re.Pattern[str]:
    """Matches the sounds that captions write down."""
    known: Settings = settings()
    return _sound_pattern(known.sounds)
