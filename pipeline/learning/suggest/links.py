"""Which forms name one and the same: by acronym, by words of the text, as parts of a longer name, by spelling."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain, combinations

from pipeline.actors.fuzzy import spelling_cost
from pipeline.actors.lexicon import Lexicon
from pipeline.actors.nouns import Nouns
from pipeline.actors.persons import name_parts
from pipeline.actors.spelling import initials, is_acronym, skeleton, sound
from pipeline.learning.suggest.cues import Cues
from pipeline.learning.suggest.forms import UNSEEN, Form, Key, Sighting, mostly
from pipeline.learning.suggest.longforms import is_short_form
from pipeline.learning.suggest.phrases import between, called_as, noun_before, said_to_be

_SHORTEST_ACRONYM = 3
_SHORTEST_SPELLING = 5
_NEAR = 8
_MANY = 5
_FEW = 2
_ORDINALS = {
    "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th",
    "seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th", "eleventh": "11th", "twelfth": "12th",
}  # fmt: skip
_WHERE = frozenset({"in", "near", "at", "around", "outside", "toward", "towards", "into", "inside", "across", "from"})
_KINDS = {"PERSON": "person", "ORG": "body", "LOC": "place", "FAC": "place"}

#: A form, the one that it belongs to, and why.
Link = tuple[Form, Form, str]


def links(forms: Mapping[Key, Form], lexicon: Lexicon, nouns: Nouns, cues: Cues) -> Iterator[Link]:
    """All links between forms."""
    yield from _acronyms(forms)
    yield from _known_as(forms, cues)
    yield from _in_brackets(forms, nouns)
    yield from _plurals(forms)
    yield from _states(forms, cues)
    yield from _initialled(forms)
    yield from _by_initials(forms, cues)
    yield from _called(forms)
    yield from _same_letters(forms)
    yield from _waters(forms, cues)
    yield from _surnames(forms)
    yield from _parts(forms)
    yield from _spellings(forms, lexicon)


def _acronyms(forms: Mapping[Key, Form]) -> Iterator[Link]:
    """Acronyms that stand in brackets behind their words, or are the initials of one body only."""
    bodies: dict[str, list[Form]] = defaultdict(list)
    for form in forms.values():
        short = initials(form.text)
        if len(short) >= _SHORTEST_ACRONYM and mostly(form.labels) in {"ORG", UNSEEN, "NORP"}:
            bodies[short].append(form)
    for form in forms.values():
        if form.long_of:
            longest = max((forms[key] for key in form.long_of), key=lambda long: len(long.sightings))
            yield form, longest, f"stands in brackets behind {longest.text!r}"
            continue
        owners = bodies.get("".join(char for char in form.text if char.isalnum()), []) if is_acronym(form.text) else []
        if len(owners) == 1 and owners[0] is not form and form.articles & owners[0].articles:
            yield form, owners[0], f"the initials of {owners[0].text!r}"


def _known_as(forms: Mapping[Key, Form], cues: Cues) -> Iterator[Link]:
    """ "X, better known as Y"."""
    starts = {(s.article.number, s.first): (form, s) for form in forms.values() for s in form.sightings}
    for form in forms.values():
        for sighting in form.sightings:
            for gap in range(2, _NEAR + 1):
                other = starts.get((sighting.article.number, sighting.last + gap))
                if other is None:
                    continue
                view = sighting.article.view
                words = between(view, sighting.last + 1, other[1].first - 1)
                aside = view.words[sighting.last + 1] in {",", "("} or words.endswith(" as")
                if other[0] is form or not _agree(form, other[0]):
                    break
                if words in cues.known_as and aside:
                    yield other[0], form, f"{form.text!r} is {words} {other[0].text!r}"
                    break
                short, long = (form, other[0]) if is_short_form(form.text) else (other[0], form)
                pair = is_short_form(short.text) and not is_short_form(long.text) and len(long.key) > 1
                if pair and _says_acronym(words, cues):
                    yield short, long, f"an acronym of {long.text!r}"
                    break


def _says_acronym(words: str, cues: Cues) -> bool:
    return any(f" {word} " in f" {words} " for word in cues.acronym_words)


def _in_brackets(forms: Mapping[Key, Form], nouns: Nouns) -> Iterator[Link]:
    """A body in another language: "Dast-e Siyah (Black Hand)"; not a place in its country, nor a person's party."""
    starts = {(s.article.number, s.first): (form, s) for form in forms.values() for s in form.sightings}
    for form in forms.values():
        for sighting in form.sightings:
            view = sighting.article.view
            other = starts.get((sighting.article.number, sighting.last + 2))
            if other is None or other[0] is form or view.words[sighting.last + 1] != "(":
                continue
            inside, end = other[0], other[1].last + 1
            kinds = {mostly(form.labels), mostly(inside.labels)}
            bodies = kinds <= {"ORG", "NORP", UNSEEN} or _is_called_a_body(sighting, nouns)
            if end < view.n and view.words[end] == ")" and bodies and not inside.long_of:
                yield inside, form, f"stands in brackets behind {form.text!r}"


