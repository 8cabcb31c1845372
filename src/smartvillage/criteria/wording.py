"""How rules and levels are printed, in Vietnamese and English, as an annex or an appraisal report would."""

from __future__ import annotations

from fractions import Fraction

from smartvillage.criteria.measures import Measure
from smartvillage.criteria.rules import (
    Above,
    AllOf,
    AnyOf,
    AtLeast,
    AtLeastOf,
    AtLeastShareOf,
    AtMost,
    Attested,
    Below,
    Between,
    Custom,
    Equal,
    MeetsSet,
    Rule,
    Threshold,
    Times,
    children,
)
from smartvillage.errors import Words
from smartvillage.exact import Interval
from smartvillage.text.numbers import write_number

__all__ = ["NO_LEVEL", "level_text", "quantity", "say_interval", "say_rule"]

NO_LEVEL = {
    "not-read": Words(vi="chưa có mức đạt chuẩn", en="the level has not been read"),
    "delegated": Words(
        vi="mức do UBND cấp tỉnh quy định, chưa có", en="the level is left to the province and not known"
    ),
    "withdrawn": Words(vi="mức đã rút", en="the level was withdrawn"),
    "not-set": Words(vi="chưa quy định mức", en="no level is set"),
    "unverified": Words(vi="mức chưa đối chiếu văn bản", en="the level was not checked against the text"),
    "gap": Words(vi="không có mức cho thời điểm và nhóm này", en="there is no level for this day and stratum"),
    "overlap": Words(vi="có hai mức cùng áp dụng", en="two levels hold at once"),
    "stratum-unknown": Words(vi="chưa biết nhóm áp dụng của đơn vị", en="the stratum of the unit is not known"),
    "not-in-force": Words(vi="chỉ tiêu không có hiệu lực", en="the indicator is not in force"),
}
"""Why there is no level to judge by."""

_COMPARED: dict[type, Words] = {
    AtLeast: Words(vi="từ {0} trở lên", en="at least {0}"),
    Above: Words(vi="trên {0}", en="more than {0}"),
    AtMost: Words(vi="không quá {0}", en="at most {0}"),
    Below: Words(vi="dưới {0}", en="less than {0}"),
    Equal: Words(vi="bằng {0}", en="exactly {0}"),
}
_FROM = Words(vi="từ {0}", en="from {0}")


def quantity(value: Fraction, measure: Measure | None, lang: str, places: int | None = None) -> str:
    """Print a value with its unit: ``97,5%``, ``48 triệu đồng/người/năm``; yes or no; the name of a grade.

    With ``places`` the number is rounded to so many decimals, for people to read.
    """
    if measure is not None and measure.kind == "attested":
        return Words(vi="đạt", en="met").say(lang) if value == 1 else Words(vi="chưa đạt", en="not met").say(lang)
    if (
        measure is not None
        and measure.kind == "ordinal"
        and value.denominator == 1
        and 1 <= value <= len(measure.grades)
    ):
        return measure.grades[int(value) - 1].title.say(lang)
    unit = measure.unit_text(lang) if measure is not None else ""
    return write_number(value, lang, places) + (unit if unit == "%" else f" {unit}" if unit else "")


def level_text(level: Threshold, measure: Measure | None, lang: str) -> str:
    """Print a level, or why there is none."""
    if level.value is not None:
        return quantity(level.value, measure, lang)
    return NO_LEVEL[level.missing or "not-read"].say(lang)


def say_interval(accepts: Interval, measure: Measure | None, lang: str) -> str:
    """Print what is accepted: ``từ 80% trở lên``.

    Example:
        >>> from smartvillage.exact import Exact
        >>> say_interval(Interval(None, Exact("13")), None, "en")
        'at most 13'
    """
    vi = lang == "vi"
    low = None if accepts.low is None else quantity(accepts.low, measure, lang)
    high = None if accepts.high is None else quantity(accepts.high, measure, lang)
    if low is not None and measure is not None and measure.kind == "attested":
        return low  # there is nothing above yes
    if low is not None and high is not None:
        if accepts.low == accepts.high:
            return _COMPARED[Equal].say(lang).format(low)
        first = ("trên " if vi else "more than ") if accepts.low_open else ("từ " if vi else "from ")
        last = ("đến dưới " if vi else "to less than ") if accepts.high_open else ("đến " if vi else "to ")
        return f"{first}{low} {last}{high}"
    if low is not None:
        return _COMPARED[Above if accepts.low_open else AtLeast].say(lang).format(low)
    if high is not None:
        return _COMPARED[Below if accepts.high_open else AtMost].say(lang).format(high)
    return "bất kỳ" if vi else "anything"


