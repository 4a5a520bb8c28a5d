"""Capitals that stand for governments: "Baghdad launched its offensive", "talks with Tehran", "Moscow's allies"."""

from __future__ import annotations

from pipeline.actors.lexicon import Lexicon
from pipeline.actors.view import View

_PARTIES = frozenset({"against", "between", "by", "for", "from", "on", "to", "toward", "towards", "upon", "with"})
_CONTENT = ("ccomp", "xcomp")


def governs(view: View, head: int, lexicon: Lexicon) -> bool:
    """Whether the capital whose name has its head at a token acts, is spoken to, or is a party to what states do."""
    first = view.first_conjunct(head)
    above, dep = view.head[first], view.dep[first]
    if above == first:
        return False
    if dep in {"obj", "iobj"}:
        return view.lemma[above] in lexicon.addressing
    if dep == "nsubj":
        return _acts(view, above, lexicon)
    if dep == "nmod:poss":
        return view.lemma[above] in lexicon.state_owned
    return dep.startswith(("obl", "nmod")) and _is_party(view, first, above, lexicon)


def _acts(view: View, verb: int, lexicon: Lexicon) -> bool:
    """Whether a verb says what only people do: it does something to somebody, or has something said or wanted."""
    if not view.is_verb(verb) or view.with_dep(verb, "aux:pass"):
        return False
    lemma = view.lemma[verb]
    if lemma in lexicon.governing:
        return True
    return lemma not in lexicon.befalling and bool(view.with_dep(verb, "ccomp", "obj"))


def _is_party(view: View, first: int, above: int, lexicon: Lexicon) -> bool:
    """Whether the name hangs by a preposition on what is done by, to or with states."""
    links = {view.lower[c] for c in view.children[first] if view.dep[c] == "case"}
    if "by" in links:
        return view.tag[above] == "VBN"
    if links & {"on", "upon"} and view.lemma[above] == "call":
        return True
    return bool(links & _PARTIES) and view.lemma[above] in lexicon.diplomatic
