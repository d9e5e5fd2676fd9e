"""分類回報: what a week brought of the cases that one person answers for, and what of them waits. Pure.

It goes to colleagues and lies in the outbox without a case, so no customer's name stands in it: 案號 leads to the row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sheetdesk.model.case import Case
from sheetdesk.policy.case_figures import CaseFigures
from sheetdesk.policy.kpi import DIMENSIONS
from sheetdesk.policy.kpi_events import Happened
from sheetdesk.policy.kpi_periods import Period
from sheetdesk.policy.report import Line, Report, Section, named, title_of
from sheetdesk.policy.report_terms import OWNERS
from sheetdesk.policy.report_weekly import most_of, yuan
from sheetdesk.policy.team import Person

FEWEST_REPEATS = 2
REPEATS_TOLD, NUMBERS_TOLD, LATE_TOLD = 6, 5, 10

CLAIMED_WEEKS = 8
"""How far back cases are looked through for money that hasn't come."""

GROUPS = ("category", "product", "group_no", "supplier")


@dataclass(frozen=True, slots=True)
class Area:
    """What is known of the cases that one person answers for. `before`: those of the week before; `claims`: those whose
    cost somebody else bears and hasn't paid; `late`: open cases of which a clock is past, the latest first, with which
    clock and since when."""

    received: Sequence[CaseFigures] = ()
    before: Sequence[CaseFigures] = ()
    claims: Sequence[CaseFigures] = ()
    open: int = 0
    late: Sequence[tuple[Case, str]] = ()


def owners(person: Person, week: Period, area: Area, proxy: bool) -> Report | None:
    """Her report on that week; None if there is nothing to say. `proxy`: somebody else reads it for her."""
    if not (area.received or area.late or area.claims):
        return None
    title = title_of(OWNERS, week)
    sections = (_received(area), _repeats(area), _open(area), *_claims(area.claims))
    return Report(OWNERS, week, f"{title}（代{named(person.name)}）" if proxy else title, sections, person.name)


def foot(person: Person, proxy: bool) -> str:
    """Why it came to the one who reads it."""
    lists = (("類別", person.categories), ("團號／商品", person.goods))
    hers = "，".join(f"{word} {'、'.join(named(one) for one in names)}" for word, names in lists if names)
    whose = f"{named(person.name)}請假，這一份先給您。「分工表」寫他負責" if proxy else "「分工表」寫您負責"
    return f"{whose}：{hers}。要改，請主揪改「分工表」；不要這種信，在 config.yaml 的 reports.owners 寫「不做」。"


def _received(area: Area) -> Section:
    complaints = sum(row.nature == "客訴" for row in area.received)
    came = f"{len(area.received)} 件（客訴 {complaints} 件）" if area.received else "沒有"
    happened = Happened(received=list(area.received))
    groups = (most_of(DIMENSIONS[key][0], happened.by(DIMENSIONS[key][1])) for key in GROUPS)
    lines = (Line("收到", f"{came}；前一週 {len(area.before)} 件"), *filter(None, groups))
    return Section("這一週收到的", lines, note="類別、商品、團號、廠商只列最多的三個。")


def _repeats(area: Area) -> Section:
    now, before = _by_matter(area.received), _by_matter(area.before)
    again = [matter for matter, rows in now.items() if len(rows) >= FEWEST_REPEATS]
    again.sort(key=lambda matter: (-len(now[matter]), matter))
    lines = [_repeat(matter, now[matter], len(before.get(matter, ()))) for matter in again[:REPEATS_TOLD]]
    if len(again) > REPEATS_TOLD:
        lines.append(Line("", f"……還有 {len(again) - REPEATS_TOLD} 種"))
    note = f"同一樣商品（沒有寫商品的看團號）、同一個類別，這一週至少 {FEWEST_REPEATS} 件。"
    return Section("一再發生的", tuple(lines) or (Line("", "沒有。"),), note=note)


Matter = tuple[str, str]


def _by_matter(rows: Sequence[CaseFigures]) -> dict[Matter, list[CaseFigures]]:
    """By goods and category; a case that names no goods is like no other one."""
    found: defaultdict[Matter, list[CaseFigures]] = defaultdict(list)
    for row in rows:
        goods = row.product or row.group_no
        if goods:
            found[goods, row.category or "待分類"].append(row)
    return found


def _repeat(matter: Matter, rows: Sequence[CaseFigures], before: int) -> Line:
    numbers = sorted(row.number for row in rows)
    told = "、".join(numbers[:NUMBERS_TOLD]) + ("…" if len(numbers) > NUMBERS_TOLD else "")
    return Line("・".join(map(named, matter)), f"{len(rows)} 件（前一週 {before} 件）：{told}")


def _open(area: Area) -> Section:
    lines = [Line("還沒結束", f"{area.open} 件" if area.open else "沒有")]
    lines.append(Line("其中逾期", f"{len(area.late)} 件" if area.late else "沒有"))
    lines += [Line("", _late(case, past)) for case, past in area.late[:LATE_TOLD]]
    if len(area.late) > LATE_TOLD:
        lines.append(Line("", f"……還有 {len(area.late) - LATE_TOLD} 件，見「待辦」"))
    return Section("還沒結束的（現在）", tuple(lines), loud=bool(area.late))


def _late(case: Case, past: str) -> str:
    """「GB2611-0012-A 蔥抓餅｜退冰融化（阿芳）：首次回覆 11/18（三）晚上 9:37，過了 2 天」: 摘要 without the customer."""
    about = "｜".join(named(part) for part in (case.product, case.subcategory or case.category) if part)
    handler = case.handler or case.owner
    return f"{case.number} {about}{f'（{handler}）' if handler else ''}：{past}"


def _claims(claims: Sequence[CaseFigures]) -> Iterator[Section]:
    if not claims:
        return
    by_payer: defaultdict[str, list[CaseFigures]] = defaultdict(list)
    for row in claims:
        by_payer[named(row.paid_by or "")].append(row)
    lines = tuple(Line(payer, _owed(by_payer[payer])) for payer in sorted(by_payer))
    note = f"最近 {CLAIMED_WEEKS} 週收到、「廠商求償」還沒有填「已入帳」的。"
    yield Section("要求償的", lines, note=note)


def _owed(rows: Sequence[CaseFigures]) -> str:
    unknown = sum(row.amount is None for row in rows)
    if unknown == len(rows):
        return f"{unknown} 件，都還沒有寫金額"
    said = f"{len(rows)} 件，共 {yuan(sum(row.amount or 0 for row in rows))}"
    return f"{said}；其中 {unknown} 件還沒有寫金額" if unknown else said