def _is_called_a_body(sighting: Sighting, nouns: Nouns) -> bool:
    view = sighting.article.view
    said = chain(noun_before(view, sighting.first), said_to_be(view, sighting.last, nouns))
    return any((cls := nouns.cls(noun)) is not None and cls.cls == "group" for noun in said)


def _by_initials(forms: Mapping[Key, Form], cues: Cues) -> Iterator[Link]:
    """An acronym of whoever the words before mean: "The insurgents, known by their initials PMI"."""
    owners = _owners(forms)
    for form in forms.values():
        for sighting in form.sightings if is_short_form(form.text) else ():
            view, number = sighting.article.view, sighting.article.number
            begin = view.sents[view.sent[sighting.first]][0]
            commas = [i for i in range(max(begin, sighting.first - _NEAR), sighting.first) if view.words[i] == ","]
            if not commas or not _says_acronym(between(view, commas[-1], sighting.first - 1), cues):
                continue
            for first, last in sighting.article.names_of(commas[-1] - 1):
                owner = owners.get((number, first, last))
                if owner is not None and owner is not form and len(owner.key) > 1 and "PERSON" not in owner.labels:
                    yield form, owner, f"the initials of {owner.text!r}"
                    break


def _owners(forms: Mapping[Key, Form]) -> dict[tuple[int, int, int], Form]:
    return {(s.article.number, s.first, s.last): form for form in forms.values() for s in form.sightings}


def _called(forms: Mapping[Key, Form]) -> Iterator[Link]:
    """The subject of a verb of naming: "Davron, who runs a bakery and is known to everybody as the Baker"."""
    at: dict[tuple[int, int], Form] = {
        (s.article.number, i): form
        for form in forms.values() for s in form.sightings for i in range(s.first, s.last + 1)
    }  # fmt: skip
    for form in forms.values():
        for sighting in form.sightings:
            named = called_as(sighting.article.view, sighting.first)
            owner = at.get((sighting.article.number, named)) if named is not None else None
            if owner is not None and owner is not form and _may_be_called(owner, form):
                yield form, owner, f"what {owner.text!r} is called"


def _may_be_called(owner: Form, name: Form) -> bool:
    """Whether somebody may have a name: whatever the model takes the nickname of a person for."""
    nickname = mostly(owner.labels) == "PERSON" and len(name.key) < _SHORTEST_ACRONYM
    return nickname or _agree(owner, name)


def _same_letters(forms: Mapping[Key, Form]) -> Iterator[Link]:
    """A name written in one word or in several: "Dar-i-Nuk" and "Darinuk"."""
    whole: dict[str, Form] = {}
    for form in sorted(forms.values(), key=lambda form: (-len(form.sightings), form.key)):
        letters = "".join(form.key)
        usual = whole.setdefault(letters, form)
        if usual is not form and len(letters) >= _SHORTEST_SPELLING:
            yield form, usual, f"spelled nearly like {usual.text!r}"


