"""The columns of facts and what they hold, read off their definition: a new field of a fact needs no word here."""

from __future__ import annotations

from typing import Literal

import msgspec
import msgspec.inspect

from pipeline.facts import Evidence, Fact

Kind = Literal["text", "whole", "number", "day", "texts", "table", "other"]

#: Columns of few values.
CATEGORIES = ("relation", "status", "date_precision", "acled", "plover", "cameo")
DATES = ("date_start", "date_end")

#: What the type of a field means as a column.
_KINDS: dict[type, Kind] = {
    msgspec.inspect.StrType: "text",
    msgspec.inspect.IntType: "whole",
    msgspec.inspect.BoolType: "whole",
    msgspec.inspect.FloatType: "number",
    msgspec.inspect.DictType: "table",
}


def kinds(record: type[msgspec.Struct]) -> dict[str, Kind]:
    """The columns of a record in their order, each with what it holds.

    ``texts`` is a list of texts, ``table`` a mapping of texts to texts, ``other`` anything that nests deeper.
    """
    found = {field.name: _kind(msgspec.inspect.type_info(field.type)) for field in msgspec.structs.fields(record)}
    return {name: "day" if name in DATES else kind for name, kind in found.items()}


def _kind(info: msgspec.inspect.Type) -> Kind:
    if isinstance(info, msgspec.inspect.UnionType):
        some = [each for each in info.types if not isinstance(each, msgspec.inspect.NoneType)]
        return _kind(some[0]) if len(some) == 1 else "other"
    if isinstance(info, msgspec.inspect.ListType):
        return "texts" if isinstance(info.item_type, msgspec.inspect.StrType) else "other"
    return _KINDS.get(type(info), "other")


FACT = kinds(Fact)
EVIDENCE = kinds(Evidence)
COLUMNS = tuple(FACT)
