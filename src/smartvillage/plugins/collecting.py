"""Stage four, collect: ask one plugin everything it offers, and look at every item.

Answers are made whole here, so that a generator that fails late fails inside the guard, and a plugin of which one item
cannot be used is left out with all its items.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import attrs

from smartvillage.border import Record
from smartvillage.criteria.criteria_set import CriteriaSet
from smartvillage.criteria.measures import Measure
from smartvillage.criteria.rules import comparisons
from smartvillage.errors import Words
from smartvillage.plugins.admission import Admitted, Faults, guarded
from smartvillage.plugins.documents import CaseRecord
from smartvillage.plugins.offers import (
    Candidate,
    Dataset,
    Evaluator,
    Pilot,
    PluginInfo,
    ProgrammeOffer,
)
from smartvillage.plugins.published import Published

__all__ = ["Offer", "collect"]

Item = TypeVar("Item")

MOST_ITEMS = 100_000
"""More than this from one hook is taken for a generator that never ends."""


@attrs.frozen(eq=False)
class Offer:
    """Everything that one plugin offers, by id."""

    admitted: Admitted
    sets: Mapping[str, Published]
    measures: Mapping[str, Measure]
    programmes: Mapping[str, ProgrammeOffer]
    candidates: Mapping[str, Candidate]
    pilots: Mapping[str, Pilot]
    evaluators: Mapping[str, Evaluator]
    datasets: Mapping[str, Dataset]
    cases: tuple[CaseRecord, ...]

    @property
    def info(self) -> PluginInfo:
        """Who offers."""
        return self.admitted.info

    @property
    def counts(self) -> Mapping[str, int]:
        """How many of each kind."""
        return {
            name: len(getattr(self, name))
            for name in ("measures", "sets", "programmes", "candidates", "pilots", "evaluators", "datasets", "cases")
        }


def collect(admitted: Admitted, *, read_documents: bool = True) -> Offer:
    """Ask a plugin what it offers.

    Args:
        admitted: The plugin.
        read_documents: Whether the documents of sets are read now, so that a broken one leaves the plugin out. The
            shipped ones are read by the library's own tests.

    Raises:
        LeftOutError: Something cannot be used; with every fault.
    """
    key = admitted.info.key
    faults = Faults(key, admitted.found.source)
    asked = _Asker(admitted, faults)
    # measures come first: the contract says so, and a candidate may be made from them
    measures = asked.own("measures", Measure, lambda one: one.id)
    sets = _own(key, "smartvillage_criteria_sets", _published(key, asked, faults), lambda one: one.key, faults)
    programmes = asked.own("programmes", ProgrammeOffer, lambda one: one.id)
    candidates = asked.own("candidates", Candidate, lambda one: one.id)
    pilots = asked.own("pilots", Pilot, lambda one: one.id)
    evaluators = asked.own("evaluators", Evaluator, lambda one: one.id)
    datasets = asked.own("datasets", Dataset, lambda one: one.id)
    for candidate in candidates.values():
        _check_candidate(candidate, faults)
    for one in programmes.values():
        if isinstance(one.document, Path) and not one.document.is_file():
            _no_file(one.document, "smartvillage_programmes", faults)
    if read_documents:
        for published in sets.values():
            guarded(faults, published.read, hook="smartvillage_criteria_sets")
    cases = tuple(one for one in getattr(admitted.plugin, "cases", ()) if isinstance(one, CaseRecord))
    offer = Offer(admitted, sets, measures, programmes, candidates, pilots, evaluators, datasets, cases)
    if not faults.errors and not any(offer.counts.values()) and not _OBSERVERS & set(admitted.hooks):
        faults.add(
            Words(vi="không cung cấp gì", en="provides nothing"),
            advice=Words(
                vi="trả lời ít nhất một hook ngoài smartvillage_plugin_info",
                en="answer at least one hook besides smartvillage_plugin_info",
            ),
        )
    faults.stop("collect")
    return offer


_OBSERVERS = frozenset({"smartvillage_check_evidence", "smartvillage_review_proposal", "smartvillage_run_finished"})


@attrs.frozen
class _Asker:
    admitted: Admitted
    faults: Faults

    def items(self, hook: str) -> list[Any]:
        """What a hook answers, made whole; nothing where the plugin does not answer it."""
        if hook not in self.admitted.hooks:
            return []
        before = len(self.faults.errors)
        answer = guarded(self.faults, lambda: self.admitted.answer(hook), hook=hook)
        if len(self.faults.errors) > before:
            return []
        if answer is None or isinstance(answer, (str, bytes, Mapping, Record)) or not isinstance(answer, Iterable):
            self._no_list(hook, answer)
            return []
        items = guarded(self.faults, lambda: list(islice(answer, MOST_ITEMS + 1)), hook=hook) or []
        if len(items) > MOST_ITEMS:
            self.faults.add(
                Words(
                    vi=f"trả về hơn {MOST_ITEMS} mục; có lẽ không bao giờ dừng",
                    en=f"yields more than {MOST_ITEMS} items; it may never end",
                ),
                hook=hook,
            )
            return []
        return items

    def _no_list(self, hook: str, answer: object) -> None:
        shown = "None" if answer is None else f"{type(answer).__name__} ({_short(answer)})"
        advice = (
            Words(
                vi="chưa có gì thì trả về danh sách rỗng: return []",
                en='return an empty list to say "none yet": return []',
            )
            if answer is None
            else Words(
                vi=f"trả về một danh sách: return [{_short(answer)}]", en=f"return a list: return [{_short(answer)}]"
            )
        )
        self.faults.add(
            Words(vi=f"trả về {shown} thay vì một danh sách", en=f"returned {shown} instead of a list"),
            hook=hook,
            advice=advice,
        )

    def own(self, name: str, kind: type[Item], named: Callable[[Item], str]) -> dict[str, Item]:
        """What a hook answers, by id: each of the right kind, under an id of the plugin's own, used once."""
        hook = f"smartvillage_{name}"
        right = []
        for item in self.items(hook):
            if isinstance(item, kind):
                right.append(item)
            else:
                self.faults.add(
                    Words(
                        vi=f"có một mục {type(item).__name__} ({_short(item)}) thay vì {kind.__name__}",
                        en=f"holds a {type(item).__name__} ({_short(item)}) instead of a {kind.__name__}",
                    ),
                    hook=hook,
                )
        return _own(self.admitted.info.key, hook, right, named, self.faults)


