"""Several reviews put together: what all agree on, what contradicts itself, and an answer to everything.

Nothing that somebody said is lost: every edit and comment is an entry with an id that does not change when another
review comes in, and ends as taken or refused, with the reason. An edit that clashes with nobody's is taken unless it
is answered otherwise; of those that clash none is, until one of them is answered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import cached_property

import attrs

from smartvillage.border import Label
from smartvillage.criteria.plain import plain
from smartvillage.errors import InputError, Problem, UnknownIdentifierError, Words, quoted
from smartvillage.paper.table import Table
from smartvillage.plugins.observing import Told
from smartvillage.plugins.offers import PluginInfo
from smartvillage.proposal.draft import Draft, Step
from smartvillage.proposal.review.edits import Edit, steps_of
from smartvillage.proposal.review.reading import Review

__all__ = ["Conflict", "Entry", "Merged", "Side", "merge_reviews"]

_TAKEN = Words(vi="Đã sửa trong dự thảo.", en="Changed in the draft.")


@attrs.frozen(kw_only=True)
class Entry:
    """One thing that was said, by whom, and what became of it."""

    id: str
    """``yk-`` and eight digits of what was said about what by whom; it does not change when others come in."""
    who: tuple[str, ...]
    """Roles and organisations, or the authority of a plugin; several where they said the same."""
    about: Words
    text: Words
    reason: str = ""
    target: str | None = None
    edit: Edit | None = None
    """The change that was asked for; ``None`` for a comment."""
    taken: bool | None = None
    """``None``: nobody has answered yet."""
    answer: Words | None = None

    @property
    def by(self) -> str:
        """Who said it, in one line."""
        return "; ".join(self.who)


@attrs.frozen(kw_only=True)
class Side:
    """One side of a conflict."""

    entry: str
    """The id of the entry."""
    value: Words
    who: tuple[str, ...]
    reason: str


@attrs.frozen(kw_only=True)
class Conflict:
    """What reviewers ask for that cannot all be done; none of it is."""

    target: str
    about: Words
    sides: tuple[Side, ...]

    def say(self, lang: str) -> str:
        """The conflict in one line."""
        sides = " ≠ ".join(f"{side.value.say(lang)} ({'; '.join(side.who)})" for side in self.sides)
        return f"{self.about.say(lang)}: {sides}"


@attrs.frozen(eq=False, kw_only=True, slots=False, repr=False)
class Merged:
    """What all reviews say together.

    .. versionadded:: 0.1
    """

    draft: Draft | None
    """The draft they are about; ``None`` where there is no review."""
    entries: tuple[Entry, ...]
    """Everything that was said, in the order of the set, what is about the whole draft last."""
    faults: tuple[Words, ...] = ()
    """Plugins that failed when they were asked."""

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What cannot all be done, whether it was answered or not."""
        edits = [(one, one.edit) for one in self.entries if one.edit is not None]
        clashing = [
            (entry, edit)
            for entry, edit in edits
            if any(edit.clashes(other) for _, other in edits if other is not edit)
        ]
        dropped = {edit.target for _, edit in clashing if edit.kind == "drop"}
        groups: dict[object, list[tuple[Entry, Edit]]] = {}
        for entry, edit in clashing:
            groups.setdefault(edit.target if edit.target in dropped else edit.place, []).append((entry, edit))
        return tuple(
            Conflict(
                target=some[0][1].target,
                about=some[0][0].about,
                sides=tuple(
                    Side(entry=entry.id, value=edit.after, who=entry.who, reason=entry.reason) for entry, edit in some
                ),
            )
            for some in groups.values()
        )

    @property
    def open(self) -> tuple[Entry, ...]:
        """What nobody has answered yet."""
        return tuple(one for one in self.entries if one.taken is None)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The edits that are taken, as steps: ``draft.with_steps(*merged.steps)`` makes them."""
        if self.draft is None:
            return ()
        return steps_of(self.draft, [(one.edit, one.who) for one in self.entries if one.edit and one.taken])

    def answer(self, comment_id: str, *, taken: bool, reason: str | Label) -> Merged:
        """Return the same with one entry answered.

        Args:
            comment_id: The id of the entry.
            taken: Whether it is taken; an edit that is taken is made.
            reason: What was done, or why not.

        Raises:
            UnknownIdentifierError: There is no such entry.
            InputError: An edit is to be taken that contradicts another one that is (``SV-RV-021``).
        """
        entry = next((one for one in self.entries if one.id == comment_id), None)
        if entry is None:
            kind = Words(vi="ý kiến", en="comment")
            raise UnknownIdentifierError(comment_id, (one.id for one in self.entries), kind)
        if taken and entry.edit is not None:
            others = [one for one in self.entries if one.taken and one.edit and one.edit.clashes(entry.edit)]
            if others:
                named = ", ".join(one.id for one in others)
                what = Words(
                    vi=f"ý kiến {quoted(comment_id)} mâu thuẫn với {named} đã tiếp thu",
                    en=f"{quoted(comment_id)} contradicts {named}, which is taken",
                )
                advice = Words(vi="Trả lời không tiếp thu ý kiến kia trước.", en="Refuse the other one first.")
                raise InputError([Problem("SV-RV-021", what, advice=advice)])
        words = Words(reason, reason) if isinstance(reason, str) else Words(reason.vi, reason.say("en"))
        answered = attrs.evolve(entry, taken=taken, answer=words)
        return attrs.evolve(self, entries=tuple(answered if one is entry else one for one in self.entries))

    def table(self, lang: str = "vi") -> Table:
        """What was said, taken or refused, with reasons: bản tổng hợp, tiếp thu, giải trình ý kiến."""
        clashing = {side.entry for conflict in self.conflicts for side in conflict.sides}
        rows = [
            {
                "id": one.id,
                "about": one.about.say(lang),
                "who": one.by,
                "text": one.text.say(lang),
                "reason": one.reason or None,
                "taken": _STATES["clash" if one.taken is None and one.id in clashing else one.taken].say(lang),
                "answer": one.answer.say(lang) if one.answer else None,
            }
            for one in self.entries
        ]
        title = Words(
            vi="Bản tổng hợp, tiếp thu, giải trình ý kiến",
            en="Comments received, taken or refused",
        )
        return Table.of(rows, columns=tuple(_LABELS), labels=_LABELS, title=title)

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()

    def __repr__(self) -> str:
        return f"<Merged: {len(self.entries)} entries, {len(self.conflicts)} conflicts, {len(self.open)} open>"


_STATES: dict[object, Words] = {
    True: Words(vi="tiếp thu", en="taken"),
    False: Words(vi="không tiếp thu", en="refused"),
    None: Words(vi="chưa trả lời", en="not answered"),
    "clash": Words(vi="ý kiến khác nhau, chưa quyết định", en="contradicts another, not decided"),
}

_LABELS = {
    "id": Words(vi="Mã ý kiến", en="Id"),
    "about": Words(vi="Nội dung được góp ý", en="About"),
    "who": Words(vi="Cơ quan, đơn vị góp ý", en="By"),
    "text": Words(vi="Ý kiến", en="Comment"),
    "reason": Words(vi="Lý do của ý kiến", en="Its reason"),
    "taken": Words(vi="Tiếp thu", en="Taken"),
    "answer": Words(vi="Nội dung tiếp thu, giải trình", en="Answer"),
}


def merge_reviews(
    reviews: Iterable[Review], *, told: Iterable[Told[Label]] = (), plugins: Iterable[PluginInfo] = ()
) -> Merged:
    """Put reviews together; the order in which they come does not matter.

    Args:
        reviews: Reviews of one draft.
        told: What plugins said of the proposal (:meth:`smartvillage.plugins.registry.Registry.review`).
        plugins: Who the plugins are, for their authorities.

    Raises:
        InputError: The reviews are not of one draft (``SV-RV-020``).
    """
    held = list(reviews)
    documents = {str(plain(one.draft.set.document)): one.draft for one in held}
    if len(documents) > 1:
        what = Words(vi="các phiếu góp ý không cùng một dự thảo", en="the reviews are not of one draft")
        advice = Words(vi="Đọc mọi phiếu với cùng một dự thảo.", en="Read all of them with the same draft.")
        raise InputError([Problem("SV-RV-020", what, advice=advice)])
    draft = next(iter(documents.values()), None)
    entries = [*_of_edits(held, draft), *_of_comments(held, draft)]
    faults = []
    infos = {one.key: one for one in plugins}
    for one in told:
        if one.item is not None:
            entries.append(_of_plugin(one.plugin, one.item, infos.get(one.plugin)))
        elif one.error is not None:
            faults.append(Words(one.error.say("vi"), one.error.say("en")))
    unique = {entry.id: entry for entry in entries}
    order = {indicator.id: place for place, indicator in enumerate(draft.set)} if draft is not None else {}

    def place(entry: Entry) -> tuple[object, ...]:
        edit = entry.edit
        where = (edit is None, edit.row if edit else "", edit.column if edit else 0)
        return (order.get(entry.target or "", len(order)), *where, entry.about, entry.who, entry.id)

    return Merged(draft=draft, entries=tuple(sorted(unique.values(), key=place)), faults=tuple(faults))


def _id(*parts: object) -> str:
    return "yk-" + hashlib.sha256(repr(parts).encode()).hexdigest()[:8]


def _about(draft: Draft, target: str) -> Words:
    indicator = draft.set[target]
    return Words(*(f"{indicator.printed} {indicator.title.say(lang)}" for lang in ("vi", "en")))


def _of_edits(reviews: Sequence[Review], draft: Draft | None) -> list[Entry]:
    """One entry for each value asked for in each place, whoever asked."""
    groups: dict[object, list[tuple[Review, Edit]]] = {}
    for review in reviews:
        for edit in review.edits:
            groups.setdefault((edit.place, edit.value), []).append((review, edit))
    entries = []
    for some in groups.values():
        edit = some[0][1]
        assert draft is not None  # where there are edits there is a draft
        reason = "; ".join(sorted({one.reason for _, one in some}))
        entries.append(
            Entry(
                id=_id(edit.place, tuple(map(str, edit.value))),
                who=tuple(sorted({review.who for review, _ in some})),
                about=_about(draft, edit.target),
                text=_asked(draft, edit),
                reason=reason,
                target=edit.target,
                edit=attrs.evolve(edit, reason=reason),
            )
        )
    edits = [entry.edit for entry in entries if entry.edit is not None]
    return [
        entry if any(entry.edit.clashes(other) for other in edits) else attrs.evolve(entry, taken=True, answer=_TAKEN)
        for entry in entries
        if entry.edit is not None
    ]


def _asked(draft: Draft, edit: Edit) -> Words:
    """What an edit asks for, as a sentence."""
    if edit.kind == "drop":
        return Words(vi="Đề nghị bỏ chỉ tiêu.", en="Take the indicator out.")
    if edit.kind == "reword":
        return Words(vi=f"Đề nghị sửa lời văn thành: {edit.after.vi}", en=f"Word it: {edit.after.en}")
    from smartvillage.evidence.annex.rows import annex_of  # noqa: PLC0415 - only levels stand in columns

    column = annex_of(draft.set).columns[edit.column].title
    return Words(
        vi=f"Đề nghị sửa mức ({column.vi}) từ {edit.before.vi} thành {edit.after.vi}.",
        en=f"Change the level ({column.en}) from {edit.before.en} to {edit.after.en}.",
    )


def _of_comments(reviews: Iterable[Review], draft: Draft | None) -> list[Entry]:
    whole = Words(vi="Toàn bộ dự thảo", en="The draft as a whole")
    entries = []
    for review in reviews:
        for one in review.comments:
            about = Words(one.about, one.about) if one.about else whole
            if one.target is not None and draft is not None:
                about = _about(draft, one.target)
            entries.append(
                Entry(
                    id=_id(one.target, one.about, one.text, review.who),
                    who=(review.who,),
                    about=about,
                    text=Words(one.text, one.text),
                    reason=one.reason,
                    target=one.target,
                )
            )
    return entries


def _of_plugin(key: str, said: Label, info: PluginInfo | None) -> Entry:
    title = info.title.vi if info is not None else key
    who = f"{title} ({info.authority})" if info is not None and info.authority else title
    return Entry(
        id=_id(key, said.vi),
        who=(who,),
        about=Words(vi="Toàn bộ dự thảo", en="The draft as a whole"),
        text=Words(said.vi, said.say("en")),
    )
