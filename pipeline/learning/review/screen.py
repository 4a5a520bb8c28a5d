"""The terminal screen of a review: a list, the suggestion with its reasons and sentences, a line for what is typed."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Footer, Input, Label, ListItem, ListView, Static

from pipeline.learning.review.session import EDITABLE, ReviewError, Session
from pipeline.learning.suggestions import KINDS, Decision, Suggestion
from pipeline.output.harmless import harmless

_SIGNS = {"open": " ", "accept": "+", "reject": "-", "skip": "?", "merge": "="}
_STYLES = {"accept": "green", "merge": "green", "reject": "red", "skip": "yellow", "open": ""}
_DECISIONS: dict[str, Decision] = {"accept": "accept", "reject": "reject", "skip": "skip"}


class ReviewApp(App[None]):
    """Decide with one key each; every decision is saved at once, so quitting loses nothing."""

    TITLE = "sitrep learn review"
    AUTO_FOCUS = ""  # keys decide, until the line is asked for
    CSS = """
    #list { width: 38%; border-right: solid $primary; }
    #detail { padding: 0 1; }
    #message { height: 1; color: $warning; padding: 0 1; }
    #line { display: none; }
    #line.asked { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "decide('accept')", "accept"),
        Binding("n", "decide('reject')", "reject"),
        Binding("s", "decide('skip')", "skip"),
        Binding("e", "ask('edit')", "edit"),
        Binding("m", "ask('merge')", "merge"),
        Binding("u", "undo", "undo"),
        Binding("j,down", "move(1)", "next"),
        Binding("k,up", "move(-1)", "previous"),
        Binding("q", "quit", "quit"),
        Binding("escape", "leave", "leave the line", show=False),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self._asked = ""

    def compose(self) -> ComposeResult:
        """The list on the left, the suggestion on the right, the line and the keys below."""
        with Horizontal():
            items = [ListItem(Label(_row(one))) for one in self.session.suggestions]
            yield ListView(*items, id="list")
            with VerticalScroll(id="detail"):
                yield Static(id="suggestion")
        yield Label(id="message")
        yield Input(id="line")
        yield Footer()

    def on_mount(self) -> None:
        """Show the first open suggestion; the keys belong to the screen, not to the list."""
        self.query_one("#list", ListView).can_focus = False
        self.query_one("#detail", VerticalScroll).can_focus = False
        self._show()

    # --- keys ---

    def action_decide(self, decision: str) -> None:
        """Accept, reject or skip."""
        self._try(lambda: self.session.decide(_DECISIONS[decision]))

    def action_undo(self) -> None:
        """Take the last change back."""
        self._show("" if self.session.undo() else "nothing to undo")

    def action_move(self, step: int) -> None:
        """Go up or down the list."""
        self.session.move(step)
        self._show()

    def action_ask(self, what: str) -> None:
        """Open the line for an edit or for the entry to merge into."""
        line = self.query_one("#line", Input)
        self._asked = what
        likely = self.session.likely()
        if what == "edit":
            self._show(f"FIELD = VALUE; fields: {', '.join(EDITABLE)}")
        else:
            self._show("known: " + ("; ".join(f"{an_id} ({name})" for an_id, name in likely) or "nothing alike"))
        line.value = likely[0][0] if what == "merge" and likely else ""
        line.placeholder = "type = armed_group" if what == "edit" else "actor:…"
        line.add_class("asked")
        line.focus()

    def action_leave(self) -> None:
        """Close the line without a change."""
        self._close()
        self._show()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Do what was typed."""
        text, asked = event.value, self._asked
        self._close()
        self._try(lambda: self.session.edit(text) if asked == "edit" else self.session.merge(text))

    def _close(self) -> None:
        line = self.query_one("#line", Input)
        line.remove_class("asked")
        line.value = ""
        self.set_focus(None)

    def _try(self, do: object) -> None:
        assert callable(do)
        try:
            do()
        except ReviewError as error:
            self._show(str(error))
        else:
            self._show()

    # --- what is seen ---

    def _show(self, message: str = "") -> None:
        session = self.session
        listed = self.query_one("#list", ListView)
        for item, one in zip(listed.children, session.suggestions, strict=True):
            item.query_one(Label).update(_row(one))
        listed.index = session.at if session.suggestions else None
        current = session.current
        told = describe(current) if current is not None else Text("nothing to review")
        self.query_one("#suggestion", Static).update(told)
        left = f"{session.open} of {len(session.suggestions)} open"
        self.query_one("#message", Label).update(Text(message or left))


def _row(one: Suggestion) -> Text:
    what = one.type or one.relation or one.kind
    return Text(harmless(f"{_SIGNS[one.decision]} {one.score:.2f} {one.name} ({what})"), style=_STYLES[one.decision])


def describe(one: Suggestion) -> Text:
    """A suggestion in words: what, its fields, why, and the sentences with the name marked."""
    text = Text()

    def add(words: str, style: str = "") -> None:
        text.append(harmless(words, "\n"), style)

    add(f"{one.name}\n", "bold")
    add(f"{KINDS[one.kind]}, score {one.score:.3f}, {one.mentions} mentions in {one.articles} articles\n")
    for field in (*EDITABLE[1:], "into", "others", "note"):
        value = getattr(one, field)
        if value:
            add(f"{field:>10}: {'; '.join(value) if isinstance(value, list) else value}\n")
    if one.lat is not None:
        add(f"{'point':>10}: {one.lat}, {one.lon}\n")
    add("\nwhy\n", "bold")
    for reason in one.reasons:
        add(f"  {reason}\n")
    add("\nseen\n", "bold")
    for proof in one.proofs:
        add(f"  {proof.doc}: ", "dim")
        add(proof.text[: proof.start])
        add(proof.text[proof.start : proof.end], "reverse")
        add(f"{proof.text[proof.end :]}\n")
    return text