def _own(key: str, hook: str, items: Iterable[Item], named: Callable[[Item], str], faults: Faults) -> dict[str, Item]:
    found: dict[str, Item] = {}
    for item in items:
        identifier = named(item)
        if not identifier.startswith(f"{key}."):
            faults.add(
                Words(
                    vi=f"{identifier!r} nằm ngoài không gian tên; mã do phần mở rộng này trả về bắt đầu bằng '{key}.'",
                    en=f"{identifier!r} is outside the plugin's namespace; its identifiers start with '{key}.'",
                ),
                hook=hook,
                advice=_renamed(key, identifier),
            )
        elif identifier in found:
            faults.add(
                Words(vi=f"{identifier!r} có hai lần", en=f"{identifier!r} is there twice"),
                hook=hook,
                advice=Words(vi="mỗi mã chỉ dùng một lần", en="use each identifier once"),
            )
        else:
            found[identifier] = item
    return found


def _renamed(key: str, identifier: str) -> Words:
    first, dot, rest = identifier.partition(".")
    # a misspelt key is corrected, a foreign or missing one is put in front of
    local = rest if dot and get_close_matches(first, [key], n=1, cutoff=0.8) else identifier
    suggested = f'id="{key}.{local}"'
    return Words(vi=suggested, en=suggested)


def _published(key: str, asked: _Asker, faults: Faults) -> Iterator[Published]:
    hook = "smartvillage_criteria_sets"
    for source in asked.items(hook):
        if isinstance(source, CriteriaSet):
            yield Published(source.key, key, source)
            continue
        if not isinstance(source, (str, os.PathLike)):
            faults.add(
                Words(
                    vi=f"có một mục {type(source).__name__} ({_short(source)}) thay vì CriteriaSet hoặc đường dẫn",
                    en=f"holds a {type(source).__name__} ({_short(source)}) instead of a CriteriaSet or a path",
                ),
                hook=hook,
            )
            continue
        path = Path(source)
        if "@" not in path.stem:
            faults.add(
                Words(
                    vi=f"tên tệp {path.name!r} không nêu bộ và giai đoạn",
                    en=f"the file name {path.name!r} does not say which set and edition",
                ),
                hook=hook,
                advice=Words(vi=f"đặt tên {key}.<tên>@<giai đoạn>.yaml", en=f"call it {key}.<name>@<edition>.yaml"),
            )
        elif not path.is_file():
            _no_file(path, hook, faults)
        else:
            yield Published(path.stem, key, path)


def _no_file(path: Path, hook: str, faults: Faults) -> None:
    faults.add(
        Words(vi=f"không có tệp {path.name!r}", en=f"there is no file {path.name!r}"),
        hook=hook,
        advice=Words(
            vi="kiểm tra xem tệp có được đóng gói vào bản cài đặt không",
            en="see that the file is packed into the wheel",
        ),
    )


def _check_candidate(candidate: Candidate, faults: Faults) -> None:
    """A level is somebody's: an idea has none, and a level without a cited precedent is nobody's."""
    hook = "smartvillage_candidates"
    has_level = any(
        level.value is not None
        for provision in candidate.indicator.provisions
        for _, _, levels in comparisons(provision.rule)
        for level in levels
    )
    if candidate.basis == "precedent" and not candidate.precedents:
        faults.add(
            Words(
                vi=f"{candidate.id!r} ghi căn cứ là tiền lệ nhưng không dẫn tiền lệ nào",
                en=f"{candidate.id!r} rests on a precedent and cites none",
            ),
            hook=hook,
            advice=Words(vi='thêm precedents, hoặc basis="idea"', en='add precedents, or say basis="idea"'),
        )
    elif has_level and not any(one.value is not None for one in candidate.precedents):
        faults.add(
            Words(
                vi=f"{candidate.id!r} có mức nhưng không có tiền lệ nào nêu mức",
                en=f"{candidate.id!r} has a level that no cited precedent has",
            ),
            hook=hook,
            advice=Words(
                vi='bỏ mức (missing="not-set"), hoặc dẫn tiền lệ có giá trị',
                en='leave the level out (missing="not-set"), or cite a precedent with its value',
            ),
        )


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:59] + "…"
