"""What `doctor` and `init` say of the staff's own form (處理表單): what of it is missing, and how it is made."""

from __future__ import annotations

from collections.abc import Iterator

from sheetdesk.cli.finding import Finding
from sheetdesk.columns import STAFF_FORM
from sheetdesk.config import Config
from sheetdesk.desk.book import Book
from sheetdesk.jobs.take_staff_answers import NO_TAB, NO_TAB_MEND
from sheetdesk.model.sheet import Snapshot, TabView
from sheetdesk.policy.contacts import read_email
from sheetdesk.policy.staff_form import FILLS

HOW = "使用說明的附錄五"
NOT_MADE = f"要在手機上用表單回客人（處理表單），請照{HOW}做一張；不用就不用理"
NO_LINK = "處理表單連好了，但 config.yaml 沒有寫 staff_form.link，案件和警示信裡不會有連結"


def staff_form(config: Config, snapshot: Snapshot, book: Book) -> Iterator[Finding]:
    """Its tab, its link, its questions, and who of the staff can use it. A tab without a question that it must ask is
    named with the other forms."""
    views = [view for view in snapshot.forms if view.key == STAFF_FORM.key]
    named = any(problem.tab == STAFF_FORM.key for problem in snapshot.problems)
    if not views and not named:
        yield Finding(NOT_MADE, hint=True) if config.staff_form.link is None else Finding(NO_TAB, NO_TAB_MEND)
    if views and config.staff_form.link is None:
        yield Finding(NO_LINK, f"照{HOW}取得預先填入的連結，貼到 config.yaml")
    for view in views:
        yield from _unasked(view)
    if views:
        yield from _strangers(book)


def _unasked(view: TabView) -> Iterator[Finding]:
    lost = [STAFF_FORM.column(name).title for name in FILLS if name not in view.header]
    if lost:
        yield Finding(f"處理表單「{view.title}」沒有問「{'」「'.join(lost)}」，這幾樣要到「案件」填", hint=True)


def _strangers(book: Book) -> Iterator[Finding]:
    """Whose answers can't count, for nobody knows their address."""
    nameless = [one.name for one in book.team if one.active and read_email(one.email).address is None]
    if nameless:
        what = f"「{'」「'.join(nameless)}」在「分工表」沒有可以用的 Email，填的處理表單不會照做"
        yield Finding(what, hint=True)