def _waters(forms: Mapping[Key, Form], cues: Cues) -> Iterator[Link]:
    """A river or range by its name alone, with an article: "the frozen Zharik" of the "Zharik River"."""
    for form in forms.values():
        short = forms.get(form.key[:-1]) if form.key[-1] in cues.with_article else None
        if short is not None and any(_has_the(sighting) for sighting in short.sightings):
            yield short, form, f"a part of {form.text!r}"


def _has_the(sighting: Sighting) -> bool:
    view, i = sighting.article.view, sighting.first - 1
    i -= i > 0 and view.tag[i].startswith("JJ")
    follows = view.after(sighting.last)
    return i >= 0 and view.lower[i] == "the" and (follows is None or not view.is_noun(follows))


def _plurals(forms: Mapping[Key, Form]) -> Iterator[Link]:
    """One of many: "a Grey Jackal" of the "Grey Jackals"."""
    for form in forms.values():
        many = forms.get((*form.key[:-1], f"{form.key[-1]}s"))
        if many is None or is_acronym(form.text):
            continue
        labels = {mostly(form.labels), mostly(many.labels)}
        if labels <= {"NORP", "ORG", UNSEEN} or (len(form.key) > 1 and "PERSON" not in labels):
            yield form, many, f"one of the {many.text!r}"


def _agree(one: Form, other: Form) -> bool:
    """Whether two forms may name the same kind of thing, as far as the labels go."""
    labels = {mostly(one.labels), mostly(other.labels)} - {UNSEEN}
    return len(labels) < 2 or labels in ({"ORG", "NORP"}, {"LOC", "FAC"}, {"PERSON", "ORG"})


def _states(forms: Mapping[Key, Form], cues: Cues) -> Iterator[Link]:
    """The short name of a state: "Soranth" of the "Republic of Soranth"."""
    for form in forms.values():
        at = form.key.index("of") if "of" in form.key[1:] else 0
        short = forms.get(form.key[at + 1 :]) if at and form.key[at - 1] in cues.states else None
        if short is not None:
            yield short, form, f"the short name of {form.text!r}"


def _initialled(forms: Mapping[Key, Form]) -> Iterator[Link]:
    """A person whose first names are initials: "J.P. Marwick" is "J. P. Marwick", or "John Paul Marwick"."""
    people: dict[str, list[Form]] = defaultdict(list)
    for form in forms.values():
        if len(form.key) > 1 and mostly(form.labels) in {"PERSON", UNSEEN}:
            people[form.key[-1]].append(form)
    for group in people.values():
        for form in group:
            if _are_initials(form):
                full = [other for other in group if other is not form and _may_be_short(form, other)]
                if len(full) == 1:
                    yield form, full[0], f"the initials of {full[0].text!r}"


def _are_initials(form: Form) -> bool:
    """Whether all words of a name but the last are initials."""
    first = form.text.replace(".", ". ").split()[:-1]
    return bool(first) and all(len(word.rstrip(".")) < _SHORTEST_ACRONYM and word.isupper() for word in first)


def _may_be_short(form: Form, other: Form) -> bool:
    """Whether initials are those of another name; of two ways to write them, one is short for the other."""
    letters = "".join(form.key[:-1])
    if _are_initials(other):
        return "".join(other.key[:-1]) == letters and form.key < other.key
    return "".join(word[0] for word in other.key[:-1]).startswith(letters)


