"""Make or upgrade the desk's tabs in a Google spreadsheet (`init`). Never touches people's data, columns or tabs."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from sheetdesk.errors import DeskUnreachable, OutcomeUnknown, UsageError
from sheetdesk.workbook.google.api import Spreadsheet
from sheetdesk.workbook.google.growing import Plan, Wanted
from sheetdesk.workbook.google.keep import keep
from sheetdesk.workbook.google.plan import old_choices_in, plan_of
from sheetdesk.workbook.google.survey import Survey, look_closer, look_deepest, survey
from sheetdesk.workbook.google.tabs import IMAGE_TAB
from sheetdesk.workbook.headers import FormSpec
from sheetdesk.workbook.layout import FirstRows, not_ours, refuse_strangers
from sheetdesk.workbook.stamp import decode_stamp

LOCALE = "zh_TW"
IN_SETTINGS = "試算表的「檔案 → 設定 → 一般」"


def set_up(sheet: Spreadsheet, zone: ZoneInfo, first_rows: FirstRows, form: FormSpec, keep_in: Path) -> list[str]:
    """Make the desk in a spreadsheet that a person made and shared, or add what it lacks; answers what was done,
    nothing if nothing had to be.

    `first_rows` go only into tabs that hold no row yet. A spreadsheet that held data is kept as an .xlsx in the folder
    `keep_in` first. All of it is one batch: applied whole or not at all. Raises UsageError if the zone isn't `zone` or
    a tab of our title isn't ours, DeskUnreachable: then nothing was done, but for a write whose outcome is unknown."""
    wanted = Wanted(first_rows, form, zone)
    seen, plan = _compare(sheet, wanted)
    if not plan.requests:
        return []
    kept = [keep(sheet, seen, keep_in)] if seen.holds_data() else []
    if kept:  # that may have taken long, and people go on working
        seen, plan = _compare(sheet, wanted)
    done = [*plan.done, *kept]
    if seen.locale != LOCALE:
        done.append(f"提醒：試算表的語言代碼是 {seen.locale}，日期會照那裡的習慣顯示；要改成台灣的，請到{IN_SETTINGS}")
    try:
        if plan.requests:
            sheet.write(plan.requests)
    except OutcomeUnknown as lost:
        if _compare(sheet, wanted)[1].requests:
            raise _not_known(lost) from lost
    return done


def _compare(sheet: Spreadsheet, wanted: Wanted) -> tuple[Survey, Plan]:
    seen = survey(sheet)
    _check_zone(seen, wanted.zone)
    refuse_strangers(seen.grids)
    _check_image(seen)
    seen = look_closer(sheet, seen)
    if old := old_choices_in(seen):
        seen = look_deepest(sheet, seen, old)
    return seen, plan_of(seen, wanted)


def _check_zone(seen: Survey, zone: ZoneInfo) -> None:
    if seen.zone != zone.key:
        raise UsageError(
            f"時區是 {seen.zone}，config.yaml 的 desk.zone 卻是 {zone.key}，時間會讀錯，所以什麼都沒有改",
            which=f"試算表「{seen.title}」",
            mend=f"到{IN_SETTINGS}，把時區改成 {zone.key}；客人真的在 {seen.zone} 就改 desk.zone。再執行一次 init",
        )


def _check_image(seen: Survey) -> None:
    """The tab is cleared with every batch: somebody else's of that title would be lost."""
    grid = seen.grids.get(IMAGE_TAB, ())
    if any(grid) and not (grid[0] and decode_stamp(grid[0][0])):
        raise not_ours(IMAGE_TAB)


def _not_known(lost: OutcomeUnknown) -> DeskUnreachable:
    """What Google said against it; or that the answer was lost on the way, and the write may still come."""
    fault = lost.fault or DeskUnreachable(lost.what, which=lost.which)
    if lost.status is not None and 400 <= lost.status < 500:
        mend = "如果剛剛有人在改試算表，請再執行一次 init"
        return DeskUnreachable(f"{fault.what}，什麼都沒有改", which=fault.which, mend=f"{fault.mend}；{mend}")
    mend = "過一兩分鐘再執行一次 init：會先看少了什麼，只補上還沒有的"
    return DeskUnreachable(f"{fault.what}，現在看起來沒有寫進去", which=fault.which, mend=mend)