def say_rule(rule: Rule, measures: dict[str, Measure], lang: str) -> str:
    """Print a rule with its levels left open where they differ by stratum or year.

    Example:
        >>> from smartvillage.criteria.rules import AtLeast
        >>> say_rule(AtLeast(measure="a.b", levels=[{"value": "80"}]), {}, "vi")
        'từ 80 trở lên'
    """
    vi = lang == "vi"

    def levels(found: tuple[Threshold, ...], form: str) -> str:
        """The levels in the form of their comparison, then why others are not known."""
        measure = measures.get(getattr(rule, "measure", ""))
        known = dict.fromkeys(level_text(level, measure, lang) for level in found if level.value is not None)
        why = dict.fromkeys(level_text(level, measure, lang) for level in found if level.value is None)
        several = ["mức theo nhóm và năm" if vi else "the level of its stratum and year"]
        said = [form.format(" / ".join(known if len(known) <= 3 else several))] if known else []
        return " / ".join([*said, *why]) or NO_LEVEL["gap"].say(lang)

    match rule:
        case AtLeast() | Above() | AtMost() | Below() | Equal():
            return levels(rule.levels, _COMPARED[type(rule)].say(lang))
        case Between():
            above = Words(vi="trên {0}", en="more than {0}") if rule.edges in {"high", "none"} else _FROM
            below = Words(vi="dưới {0}", en="less than {0}") if rule.edges in {"low", "none"} else Words("{0}", "{0}")
            ends = levels(rule.low, above.say(lang)), levels(rule.high, below.say(lang))
            return f" {'đến' if vi else 'to'} ".join(ends)
        case Attested():
            return levels(rule.levels, "") if rule.levels else ("Đạt" if vi else "met")
        case Times():
            words = {"at-least": AtLeast, "above": Above, "at-most": AtMost, "below": Below}[rule.comparison]
            times = (
                f"{write_number(rule.factor, lang)} {'lần mức của' if vi else 'times the level of'} {rule.of.indicator}"
            )
            return _COMPARED[words].say(lang).format(times)
        case MeetsSet():
            return f"{'đạt bộ tiêu chí' if vi else 'meets'} {rule.set}"
        case Custom():
            told = ", ".join(f"{name}={text}" for name, text in sorted(rule.parameters.items()))
            return f"{'theo cách đánh giá' if vi else 'as judged by'} {rule.evaluator}{f' ({told})' if told else ''}"
    inner = "; ".join(_named(one, measures, lang) for one in children(rule))
    match rule:
        case AllOf():
            head = "tất cả" if vi else "all of"
        case AnyOf():
            head = "ít nhất một trong" if vi else "any of"
        case AtLeastOf():
            head = f"ít nhất {rule.count} trong" if vi else f"at least {rule.count} of"
        case AtLeastShareOf():
            percent = write_number(rule.percent, lang)
            head = f"ít nhất {percent}% trong" if vi else f"at least {percent}% of"
    must = ""
    if isinstance(rule, (AtLeastOf, AtLeastShareOf)) and rule.compulsory:
        names = "; ".join(_named(one, measures, lang) for one in rule.compulsory)
        must = f", {'bắt buộc' if vi else 'compulsory'}: {names}"
    return f"{head} ({inner}){must}"


def _named(rule: Rule, measures: dict[str, Measure], lang: str) -> str:
    identifier = getattr(rule, "measure", None)
    said = say_rule(rule, measures, lang)
    if identifier is None:
        return said
    title = measures[identifier].title.say(lang) if identifier in measures else identifier
    return f"{title}: {said}"