def _surnames(forms: Mapping[Key, Form]) -> Iterator[Link]:
    """A surname, or a first name, of the one person who has it in full: in the same articles, else in any."""
    full: dict[str, list[Form]] = defaultdict(list)
    for form in forms.values():
        parts = name_parts(form.text)
        if 1 < len(parts) < _MANY and ("PERSON" in form.labels or mostly(form.labels) == UNSEEN):
            full[parts[-1]].append(form)
            full[parts[0]].append(form)
            for part in parts[1:-1]:
                full[part].append(form)
    for form in forms.values():
        parts = name_parts(form.text)
        if len(parts) != 1:
            continue
        everyone = full.get(parts[0], [])
        owners = [owner for owner in everyone if owner.articles & form.articles] or everyone
        last = [owner for owner in owners if name_parts(owner.text)[-1] == parts[0]]
        first = [owner for owner in owners if name_parts(owner.text)[0] == parts[0]]
        one = last if last else first
        placed = len(one) == 1 and form.labels["LOC"] > len(one[0].sightings)
        if len(one) == 1 and not placed and _is_person(form, one[0]) and not any(_is_where(s) for s in form.sightings):
            yield form, one[0], f"a name of {one[0].text!r}"


def _is_person(short: Form, full: Form) -> bool:
    """Whether a full name is a person's, as the model says of it or, where it saw no name, of its part."""
    return "PERSON" in full.labels or (mostly(full.labels) == UNSEEN and mostly(short.labels) == "PERSON")


def _is_where(sighting: Sighting) -> bool:
    """Whether a name stands behind a word that asks for a place."""
    view = sighting.article.view
    return sighting.first > 0 and view.lower[sighting.first - 1] in _WHERE


def _parts(forms: Mapping[Key, Form]) -> Iterator[Link]:
    """The beginning or the end of one longer name of a body: "White Flame" of the "Order of the White Flame"."""
    bodies = [form for form in forms.values() if mostly(form.labels) in {"ORG", "NORP", UNSEEN} and len(form.key) > 1]
    for form in forms.values():
        if is_acronym(form.text) or not _may_be_body(form):
            continue
        whole = [body for body in bodies if body is not form and _is_part(form.key, body.key)]
        whole.sort(key=lambda body: (bool(form.articles & body.articles), len(body.sightings), body.key))
        owners = list({_numbered(body.key): body for body in whole}.values())
        if len(owners) == 1 and (len(form.key) > 1 or form.articles & owners[0].articles):
            yield form, owners[0], f"a part of {owners[0].text!r}"


def _may_be_body(form: Form) -> bool:
    """Whether the model takes a name for a body's, or it is one of several words that does things and is nowhere."""
    label = mostly(form.labels)
    if label in {"ORG", "NORP"}:
        return label == "ORG" or len(form.key) > 1
    acts = any(sighting.article.view.is_subject(sighting.last) for sighting in form.sightings)
    return len(form.key) > 1 and acts and not any(_is_where(sighting) for sighting in form.sightings)


def _is_part(part: Key, whole: Key) -> bool:
    part, whole = _numbered(part), _numbered(whole)
    if len(part) >= len(whole):
        return part == whole  # "9th" and "Ninth"
    return whole[: len(part)] == part or whole[-len(part) :] == part


def _numbered(words: Key) -> Key:
    """Words with ordinals as figures."""
    return tuple(_ORDINALS.get(word, word) for word in words)


def _spellings(forms: Mapping[Key, Form], lexicon: Lexicon) -> Iterator[Link]:
    """Names whose consonants sound the same and whose letters nearly agree."""
    alike: dict[tuple[int, str], list[Form]] = defaultdict(list)
    for form in forms.values():
        text = form.text
        if mostly(form.labels) in _KINDS and len(text) >= _SHORTEST_SPELLING and not is_acronym(text):
            alike[len(form.key), skeleton(sound(text))].append(form)
    for group in alike.values():
        for one, other in combinations(group, 2):
            rare, usual = sorted((one, other), key=lambda form: (len(form.sightings), form.key))
            kinds = {_KINDS[mostly(rare.labels)], _KINDS[mostly(usual.labels)]}
            if len(kinds) > 1 and len(rare.sightings) > _FEW:
                continue  # the model may be wrong about a name that it has hardly seen
            close = all(spelling_cost(usual.text, rare.text, kind) is not None for kind in kinds)
            if close and not lexicon.apart(usual.text, rare.text):
                yield rare, usual, f"spelled nearly like {usual.text!r}"
