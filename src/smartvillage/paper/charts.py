"""Charts of a proposal, drawn from plain numbers with altair, without a network.

A chart is data first: its ``table()`` says all that the picture shows, and ``block()`` puts both into a paper.
Drawing needs the extra ``plot``; a paper made without it prints the table. Lightness differs as well as colour, and
every series is named in letters, so that a black-and-white copy loses nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from importlib import import_module
from textwrap import wrap
from typing import Any, Literal

import attrs

from smartvillage.errors import MissingExtraError, Words
from smartvillage.exact import Exact
from smartvillage.paper.blocks import Chart, Picture
from smartvillage.paper.blocks_table import Column, TableBlock
from smartvillage.paper.blocks_text import Said, said
from smartvillage.paper.cells import shown

__all__ = ["Item", "ItemChart", "ResponseChart", "Series"]

AltairChart = Any
"""A chart of altair; a notebook shows it. The library is imported when a chart is drawn."""

FONT = "Times New Roman, Tinos, Liberation Serif, serif"
WIDTH, HEIGHT, LINE = 520, 260, 20
"""Units of the drawing; a line is one of the name of an item."""
BARS, NAME = 0.6, 34
"""How much of the width the bars take; letters on a line of a name."""
DOTS = 200
"""Per inch of the PNG: sharp on paper, small in a file."""
DARK, MIDDLE, LIGHT, PALE = "#1B4965", "#C8553D", "#8FB8A8", "#D9D9D9"
DASHES = [[1, 0], [6, 3], [2, 2], [8, 2, 2, 2]]

LOCALE = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " ₫"]}
_LEVEL = Words(vi="Mức", en="Level")
_SHARE = Words(vi="Tỷ lệ đơn vị đạt (%)", en="Units meeting it (%)")
_GROUP = Words(vi="Nhóm", en="Group")
_MEETING = Words(vi="Số đơn vị đạt", en="Units meeting it")
_OF = Words(vi="trên", en="of")
_UNITS = Words(vi="Số đơn vị", en="Units")
_ITEM = Words(vi="Chỉ tiêu", en="Indicator")
_PARTS = {
    "met": (Words(vi="đạt", en="met"), DARK),
    "failed": (Words(vi="chưa đạt, cùng chỉ tiêu khác", en="not met, with others"), LIGHT),
    "only": (Words(vi="chưa đạt, là chỉ tiêu duy nhất", en="not met, as the only one"), MIDDLE),
    "unknown": (Words(vi="chưa đủ cơ sở đánh giá", en="unknown"), PALE),
}


def _points(given: Iterable[tuple[Any, int]]) -> tuple[tuple[Exact, int], ...]:
    return tuple(sorted((Exact(level), count) for level, count in given))


@attrs.frozen
class Series:
    """How many units meet each level, at every level where that changes.

    Raises:
        ValueError: There is no unit, no level, or more units meet a level than there are.
    """

    name: Words = attrs.field(converter=said)
    points: tuple[tuple[Exact, int], ...] = attrs.field(converter=_points)
    """Levels with the number of units meeting them; in any order."""
    total: int
    """Of how many units."""

    def __attrs_post_init__(self) -> None:
        if not self.points or self.total < 1 or any(not 0 <= count <= self.total for _, count in self.points):
            raise ValueError("a series has units and levels, and no more units meet one than there are")


def _series(given: Iterable[Series]) -> tuple[Series, ...]:
    return tuple(given)


@attrs.frozen
class ResponseChart:
    """The share of units that would meet a level, as the step function of the level.

    Between two levels of a series nothing changes; at a level that is met by *at least* so much, the units standing
    exactly on it still meet it. Dashed upright lines mark levels that are proposed.

    Raises:
        ValueError: There is no series.

    Example:
        >>> pilots = Series("Mô hình", [(60, 5), (75, 3), (90, 1)], 5)
        >>> chart = ResponseChart([pilots], unit="%", marks={"80": "đề xuất"})
        >>> [cell.say("vi") for cell in chart.table().rows[1]]
        ['Mô hình', '75', '3', '5', '60']
    """

    series: tuple[Series, ...] = attrs.field(converter=_series)
    title: Words | None = attrs.field(default=None, converter=attrs.converters.optional(said), kw_only=True)
    unit: Words | None = attrs.field(default=None, converter=attrs.converters.optional(said), kw_only=True)
    """The unit of levels, behind the word on the axis."""
    direction: Literal["higher", "lower"] = attrs.field(default="higher", kw_only=True)
    """Whether a level is met from it upwards or downwards."""
    marks: Mapping[str, Said] = attrs.field(factory=dict, kw_only=True, hash=False)
    """Levels (as text) to mark, with what is written there."""

    def __attrs_post_init__(self) -> None:
        if not self.series:
            raise ValueError("a chart has at least one series")

    def table(self) -> TableBlock:
        """Return every level where a number changes, with the number and the share."""
        columns = (
            Column(_GROUP),
            Column(self._axis(), align="right"),
            Column(_MEETING, align="right"),
            Column(_OF, align="right"),
            Column(_SHARE, align="right"),
        )
        rows = [
            [series.name, level, count, series.total, _percent(count, series.total)]
            for series in self.series
            for level, count in series.points
        ]
        return TableBlock(columns, rows)

    def plot(self, lang: str = "vi") -> AltairChart:
        """Return the chart of altair, for a notebook.

        Raises:
            MissingExtraError: The extra ``plot`` is not installed.
        """
        alt = _altair()
        low, high = self._span()
        x = alt.X("level:Q", title=self._axis().say(lang), scale=alt.Scale(domain=[low, high], nice=False, zero=False))
        y = alt.Y("share:Q", title=_SHARE.say(lang), scale=alt.Scale(domain=[0, 100]))
        names = [_named(series, lang) for series in self.series]
        colours = [DARK, MIDDLE, LIGHT, "#6C6C6C"]
        colour = alt.Color(
            "series:N",
            title=None,
            scale=alt.Scale(domain=names, range=[colours[index % 4] for index in range(len(names))]),
            legend=alt.Legend(orient="bottom", labelLimit=WIDTH, columns=1, symbolSize=400),
        )
        dash = alt.StrokeDash(
            "series:N",
            scale=alt.Scale(domain=names, range=[DASHES[index % 4] for index in range(len(names))]),
            legend=alt.Legend(title=None, orient="bottom"),
        )
        interpolate = "step-before" if self.direction == "higher" else "step-after"
        lines = (
            alt.Chart(alt.Data(values=self._rows(lang, low, high)))
            .mark_line(interpolate=interpolate, strokeWidth=2)
            .encode(x=x, y=y, color=colour, strokeDash=dash)
        )
        layers = [lines]
        if self.marks:
            marks = [
                {"level": _near(Exact(level)), "said": f"{said(words).say(lang)}: {shown(Exact(level), lang)}"}
                for level, words in sorted(self.marks.items(), key=lambda mark: Exact(mark[0]))
            ]
            data = alt.Data(values=marks)
            layers += [
                alt.Chart(data).mark_rule(color="#333333", strokeDash=[4, 4]).encode(x=x),
                alt.Chart(data)
                .mark_text(align="right", baseline="top", angle=270, dx=-4, dy=3, color="#333333")
                .encode(x=x, y=alt.value(0), text="said:N"),
            ]
        return _dressed(alt.layer(*layers), self.title, lang, HEIGHT)

    def draw(self, lang: str = "vi") -> Picture:
        """Draw the chart.

        Raises:
            MissingExtraError: The extra ``plot`` is not installed.
        """
        return _drawn(self.plot(lang), lang)

    def block(self, alt: Said, caption: Said | None = None) -> Chart:
        """Return the chart as a block of a paper."""
        return Chart(alt, self.table(), self, caption=caption)

    def _axis(self) -> Words:
        unit = self.unit or Words("", "")
        return Words(*(f"{word} ({of})" if of else word for word, of in zip(_LEVEL, unit, strict=True)))

    def _span(self) -> tuple[float, float]:
        levels = [level for series in self.series for level, _ in series.points] + list(map(Exact, self.marks))
        low, high = min(levels), max(levels)
        room = (high - low) / 20 or max(abs(high), Fraction(1)) / 20
        return _near(low - room), _near(high + room)

    def _rows(self, lang: str, low: float, high: float) -> list[dict[str, Any]]:
        rows = []
        for series in self.series:
            first, last = series.points[0][1], series.points[-1][1]
            before, after = (first, 0) if self.direction == "higher" else (0, last)
            points = [(low, before), *((_near(level), count) for level, count in series.points), (high, after)]
            rows += [
                {"series": _named(series, lang), "level": level, "share": _near(Fraction(100 * count, series.total))}
                for level, count in points
            ]
        return rows


@attrs.frozen
class Item:
    """How one indicator came out over the units.

    Raises:
        ValueError: A count is negative, or the only failures are more than the failures.
    """

    name: Words = attrs.field(converter=said)
    met: int
    not_met: int
    only: int = 0
    """Of those not met: how often it was the only one that the unit did not meet."""
    unknown: int = 0

    def __attrs_post_init__(self) -> None:
        if min(self.met, self.not_met, self.only, self.unknown) < 0 or self.only > self.not_met:
            raise ValueError("counts are not negative, and no more are the only failure than fail")


def _all_items(given: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(given)


@attrs.frozen
class ItemChart:
    """How hard each indicator is: units that meet it, that fail it, that fail nothing else, and the unknown.

    Raises:
        ValueError: There is no item.

    Example:
        >>> chart = ItemChart([Item("8.4 Dịch vụ công trực tuyến", 12, 3, only=2)])
        >>> [cell.say("vi") for cell in chart.table().rows[0]]
        ['8.4 Dịch vụ công trực tuyến', '12', '1', '2', '0']
    """

    items: tuple[Item, ...] = attrs.field(converter=_all_items)
    title: Words | None = attrs.field(default=None, converter=attrs.converters.optional(said), kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not self.items:
            raise ValueError("a chart has at least one item")

    def table(self) -> TableBlock:
        """Return the counts of every item."""
        columns = [Column(_ITEM), *(Column(words, align="right") for words, _ in _PARTS.values())]
        return TableBlock(columns, [[item.name, *_counts(item).values()] for item in self.items])

    def plot(self, lang: str = "vi") -> AltairChart:
        """Return the chart of altair, for a notebook.

        Raises:
            MissingExtraError: The extra ``plot`` is not installed.
        """
        alt = _altair()
        names_of = {item: "\n".join(wrap(item.name.say(lang), NAME)) for item in self.items}
        broadest = max(sum(_counts(item).values()) for item in self.items)
        rows = [
            {"item": names_of[item], "part": _PARTS[part][0].say(lang), "units": count, "order": order}
            for item in self.items
            for order, (part, count) in enumerate(_counts(item).items())
        ]
        names = [words.say(lang) for words, _ in _PARTS.values()]
        chart = (
            alt.Chart(alt.Data(values=rows))
            .mark_bar(stroke="#333333", strokeWidth=0.4)
            .encode(
                x=alt.X(
                    "sum(units):Q",
                    title=_UNITS.say(lang),
                    axis=alt.Axis(tickMinStep=1, format="d"),
                    scale=alt.Scale(domain=[0, max(broadest, 1)], nice=False),
                ),
                y=alt.Y(
                    "item:N",
                    sort=list(names_of.values()),
                    title=None,
                    axis=alt.Axis(labelLimit=WIDTH, labelExpr=r"split(datum.label, '\n')"),
                ),
                color=alt.Color(
                    "part:N",
                    title=None,
                    scale=alt.Scale(domain=names, range=[colour for _, colour in _PARTS.values()]),
                    legend=alt.Legend(orient="bottom", labelLimit=WIDTH, columns=2),
                ),
                order=alt.Order("order:Q"),
            )
        )
        lines = max(name.count("\n") + 1 for name in names_of.values())
        return _dressed(chart, self.title, lang, LINE * lines * len(self.items), width=int(WIDTH * BARS))

    def draw(self, lang: str = "vi") -> Picture:
        """Draw the chart.

        Raises:
            MissingExtraError: The extra ``plot`` is not installed.
        """
        return _drawn(self.plot(lang), lang)

    def block(self, alt: Said, caption: Said | None = None) -> Chart:
        """Return the chart as a block of a paper."""
        return Chart(alt, self.table(), self, caption=caption)


def _counts(item: Item) -> dict[str, int]:
    return {"met": item.met, "failed": item.not_met - item.only, "only": item.only, "unknown": item.unknown}


def _named(series: Series, lang: str) -> str:
    return f"{series.name.say(lang)} (n = {series.total})"


def _percent(count: int, total: int) -> Exact:
    """A share for people, rounded half up to a tenth."""
    return Exact(Fraction((2000 * count + total) // (2 * total), 10))


def _near(number: Fraction) -> float:
    """The nearest double, for a place in a drawing only."""
    return float(number)


def _altair() -> Any:  # noqa: ANN401
    try:
        return import_module("altair")
    except ImportError as missing:
        raise _missing() from missing


def _missing() -> MissingExtraError:
    return MissingExtraError(Words(vi="vẽ biểu đồ", en="draw charts"), "plot")


def _dressed(plot: AltairChart, title: Words | None, lang: str, height: int, width: int = WIDTH) -> AltairChart:
    titled = {"title": title.say(lang)} if title else {}
    locale = {"locale": {"number": LOCALE}} if lang == "vi" else {}
    return (
        plot.properties(width=width, height=height, **titled)
        .configure(font=FONT, background="white", **locale)
        .configure_axis(labelFontSize=13, titleFontSize=13, titleFontWeight="normal", gridColor="#E6E6E6")
        .configure_legend(labelFontSize=13)
        .configure_title(fontSize=15)
        .configure_text(fontSize=12)
        .configure_view(stroke="#999999")
    )


def _drawn(plot: AltairChart, lang: str) -> Picture:
    try:
        converter = import_module("vl_convert")
    except ImportError as missing:
        raise _missing() from missing
    spec = json.loads(plot.to_json())
    how: dict[str, Any] = {"format_locale": LOCALE if lang == "vi" else None, "allowed_base_urls": []}
    svg = converter.vegalite_to_svg(spec, **how)
    return Picture(svg.encode(), converter.svg_to_png(svg, ppi=DOTS))
