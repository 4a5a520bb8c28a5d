"""Who tells what: sentences one by one, outlets, and what two of them say."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from rapidfuzz import fuzz, process

from pipeline.analysis.names import UnknownNameError

_PROOF = ("doc", "source", "published", "text", "seconds", "link", "start", "end", "raw_start", "raw_end", "raw_line")


def evidence(facts: pd.DataFrame) -> pd.DataFrame:
    """A row a sentence that tells a fact.

    ``fact`` (its id), ``relation``, ``subject``, ``object``, then the sentence's columns; ``published`` is a day,
    ``source`` the document's id where it names none.
    """
    about = ["id", "relation", "subject", "object"]
    rows = [
        {**dict(zip(about, values, strict=True)), **{key: proof.get(key) for key in _PROOF}}
        for *values, proofs in facts[[*about, "evidence"]].itertuples(index=False, name=None)
        for proof in proofs
    ]
    table = pd.DataFrame(rows, columns=[*about, *_PROOF]).rename(columns={"id": "fact"})
    table["source"] = table["source"].where(table["source"].notna(), table["doc"])
    table["published"] = pd.to_datetime(table["published"].astype("str").str[:10], format="ISO8601", errors="coerce")
    return table


def sources(facts: pd.DataFrame) -> pd.DataFrame:
    """Outlets with how many ``documents``, ``facts`` and ``sentences``, ``first`` and ``last`` day, most first."""
    told = evidence(facts).groupby("source")
    table = told.agg(
        documents=("doc", "nunique"),
        facts=("fact", "nunique"),
        sentences=("text", "size"),
        first=("published", "min"),
        last=("published", "max"),
    )
    return table.sort_values(["facts", "documents"], ascending=False, kind="stable")


def told_by(facts: pd.DataFrame, source: str | Iterable[str]) -> pd.DataFrame:
    """The facts that an outlet (any of several) tells.

    Raises:
        UnknownNameError: no document is of that outlet.
    """
    wanted = _known(facts, [source] if isinstance(source, str) else list(source))
    told = facts["evidence"].map(lambda proofs: any((each["source"] or each["doc"]) in wanted for each in proofs))
    return facts[told.astype(bool)]


def told_in(facts: pd.DataFrame, documents: Iterable[str]) -> pd.DataFrame:
    """The facts that some documents tell, by the documents' ids: with those of a selection, all that its texts say."""
    wanted = {documents} if isinstance(documents, str) else set(documents)
    told = facts["evidence"].map(lambda proofs: any(each["doc"] in wanted for each in proofs))
    return facts[told.astype(bool)]


def wording(facts: pd.DataFrame) -> pd.DataFrame:
    """How outlets call who and what the facts are about, in the words of their sentences.

    A row for each ``source``, ``role`` (``subject``, ``object``, ``place``, ``attributed_to``), canonical ``name`` with
    its ``id``, and ``words``; ``sentences`` counts them, most first.
    """
    roles = {"subject": "subject", "object": "object", "place": "place", "source": "attributed_to"}
    rows = [
        (proof["source"] or proof["doc"], role, fact[role], fact.get(f"{role}_id"), proof["text"][start:end])
        for fact in facts.to_dict("records")
        for proof in fact["evidence"]
        for start, end, mark in proof["marks"]
        if (role := roles.get(mark)) and isinstance(fact[role], str)
    ]
    table = pd.DataFrame(rows, columns=["source", "role", "name", "id", "words"])
    table["words"] = table["words"].str.split().str.join(" ")
    counted = table.groupby(list(table.columns), dropna=False).size().reset_index(name="sentences")
    return counted.sort_values(["sentences", "name", "words"], ascending=[False, True, True], ignore_index=True)


def compare(facts: pd.DataFrame, one: str, other: str) -> pd.DataFrame:
    """What two outlets say: the facts that either tells, with a column ``told_by`` in front.

    It is a category: ``both``, then the outlets' names for what only the one tells. A fact of both is one that merging
    found to be the same; the like told differently ("14", "at least 16") are rows of their own, next to each other by
    relation.

    Raises:
        UnknownNameError: no document is of one of the outlets.
        ValueError: the two are one.
    """
    if one == other:
        raise ValueError(f"{one!r} is one outlet: give two")
    mine, its = (told_by(facts, name).index for name in (one, other))
    table = facts.loc[facts.index.isin(mine) | facts.index.isin(its)].copy()
    labels = ["both" if row in mine and row in its else one if row in mine else other for row in table.index]
    table.insert(0, "told_by", pd.Series(pd.Categorical(labels, ["both", one, other]), index=table.index))
    return table.sort_values(["relation", "told_by", "date_start"], kind="stable")


def _known(facts: pd.DataFrame, names: list[str]) -> set[str]:
    there = {each["source"] or each["doc"] for proofs in facts["evidence"] for each in proofs}
    for name in names:
        if name not in there:
            near = process.extract(name, sorted(there), scorer=fuzz.WRatio, limit=3, score_cutoff=60)
            hint = f"; did you mean {' or '.join(repr(choice) for choice, *_ in near)}?" if near else ""
            raise UnknownNameError(f"no document here is of {name!r}{hint}")
    return set(names)
