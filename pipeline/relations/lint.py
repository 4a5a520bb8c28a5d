"""The linters of the ontology and of the cues: every finding with its line and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from pipeline.relations.cues import FILE as CUES
from pipeline.relations.cues import CueLists, NounKind, VerbKind
from pipeline.relations.grammar import Grammar, load_grammar
from pipeline.relations.mentions import TYPE_CLASSES
from pipeline.relations.ontology import Frame, Relation
from pipeline.relations.slots import REACH
from pipeline.resources import Problem

__all__ = ["Read", "frame_line", "lint_ontology", "lint_status"]

FILE = "ontology.yaml"
TRIGGERS = ("verbs", "nouns", "adjectives")
#: Slots that are no prepositions; the head of the ontology file says what each one holds.
SLOTS = frozenset(
    {
        "subj",
        "obj",
        "iobj",
        "poss",
        "mod",
        "comp",
        "xcomp",
        "comp_subj",
        "comp_obj",
        "comp_against",
        "comp_on",
        "comp_at",
        "expl",
        "victim",
    }
    | {"prefix", "infix", "prefix_poss", "head", "coordinate"}
    | REACH.keys()
)
#: Words that make a prepositional slot, one or more of them ("out of"), besides those of the grammar.
_PREPOSITIONS = frozenset(
    {"about", "above", "after", "amid", "apart", "as", "aside", "before", "behind", "below", "beneath", "beside"}
    | {"beyond", "despite", "during", "like", "opposite", "past", "per", "since", "throughout", "under", "until"}
    | {"versus", "via", "without"}
)
_CLASSES = frozenset({"thing", "weapon", "vehicle", "any"}).union(*TYPE_CLASSES.values())
#: What a relation's codes may depend on besides the family of the means: the side of the actor.
_SIDES = frozenset({"default", "government", "nonstate"})

#: From a text to the statements told in it, each a tuple that begins with the relation's name.
Read = Callable[[str], list[tuple[str, ...]]]
#: A line and what is wrong there.
Finding = tuple[int, str]
Shape = TypeVar("Shape")


class _Known(NamedTuple):
    """What a frame may use: classes of arguments, families of means and sides, words of prepositional slots."""

    classes: frozenset[str]
    families: frozenset[str]
    slots: frozenset[str]


class _Lists(msgspec.Struct):
    """The file but for its relations."""

    light_verbs: list[str] = []
    idioms: list[str] = []
    metonyms: list[str] = []
    instruments: dict[str, list[str]] = {}
    classes: dict[str, list[str]] = {}


def lint_ontology(configs: Path, read: Read | None = None) -> list[Problem]:
    """All that is wrong in the ontology of a folder of configuration, in the order of its lines.

    Args:
        configs: the folder.
        read: reads the statements of a text; without it, ``examples`` and ``not_examples`` are not tried.
    """
    data = _mapping(configs, FILE, "it defines the relations", "relations")
    if isinstance(data, Problem):
        return [data]
    try:
        slots = _slot_words(load_grammar(configs))
    except ValueError as error:
        return [Problem(FILE, 0, f"its prepositions are not known: {error}")]
    return [Problem(FILE, line, message) for line, message in sorted(set(_file(data, slots, read)))]


def lint_status(configs: Path) -> list[Problem]:
    """All that is wrong in the cues of status and source, in the order of their lines: keys that nothing reads, effects
    that there are not, and cues that stand in two kinds, so that only one of them could count.
    """
    data = _mapping(configs, CUES, "it says what makes a statement planned, possible, negated or reported", "verbs")
    if isinstance(data, Problem):
        return [data]
    return [Problem(CUES, line, message) for line, message in sorted(set(_cues(data)))]


def _mapping(configs: Path, name: str, purpose: str, key: str) -> Any:
    """The content of a file with its lines, or the problem that keeps it from being read."""
    path = configs / name
    if not path.is_file():
        return Problem(name, 0, f"there is no such file in {configs}; {purpose}")
    try:
        data = YAML(typ="rt", pure=True).load(path.read_text("utf-8"))
    except (YAMLError, UnicodeDecodeError) as error:
        return Problem(name, *_unreadable(error))
    return data if isinstance(data, dict) else Problem(name, 0, f"the file is no mapping; it needs a key {key!r}")


def frame_line(configs: Path, name: str) -> int:
    """The line of the frame that a trigger of a statement names ("CAPTURE:take control of"); 0 where there is none."""
    relation, _, phrase = name.partition(":")
    data = YAML(typ="rt", pure=True).load((configs / FILE).read_text("utf-8"))
    frames = data["relations"].get(relation, {}).get("frames", [])
    for index, frame in enumerate(frames):
        if frame.get("name") == name or any(phrase in frame.get(kind, ()) for kind in TRIGGERS):
            return _line(frames, index)
    return 0


def _slot_words(grammar: Grammar) -> frozenset[str]:
    return _PREPOSITIONS | grammar.prepositions | grammar.phrasal


def _unreadable(error: Exception) -> Finding:
    """Line and text of a YAML error."""
    if isinstance(error, MarkedYAMLError) and error.problem_mark is not None:
        return error.problem_mark.line + 1, f"not readable as YAML: {error.problem or error.context}"
    return 0, f"not readable: {' '.join(str(error).split())}"


def _file(data: Any, slots: frozenset[str], read: Read | None) -> Iterator[Finding]:
    known = (*_Lists.__struct_fields__, "relations")
    yield from _unknown_keys(data, known, 0)
    lists = _Lists()
    for key in _Lists.__struct_fields__:
        if key in data:
            found = _converted({key: _plain(data[key])}, _Lists)
            if isinstance(found, str):
                yield _line(data, key), found
            else:
                setattr(lists, key, getattr(found, key))
    relations = data.get("relations")
    if not isinstance(relations, dict) or not relations:
        yield _line(data, "relations"), "no relations; the key 'relations' maps a name to what the relation is"
        return
    classes = _CLASSES | lists.classes.keys()
    families = _SIDES | lists.instruments.keys()
    for name, entry in relations.items():
        yield from _named(str(name), _relation(entry, _line(relations, name), _Known(classes, families, slots)))
        if read is not None and isinstance(entry, dict):
            yield from _named(str(name), _examples(str(name), entry, read))


def _named(name: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    return ((line, f"{name}: {message}") for line, message in findings)


# --- cues ---


def _cues(data: Any) -> Iterator[Finding]:
    yield from _unknown_keys(data, CueLists.__struct_fields__, 0)
    for section, shape in (("verbs", VerbKind), ("nouns", NounKind)):
        kinds = data.get(section)
        if not isinstance(kinds, dict):
            yield _line(data, section), f"{section}: no kinds; the key maps a kind to its effects and its words"
            continue
        seen: dict[str, str] = {}
        for name, kind in kinds.items():
            yield from _named(f"{section}: {name}", _kind(name, kind, _line(kinds, name), shape, seen))
    rest = {key: value for key, value in _plain(data).items() if key in CueLists.__struct_fields__}
    found = _converted(rest | {"verbs": {}, "nouns": {}}, CueLists)
    if isinstance(found, str):
        yield 0, found
    for key in ("negators", "negative_pronouns", "negative_determiners", "adverbs", "adjectives", "happening"):
        words = [str(word) for word in data.get(key, ())]
        yield from ((_line(data, key), text) for text in _twice(key, words))


def _kind(
    name: str, kind: Any, line: int, shape: type[VerbKind] | type[NounKind], seen: dict[str, str]
) -> Iterator[Finding]:
    if not isinstance(kind, dict):
        yield line, "the kind is no mapping; it needs 'words' and its effects"
        return
    keys = shape.__struct_encode_fields__
    yield from _unknown_keys(kind, keys, line)
    found = _converted({key: value for key, value in _plain(kind).items() if key in keys}, shape)
    if isinstance(found, str):
        yield line, found
        return
    words = [str(word) for word in kind["words"]]
    yield from ((_line(kind, "words", line), text) for text in _twice("words", words))
    for word in dict.fromkeys(words):
        if word in seen:
            yield _line(kind, "words", line), f"{word!r} stands under {seen[word]!r} as well; keep it in one of them"
        seen.setdefault(word, str(name))


def _twice(key: str, words: list[str]) -> Iterator[str]:
    for word in dict.fromkeys(words):
        if words.count(word) > 1:
            yield f"{key}: {word!r} stands there twice; drop one"
        if word != word.lower() or not word.strip():
            yield f"{key}: {word!r} is no lemma; write it in lower case"


# --- relations and frames ---


def _relation(entry: Any, line: int, known: _Known) -> Iterator[Finding]:
    if not isinstance(entry, dict):
        yield line, "the relation is no mapping; see the head of the file for its keys"
        return
    yield from _unknown_keys(entry, Relation.__struct_fields__, line)
    plain = _known(_plain(entry), Relation)
    found = _converted(plain | {"frames": []}, Relation)
    if isinstance(found, str):
        yield line, found
    else:
        for key, words in (("subject", found.subject), ("object", found.object)):
            yield from ((_line(entry, key, line), text) for text in _no_classes(key, words, known.classes | {"none"}))
        for key, codes in (("acled", found.acled), ("cameo", found.cameo)):
            for case in codes.keys() - known.families if isinstance(codes, dict) else ():
                cases = ", ".join(sorted(known.families))
                yield _line(entry, key, line), f"{key}: there is no case {case!r}; use one of {cases}"
    frames = entry.get("frames")
    if not isinstance(frames, list) or not frames:
        yield _line(entry, "frames", line), "no frames: nothing tells the relation; give at least one"
        return
    seen: dict[tuple[str, str, bytes], int] = {}
    for index, frame in enumerate(frames):
        yield from _frame(frame, _line(frames, index, line), known, seen)


def _frame(raw: Any, line: int, known: _Known, seen: dict[tuple[str, str, bytes], int]) -> Iterator[Finding]:
    if not isinstance(raw, dict):
        yield line, "the frame is no mapping; see the head of the file for its keys"
        return
    yield from _unknown_keys(raw, Frame.__struct_fields__, line)
    frame = _converted(_known(_plain(raw), Frame), Frame)
    if isinstance(frame, str):
        yield line, frame
        return
    if not any(getattr(frame, kind) for kind in TRIGGERS):
        yield line, "the frame has no trigger; give verbs, nouns or adjectives"
    for key, words in (("subject_is", frame.subject_is), ("object_is", frame.object_is)):
        yield from ((_line(raw, key, line), text) for text in _no_classes(key, words or [], known.classes))
    yield from ((_line(raw, key, line), text) for key, text in _slots(frame, known.slots))
    yield from ((_line(raw, key, line), text) for key, text in _needs(frame, known.classes))
    yield from ((line, text) for text in _required(frame))
    yield from ((_line(raw, kind, line), text) for kind, text in _repeated(frame, line, seen))


def _no_classes(key: str, words: list[str], classes: frozenset[str]) -> Iterator[str]:
    for word in words:
        if word not in classes:
            yield f"{key}: there is no class {word!r}{_nearest(word, classes)}; define it under 'classes'"


def _slots(frame: Frame, known: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Slots that nothing fills, each with the key it stands under."""
    for key in ("subject", "object", "instrument", "quantity", "place"):
        for slot in (getattr(frame, key) or "").split("|"):
            if slot.strip() or getattr(frame, key):
                yield from _no_slot(key, slot.strip(), known)
    for key in ("needs", "unless"):
        for slot in getattr(frame, key):
            yield from _no_slot(key, slot, known)


