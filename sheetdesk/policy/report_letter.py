"""A report as a letter: plain text, and a page that reads at phone width. Everything outside our own marks is escaped.

Pure; what it says is the report's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from sheetdesk.model.message import Letter
from sheetdesk.policy.picture_places import place
from sheetdesk.policy.report import Bar, Line, Report, Section
from sheetdesk.policy.report_rows import in_words

KIND, TEMPLATE, VERSION = "report", "report", "1"

GREEN, AMBER, INK, PALE = "#1f5f4a", "#a04a00", "#222222", "#666666"

LONGEST_FIGURE = 9
"""Characters of a cell that stays on one line."""

_PAGE = """<!doctype html>
<html lang="zh-Hant-TW">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>{title}</title>
</head>
<body style="margin:0;background:#ffffff;color:{ink}">
<div style="max-width:40em;margin:0 auto;padding:16px 12px;font-family:'PingFang TC','Microsoft JhengHei','Noto Sans TC',sans-serif;font-size:15px;line-height:1.6;overflow-wrap:anywhere">
<h1 style="font-size:20px;margin:0 0 4px">{title}</h1>
<p style="margin:0 0 16px;color:{pale}">{shop}</p>
{sections}
<p style="margin:24px 0 0;color:{pale};font-size:13px">{foot}</p>
</div>
</body>
</html>
"""
_CELL = "padding:5px 4px;border-bottom:1px solid #e2e2e2;vertical-align:top"


def letter_of(report: Report, shop: str, foot: str, recipient: str) -> Letter:
    """To one person; its key, the report's and hers, lets it leave once."""
    subject = f"{report.title}：{shop}"
    return Letter(
        case=None,
        kind=KIND,
        event=f"{report.key}:{recipient}",
        recipient=recipient,
        subject=subject,
        text=_text(report, foot),
        html=_html(report, shop, foot),
        template=TEMPLATE,
        version=VERSION,
        pictures=tuple(section.picture for section in report.sections if section.picture is not None),
    )


def _text(report: Report, foot: str) -> str:
    return "\n\n".join([report.title, *map(_section_text, report.sections), foot])


def _section_text(section: Section) -> str:
    lines = [f"■ {section.title}"]
    lines += map(_line_text, section.rows())
    if section.bars:
        lines.append(in_words(section.bars, section.unit))
    return "\n".join([*lines, *([f"（{section.note}）"] if section.note else [])])


def _line_text(line: Line) -> str:
    said = f"{line.what}：{line.said}" if line.what else f"・{line.said}"
    return f"{said}\n  {line.link}" if line.link else said


def _html(report: Report, shop: str, foot: str) -> str:
    sections = "\n".join(_sections_html(report.sections))
    return _PAGE.format(
        title=escape(report.title), shop=escape(shop), sections=sections, foot=escape(foot), ink=INK, pale=PALE
    )


def _sections_html(sections: Iterable[Section]) -> Iterator[str]:
    """Pictures have numbers in the order in which the letter names them."""
    number = 0
    for section in sections:
        number += section.picture is not None
        yield _section_html(section, number)


def _section_html(section: Section, number: int) -> str:
    """`number`: that of its picture, if it has one."""
    colour = AMBER if section.loud else GREEN
    parts = [
        f'<h2 style="font-size:16px;margin:20px 0 6px;padding-left:8px;border-left:4px solid {colour}">'
        f"{escape(section.title)}</h2>"
    ]
    parts += [_line_html(line, section.loud) for line in section.lines]
    parts += [_table_html(section)] if section.table else []
    parts += [_chart_html(section, number)] if section.bars else []
    if section.note:
        parts.append(f'<p style="margin:6px 0 0;color:{PALE};font-size:13px">{escape(section.note)}</p>')
    return "\n".join(parts)


def _line_html(line: Line, loud: bool) -> str:
    said = escape(line.said)
    if line.link:
        said = f'<a href="{escape(line.link)}" style="color:{GREEN}">{said}</a>'
    if line.what:
        return f'<p style="margin:0 0 4px"><span style="color:{PALE}">{escape(line.what)}：</span>{said}</p>'
    weight = "font-weight:bold" if loud else "font-weight:normal"
    return f'<p style="margin:0 0 4px;{weight}">{said}</p>'


def _table_html(section: Section) -> str:
    heads = "".join(
        f'<th scope="col" style="{_CELL};{_side(at)};color:{PALE};font-weight:normal">{escape(title)}</th>'
        for at, title in enumerate(section.head)
    )
    rows = "".join(f"<tr>{_row_html(cells)}</tr>\n" for cells in section.table)
    return (
        '<table style="border-collapse:collapse;width:100%;font-size:14px;line-height:1.4">'
        f"<tr>{heads}</tr>\n{rows}</table>"
    )


def _row_html(cells: tuple[str, ...]) -> str:
    return "".join(
        f'<td style="{_CELL};{_side(at)}{_whole(at, cell)}">{escape(cell)}</td>' for at, cell in enumerate(cells)
    )


def _whole(column: int, cell: str) -> str:
    """A figure is never broken over two lines."""
    return ";white-space:nowrap" if column and len(cell) <= LONGEST_FIGURE else ""


def _side(column: int) -> str:
    """On a phone the first column, which names the row, would be squeezed to two signs a line by the figures."""
    return "text-align:left;min-width:6em" if column == 0 else "text-align:right"


def _chart_html(section: Section, number: int) -> str:
    bars = _bars_html(section.bars, section.unit)
    return bars if section.picture is None else place(number, bars)


def _bars_html(bars: tuple[Bar, ...], unit: str) -> str:
    """Lying bars in a table, which every mail program shows; the figure stands beside each."""
    longest = max((bar.value for bar in bars), default=0) or 1
    rows = "".join(_bar_html(bar, 100 * bar.value / longest) for bar in bars)
    return (
        f'<table role="img" aria-label="{escape(in_words(bars, unit))}" '
        f'style="border-collapse:collapse;width:100%;font-size:13px;line-height:1.3">{rows}</table>'
    )


def _bar_html(bar: Bar, percent: float) -> str:
    return (
        f'<tr><td style="padding:2px 8px 2px 0;text-align:right;width:25%">{escape(bar.label)}</td>'
        f'<td style="padding:2px 0"><div style="background:{GREEN};height:14px;width:{percent:.0f}%"></div></td>'
        f'<td style="padding:2px 0 2px 8px;text-align:right;width:12%">{bar.value:g}</td></tr>\n'
    )
