"""The three marks that a letter may bear - blank lines, **bold**, [label](link) - as plain text and as HTML."""

from __future__ import annotations

import re
from html import escape

from sheetdesk.model.message import Letter
from sheetdesk.policy.letters_sandbox import BRACKETS, STARS

LINK_OPENS, LINK_CLOSES = "\ue002", "\ue003"
"""Stand around an address that a person typed as her own words: shown as it is, and a link."""

LINK = re.compile(r"\[([^\[\]\n]+)\]\((https?://[^\s()]+)\)")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_TYPED = re.compile(f"{LINK_OPENS}([^{LINK_OPENS}{LINK_CLOSES}]+){LINK_CLOSES}")
_GAP = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")

_PAGE = """<!doctype html>
<html lang="zh-Hant-TW">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>{title}</title>
</head>
<body style="margin:0;background:#ffffff;color:#222222">
<div style="max-width:34em;margin:0 auto;padding:20px 16px;font-family:'PingFang TC','Microsoft JhengHei','Noto Sans TC',sans-serif;font-size:16px;line-height:1.75;overflow-wrap:anywhere">
{paragraphs}
</div>
</body>
</html>
"""
_ANCHOR = '<a href="{href}" style="color:#1f5f4a">{label}</a>'
_BUTTON = (
    '<a href="{href}" style="display:inline-block;padding:12px 20px;border-radius:8px;'
    'background:#1f5f4a;color:#ffffff;text-decoration:none;font-weight:bold">{label}</a>'
)


def tidy(marked: str) -> str:
    """At most one blank line between paragraphs, none at the ends, no blanks at line ends."""
    lines = "\n".join(line.rstrip() for line in marked.split("\n"))
    return _GAP.sub("\n\n", lines).strip("\n")


def to_plain(marked: str) -> str:
    """The letter for readers without HTML: a link is its label and address."""
    plain = LINK.sub(r"\1：\2", tidy(marked))
    return _given_back(_BOLD.sub(r"\1", plain))


def to_html(marked: str, title: str) -> str:
    """The same letter as a page that reads at phone width; a link alone on its line is a button."""
    paragraphs = "\n".join(f'<p style="margin:0 0 1em">{_paragraph(p)}</p>' for p in tidy(marked).split("\n\n"))
    return _given_back(_PAGE.format(title=escape(title), paragraphs=paragraphs))


def page_of(letter: Letter) -> str:
    """The letter as a page: its own, or made of its marked text; blank: it is plain text only."""
    return letter.html or (to_html(letter.marked, letter.subject) if letter.marked else "")


def _paragraph(text: str) -> str:
    return "<br>\n".join(_line(line) for line in text.split("\n"))


def _line(line: str) -> str:
    """One line of HTML. Everything outside the marks is escaped."""
    if "[" not in line:
        return _bold(line)
    parts: list[str] = []
    done = 0
    for link in LINK.finditer(line):
        shape = _BUTTON if link.group() == line.strip() else _ANCHOR
        parts += [_bold(line[done : link.start()]), shape.format(href=escape(link[2]), label=escape(link[1]))]
        done = link.end()
    return "".join([*parts, _bold(line[done:])])


def _bold(text: str) -> str:
    shown = escape(text)
    if LINK_OPENS in shown:
        shown = _TYPED.sub(lambda address: _ANCHOR.format(href=address[1], label=address[1]), shown)
    return _BOLD.sub(r"<strong>\1</strong>", shown) if "**" in shown else shown


def _given_back(text: str) -> str:
    for mark, meant in ((STARS, "*"), (BRACKETS, "["), (LINK_OPENS, ""), (LINK_CLOSES, "")):
        text = text.replace(mark, meant)
    return text