def _no_slot(key: str, slot: str, known: frozenset[str]) -> Iterator[tuple[str, str]]:
    if slot not in SLOTS and (not slot or not set(slot.split()) <= known):
        near = _nearest(slot, SLOTS | known)
        yield key, f"{key}: nothing fills a slot {slot!r}{near}; use a slot of the file's head or a preposition"


def _needs(frame: Frame, classes: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Words beside a trigger that can never stand there. A lemma may be any word; what looks like a class is one."""
    for key in ("needs", "unless"):
        for slot, words in getattr(frame, key).items():
            if not words:
                yield key, f"{key}: slot {slot!r} has no words; list them, or 'any'"
            for word in words:
                if word not in classes and (word.lower() in classes or word.removesuffix("s") in classes):
                    near = _nearest(word.lower().removesuffix("s"), classes)
                    yield key, f"{key}: {word!r} is no class and no lemma{near}"


def _required(frame: Frame) -> Iterator[str]:
    """Arguments that must be found where no slot is searched for them."""
    default = "object" if frame.nouns else "any"
    for key in ("subject", "object"):
        if (frame.requires or default) in {key, "both"} and not getattr(frame, key):
            yield f"the frame requires its {key} and has no slots for it; give '{key}', or change 'requires'"


def _repeated(frame: Frame, line: int, seen: dict[tuple[str, str, bytes], int]) -> Iterator[tuple[str, str]]:
    """Triggers that stand there already with the same slots and conditions: they can never decide anything."""
    rest = {key: value for key, value in msgspec.to_builtins(frame).items() if key not in (*TRIGGERS, "name")}
    conditions = msgspec.json.encode(rest, order="sorted")
    for kind in TRIGGERS:
        for phrase in getattr(frame, kind):
            if not phrase.strip() or phrase != phrase.lower():
                yield kind, f"{kind}: {phrase!r} is no lemma; write it in lower case"
            first = seen.get((kind, phrase, conditions))
            if first == line:
                yield kind, f"{kind}: {phrase!r} stands there twice; drop one"
            elif first is not None:
                yield kind, f"{kind}: {phrase!r} stands in the frame of line {first} with the same slots; drop one"
            seen.setdefault((kind, phrase, conditions), line)


def _examples(name: str, entry: Any, read: Read) -> Iterator[Finding]:
    for key, wanted in (("examples", True), ("not_examples", False)):
        sentences = entry.get(key)
        for index, sentence in enumerate(sentences if isinstance(sentences, list) else ()):
            told = {statement[0] for statement in read(str(sentence))}
            if (name in told) != wanted:
                others = f"it tells {', '.join(sorted(told))}" if told else "it tells nothing"
                said = f"is not told by its example ({others})" if wanted else "is told by a sentence that must not"
                yield _line(sentences, index), f"{said}: {str(sentence)!r}"


# --- YAML ---


def _line(node: Any, key: Any, default: int = 0) -> int:
    """The line of a key or an item, counted from 1; ``default`` where YAML has none."""
    try:
        lines = node.lc
        position = lines.item(key) if isinstance(node, list) else lines.key(key)
    except (AttributeError, KeyError, IndexError, TypeError):
        return default
    return int(position[0]) + 1


def _plain(node: Any) -> Any:
    """The content of a YAML node without its comments."""
    if isinstance(node, dict):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    return str(node) if isinstance(node, str) else node


def _unknown_keys(node: Any, known: Iterable[str], line: int) -> Iterator[Finding]:
    names = frozenset(known)
    for key in node:
        if key not in names:
            yield _line(node, key, line), f"there is no key {str(key)!r}{_nearest(str(key), names)}"


def _known(plain: dict[str, Any], shape: type[msgspec.Struct]) -> dict[str, Any]:
    return {key: value for key, value in plain.items() if key in shape.__struct_fields__}


def _converted(plain: Mapping[str, Any], shape: type[Shape]) -> Shape | str:
    """The content as ``shape``, or what keeps it from being one."""
    try:
        return msgspec.convert(plain, shape)
    except msgspec.ValidationError as error:
        return f"{error}; see the head of the file"


def _nearest(word: str, known: Iterable[str]) -> str:
    near = get_close_matches(word, sorted(known), 1, 0.7)
    return f" (did you mean {near[0]!r}?)" if near else ""
