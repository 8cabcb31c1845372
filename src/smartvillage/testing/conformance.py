"""Conformance: whether a plugin keeps the laws, told check by check.

One call looks at a plugin however it is named, admits it as a registry would, and asks every check. What each check
means is said by the functions in :mod:`~smartvillage.testing.declarations`, :mod:`~smartvillage.testing.judged`,
:mod:`~smartvillage.testing.behaviour` and :mod:`~smartvillage.testing.optional`. Nothing here needs hypothesis or
pytest; :class:`smartvillage.testing.DomainSuite` is the same for pytest, with a deeper search.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Literal

import attrs

from smartvillage.errors import InputError, Problem, SmartVillageError, Words, quoted
from smartvillage.testing import behaviour, declarations, judged, optional
from smartvillage.testing.subjects import NotApplicable, Subject, subject_of

__all__ = ["BASIC", "CHECKS", "CheckResult", "Conformance", "check_plugin", "run_check"]

Status = Literal["passed", "failed", "skipped", "expected-failure", "unexpected-pass"]
MOST_TOLD = 10
"""How many faults one check tells; the rest are counted."""


def _admission(subject: Subject) -> Iterator[Words]:
    """Every stage lets it in."""
    yield from subject.refused


@attrs.frozen
class _Check:
    title: Words
    ask: Callable[[Subject], Iterator[Words]]


CHECKS: Mapping[str, _Check] = {
    "admission": _Check(Words("được nhận", "it is admitted"), _admission),
    "ids": _Check(Words("mã đúng dạng, mỗi mã một nghĩa", "ids"), declarations.check_ids),
    "units": _Check(Words("đơn vị tính, tử số, mẫu số", "units, numerators, denominators"), declarations.check_units),
    "citations": _Check(Words("mức và tiền lệ có dẫn văn bản", "levels are cited"), declarations.check_citations),
    "labels": _Check(Words("nhãn đủ tiếng Việt và tiếng Anh", "labels in both languages"), declarations.check_labels),
    "strata": _Check(Words("đủ nhóm, đủ thời gian, không chồng", "strata are covered"), declarations.check_strata),
    "unknown": _Check(Words("thiếu số liệu thì chưa kết luận", "silence is unknown"), judged.check_unknown),
    "monotone": _Check(Words("số liệu tốt hơn không bao giờ thiệt", "better never loses"), judged.check_monotone),
    "order": _Check(Words("thứ tự không đổi kết quả", "order does not matter"), behaviour.check_order),
    "deterministic": _Check(Words("hỏi lại thì vẫn thế", "asked again, the same"), behaviour.check_deterministic),
    "unchanged": _Check(Words("không sửa những gì được đưa cho", "inputs are unchanged"), behaviour.check_unchanged),
    "round-trip": _Check(Words("ghi ra đọc lại vẫn thế", "there and back, the same"), behaviour.check_round_trip),
    "cases": _Check(Words("các ca kiểm tra đúng như mong đợi", "the cases agree"), judged.check_cases),
    "evaluators": _Check(Words("hàm đánh giá là hàm thuần", "evaluators are pure"), judged.check_evaluators),
    "places": _Check(Words("đơn vị, cơ quan có thật", "places are there"), optional.check_places),
    "pilots": _Check(Words("mô hình thí điểm khai đủ", "pilots are complete"), optional.check_pilots),
    "register": _Check(Words("không giữ tên người", "nobody is kept by name"), optional.check_register),
}
"""Every check by name, in the order in which they are asked."""

OPTIONAL = frozenset({"places", "pilots", "register"})
BASIC = tuple(name for name in CHECKS if name not in OPTIONAL)
"""The checks that every plugin must pass, where there is something for them to look at."""

STATUS: Mapping[Status, Words] = {
    "passed": Words("đạt", "passed"),
    "failed": Words("CHƯA ĐẠT", "FAILED"),
    "skipped": Words("bỏ qua", "skipped"),
    "expected-failure": Words("chưa đạt, đã biết trước", "failed as expected"),
    "unexpected-pass": Words("ĐẠT, TRÁI DỰ KIẾN", "PASSED UNEXPECTEDLY"),
}


@attrs.frozen
class CheckResult:
    """What one check found.

    Example:
        >>> print(CheckResult("cases", Words("các ca", "the cases agree"), "passed").say("en"))
        passed: cases (the cases agree)
    """

    name: str
    """One of :data:`CHECKS`."""
    title: Words
    status: Status
    detail: Words | None = None
    """What is wrong, why it was skipped, or why a failure was expected."""

    def say(self, lang: str = "vi") -> str:
        """The result, with its detail on the lines below."""
        head = f"{STATUS[self.status].say(lang)}: {self.name} ({self.title.say(lang)})"
        if self.detail is None:
            return head
        return "\n".join([head, *(f"  {line}" for line in self.detail.say(lang).splitlines())])


@attrs.frozen
class Conformance:
    """What every check found of one plugin.

    Example:
        >>> tourism = check_plugin("tourism")
        >>> tourism.ok, tourism.failed, [one.name for one in tourism.skipped]
        (True, (), ['evaluators', 'places', 'pilots', 'register'])
    """

    plugin: str
    """Its key, or what was asked for where it was not admitted."""
    counts: Mapping[str, int]
    """How many of each kind it offers; empty where it was not admitted."""
    results: tuple[CheckResult, ...]

    @property
    def ok(self) -> bool:
        """Whether something was checked, nothing failed, and every failure that was expected came."""
        return not self.failed and any(one.status == "passed" for one in self.results if one.name in BASIC)

    @property
    def failed(self) -> tuple[CheckResult, ...]:
        """The checks that failed, and those that passed though they were expected to fail."""
        return tuple(one for one in self.results if one.status in {"failed", "unexpected-pass"})

    @property
    def skipped(self) -> tuple[CheckResult, ...]:
        """The checks that had nothing to look at."""
        return tuple(one for one in self.results if one.status == "skipped")

    def __getitem__(self, name: str) -> CheckResult:
        return next(one for one in self.results if one.name == name)

    def say(self, lang: str = "vi") -> str:
        """What works first; then how many checks ran, failed and were skipped; then each of those, and why."""
        vi = lang == "vi"
        numbers = {status: sum(one.status == status for one in self.results) for status in STATUS}
        ran = len(self.results) - numbers["skipped"]
        failed = len(self.failed)
        if vi:
            offered = _offered(self.counts, lang)
            lines = [f"{self.plugin} được nhận: {offered}." if offered else f"{self.plugin} không được nhận."]
            lines.append(f"{ran} kiểm tra đã chạy, {failed} chưa đạt, {numbers['skipped']} bỏ qua.")
        else:
            offered = _offered(self.counts, lang)
            lines = [f"{self.plugin} is admitted: {offered}." if offered else f"{self.plugin} is not admitted."]
            lines.append(f"{ran} checks ran, {failed} failed, {numbers['skipped']} skipped.")
        order: tuple[Status, ...] = ("failed", "unexpected-pass", "expected-failure", "skipped")
        lines += [one.say(lang) for status in order for one in self.results if one.status == status]
        return "\n".join(lines)

    def to_dict(self) -> dict[str, object]:
        """The results as mappings and lists."""
        return {
            "schema": "smartvillage.conformance/1",
            "plugin": self.plugin,
            "ok": self.ok,
            "counts": dict(self.counts),
            "checks": [
                {
                    "name": one.name,
                    "title": one.title._asdict(),
                    "status": one.status,
                    "detail": one.detail._asdict() if one.detail is not None else None,
                }
                for one in self.results
            ],
        }


_KINDS: Mapping[str, Words] = {
    "measures": Words("số liệu", "measures"),
    "sets": Words("bộ tiêu chí", "criteria sets"),
    "programmes": Words("chương trình", "programmes"),
    "candidates": Words("chỉ tiêu đề xuất", "candidates"),
    "pilots": Words("mô hình thí điểm", "pilots"),
    "evaluators": Words("hàm đánh giá", "evaluators"),
    "datasets": Words("bộ dữ liệu", "datasets"),
    "cases": Words("ca kiểm tra", "cases"),
}


def _offered(counts: Mapping[str, int], lang: str) -> str:
    told = ", ".join(
        f"{counts[kind]} {words.vi if lang == 'vi' else words.en.removesuffix('s') if counts[kind] == 1 else words.en}"
        for kind, words in _KINDS.items()
        if counts.get(kind)
    )
    return told or ("chỉ quan sát" if lang == "vi" else "it observes") if counts else ""


def check_plugin(target: object, *, expected_failures: Mapping[str, str] | None = None) -> Conformance:
    """Look at a plugin: admit it, and ask every check.

    Args:
        target: A module or an object that answers the hooks; the key of a built-in or installed plugin; the path of
            a folder of documents, of a workbook, or of the project of an installed package.
        expected_failures: Checks that are known to fail, each with the reason. They stay visible in the result, and
            one that passes all the same is told.

    Raises:
        InputError: An expected failure names no check.

    Example:
        >>> print(check_plugin("tourism").say("en").splitlines()[1])
        13 checks ran, 0 failed, 4 skipped.
    """
    expected = dict(expected_failures or {})
    _refuse_unknown(expected)
    subject = subject_of(target)
    results = tuple(run_check(name, subject, expected) for name in CHECKS)
    counts = {} if subject.registry is None else subject.offer.counts
    return Conformance(subject.name, counts, results)


def run_check(name: str, subject: Subject, expected: Mapping[str, str]) -> CheckResult:
    """Ask one check.

    Args:
        name: One of :data:`CHECKS`.
        subject: The plugin.
        expected: The checks that are known to fail, each with the reason.
    """
    check = CHECKS[name]
    if subject.registry is None and name != "admission":
        return CheckResult(name, check.title, "skipped", Words("chưa được nhận", "it was not admitted"))
    try:
        faults = list(check.ask(subject))
    except NotApplicable as nothing:
        return CheckResult(name, check.title, "skipped", nothing.words)
    except SmartVillageError as problem:
        faults = [Words(vi=problem.say("vi"), en=problem.say("en"))]
    except Exception as problem:  # noqa: BLE001 - whatever a plugin does to a check, the others are asked too
        told = f"{type(problem).__name__}: {problem}"
        faults = [Words(vi=f"kiểm tra dừng giữa chừng: {told}", en=f"the check broke off: {told}")]
    why = expected.get(name)
    if not faults:
        if why is None:
            return CheckResult(name, check.title, "passed")
        detail = Words(f"đã dự kiến chưa đạt: {why}", f"it was expected to fail: {why}")
        return CheckResult(name, check.title, "unexpected-pass", detail)
    detail = _joined(faults)
    if why is None:
        return CheckResult(name, check.title, "failed", detail)
    detail = Words(vi=f"lý do: {why}\n{detail.vi}", en=f"reason: {why}\n{detail.en}")
    return CheckResult(name, check.title, "expected-failure", detail)


def _joined(faults: list[Words]) -> Words:
    more = len(faults) - MOST_TOLD
    rest = [Words(f"… còn {more} lỗi nữa", f"… and {more} more")] if more > 0 else []
    told = [*faults[:MOST_TOLD], *rest]
    return Words(vi="\n".join(one.vi for one in told), en="\n".join(one.en for one in told))


def _refuse_unknown(expected: Mapping[str, str]) -> None:
    unknown = [name for name in expected if name not in CHECKS]
    if unknown:
        known = ", ".join(CHECKS)
        problems = []
        for name in unknown:
            close = get_close_matches(name, CHECKS, n=1)
            problems.append(
                Problem(
                    "SV-PLUG-041",
                    Words(vi=f"không có kiểm tra nào tên {quoted(name)}", en=f"there is no check {quoted(name)}"),
                    expected=Words(vi=f"một trong: {known}", en=f"one of: {known}"),
                    advice=Words(vi=f"Có phải là {close[0]}?", en=f"Did you mean {close[0]}?") if close else None,
                )
            )
        raise InputError(problems)
