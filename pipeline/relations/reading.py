"""What has been read of a statement's status and source on the way from its trigger to the top of the sentence."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.relations.cues import Effect


@dataclass(slots=True)
class Reading:
    """What the clauses around a trigger say of it: ``source`` is who says so, ``claimant`` who claims the deed.

    ``told``: a clause was left that is as true as it says, whatever the clauses around it plan, ask for or deny.
    ``disowned``: who is said to do it has not claimed it, and nothing more is told of them.
    ``ended``: a verb was passed that takes the deed for granted; it can still be asked for, but not planned or denied.
    """

    trigger: int = -1
    status: str | None = None
    reported: bool = False
    source: int | None = None
    dropped: bool = False
    claimant: int | None = None
    told: bool = False
    ended: bool = False
    disowned: bool = False
    cues: list[tuple[str, int]] = field(default_factory=list)
    _kind: str = ""

    @property
    def final(self) -> str:
        """The status in force: what the clause settles, else reported, else asserted."""
        return self.status or ("reported" if self.reported else "asserted")

    def settle(self, status: str, kind: str, token: int) -> None:
        """Take a status unless one nearer to the trigger was taken.

        A negation denies what was affirmed or left open, and affirms what a verb below it denies ("failed to prevent").
        A plan or an attempt to keep something from happening leaves it open.
        """
        if self.told or self.ended or (kind, token) in self.cues:
            return
        tried = bool(self.cues) and self.cues[-1][0] == "attempt"
        self.cues.append((kind, token))
        if status == "negated" and self.kept():
            self.status = None
        elif status in {"planned", "possible"} and self.kept():
            self.status = "possible"
        elif status == "possible" and self._kind == "modal" and self.status == "planned" and kind != "modal":
            self.status = "possible"  # "it is unlikely that they will leave"
        elif self.status is None or status == "negated" or (tried and kind == "modal" and status == "planned"):
            if self.status != "negated":
                self._kind = kind
            self.status = status  # "will attempt to" is a plan

    def kept(self) -> bool:
        """Whether something is kept from happening, so that a negation says that it does happen."""
        return self.status == "negated" and self._kind == "negating verb"

    def drop(self) -> None:
        """Make no statement of it: it is asked for, not told."""
        self.dropped = self.dropped or not self.told

    def report(self, token: int, source: int | None) -> None:
        """Somebody says so; who does so nearest to the trigger is the source."""
        self.cues.append(("reporting", token))
        self.reported = True
        if self.source is None:
            self.source = source

    def refute(self, token: int) -> None:
        """It is not so: whoever said that it was is no source of that."""
        self.settle("negated", "untrue", token)
        if not self.told:
            self.reported, self.source = False, None

    def deny(self, token: int, source: int | None) -> None:
        """Somebody says that it is not so: theirs is the last word, whoever said that it was."""
        if self.told:
            return
        self.settle("negated", "negating verb", token)
        self.reported, self.source = True, source

    def apply(self, effect: Effect | None, kind: str, token: int) -> None:
        """Take what a cue does to what it governs."""
        if effect == "none":
            self.drop()
        elif effect == "ended":
            self.ended = True
        elif effect in {"planned", "possible", "negated"}:
            self.settle(effect, kind, token)
