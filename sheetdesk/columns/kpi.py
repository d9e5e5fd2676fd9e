"""The tabs of figures (KPI): one to look at, and hidden ones with a row a day, a week, a month, a group, an hour.

Each figure's formula stands in the note of its column, or in 說明 where it is a row (domain §8)."""

from __future__ import annotations

from sheetdesk.columns.tab import MACHINE, Column, Tab

KEY = Column("id", "編號", MACHINE, width=14, hidden=True, note="系統用來認這一列，請勿修改。")

KPI = Tab(
    "kpi",
    "KPI 總覽",
    (
        Column("figure", "指標", MACHINE, width=24),
        Column("this_week", "這週", MACHINE, "any", width=14, note="從星期一 0:00 到現在。"),
        Column("last_week", "上週", MACHINE, "any", width=14, note="上星期一到星期日，整週。"),
        Column(
            "four_weeks",
            "四週平均",
            MACHINE,
            "any",
            width=14,
            note="這週以前的四個整週。件數和金額是一週的平均；比率和時間是把四週的案件放在一起算。",
        ),
        Column("target", "目標", MACHINE, width=12, note="✅ 這週達到，⚠ 還沒有。目標在 config.yaml 的 kpi。"),
        Column(
            "change",
            "變化",
            MACHINE,
            width=18,
            note="這週和上週比。件數和金額和上週的同一段時間比（例如星期一到星期三中午）；比率和時間和上週整週比。",
        ),
        Column("n", "n", MACHINE, "number", width=6, note="這週的數字是幾件（封、則）算出來的。太少的話，不要太當真。"),
        Column("median", "中位數", MACHINE, width=14, note="這週有一半比這個短。"),
        Column("p90", "第 90 百分位", MACHINE, width=14, note="這週十件有九件比這個短。"),
        Column("note", "說明", MACHINE, width=60),
        KEY,
    ),
    key_column="id",
    write_only=True,
    note="系統算的，每小時更新一次；自己的欄可以加在右邊。",
)

MINUTES, HOURS_LONG, PERCENT = "分", "小時", "%"


def _figure(key: str, title: str, note: str, unit: str = "") -> Column:
    return Column(key, f"{title}（{unit}）" if unit else title, MACHINE, "number", width=10, note=note)


def _duration(key: str, title: str, note: str, unit: str) -> tuple[Column, ...]:
    said = f"{note}這是"
    return (
        _figure(f"{key}_mean", f"{title}平均", f"{said}平均。", unit),
        _figure(f"{key}_median", f"{title}中位數", f"{said}中位數。", unit),
        _figure(f"{key}_p90", f"{title}第 90 百分位", f"{said}第 90 百分位：十件有九件比這個短。", unit),
    )


def _cohorts(key: str, verb: str) -> tuple[Column, ...]:
    note = "這段時間收到的案件，收件 {} 天內" + verb + "的比率；時間還沒到的不顯示。"
    return tuple(_figure(f"{key}_{days}", f"{days} 天內{verb}", note.format(days), PERCENT) for days in (1, 3, 7))


RECEIVED = _figure("received", "件數", "收到的案件，依收件日；無效、併入別件、上線以前的不算。")
COMPLAINTS = _figure("complaints", "客訴件數", "其中「性質」是客訴的。")
REPLIED = _figure("replied", "首次回覆數", "客人第一次收到人回覆的案件，依回覆日；自動信不算。")
REPLY = _duration("reply", "首次人工回覆", "第一封人回覆的時間 − 客人第一次寫來的時間，依回覆日，日夜都算。", MINUTES)
REPLY_ENDED = _figure("reply_ended", "首次回覆時鐘數", "這段時間結束的首次回覆時鐘；還在跑的不算，逾期還沒回的另外列。")
REPLY_MET = _figure("reply_met_rate", "首次回覆達標率", "期限內回覆 ÷ 這段時間結束的首次回覆時鐘。", PERCENT)
SOLUTION_ENDED = _figure("solution_ended", "解決時鐘數", "這段時間結束（第一次解決）的解決時鐘。")
SOLUTION_MET = _figure("solution_met_rate", "解決達標率", "期限內解決 ÷ 這段時間結束的解決時鐘。", PERCENT)
SOLVED = _figure("solved", "解決件數", "第一次改成「已解決」或「已結案」的案件，依那一天。")
SOLVE = _duration("solve", "處理時間", "第一次解決 − 收件，依解決日，日夜都算。", HOURS_LONG)
FIRST_CONTACT = _figure(
    "first_contact",
    "首次解決率",
    "只回一次就解決、沒有重開、同一位客人同一團同一類別 7 天內沒有再來 ÷ 這段時間解決的案件。",
    PERCENT,
)
SOLVED_RATE = _figure("solved_rate", "解決率", "這段時間收到的案件，現在是「已解決」或「已結案」的 ÷ 收到的。", PERCENT)
RATED = _figure("rated", "評分數", "客人給了星的，依解決日。")
SATISFIED = _figure("satisfied", "滿意度", "4、5 顆星 ÷ 評分數，依解決日；不到 5 則不顯示。", PERCENT)
STARS = _figure("rating_mean", "平均星數", "星數的平均，依解決日；不到 5 則不顯示。")
REOPENS = _figure("reopens", "重開次數", "解決以後又打開的次數，依重開那一天。")
REOPEN_RATE = _figure("reopen_rate", "重開率", "重開次數 ÷ 解決件數。", PERCENT)
ESCALATIONS = _figure("escalations", "升級次數", "往上報的次數，依那一天；一層算一次，試營運的、重建帳本以前的不算。")
ESCALATION_RATE = _figure("escalation_rate", "升級率", "升級次數 ÷ 解決件數；重建帳本那一段會偏低。", PERCENT)
COMPENSATED = _figure("compensated", "補償件數", "這段時間收到、有填補償金額的案件。")
AMOUNT = _figure("amount", "補償金額", "這些案件的補償金額加起來（元）。")
AMOUNT_MEAN = _figure("amount_mean", "每件補償", "補償金額 ÷ 補償件數（元）。")
CLAIMED = _figure("claimed", "求償金額", "其中要別人負擔的（列在「廠商求償」）（元）。")
CREDITED = _figure("credited", "已入帳金額", "其中在「廠商求償」填了「已入帳」的（元）。")
OVERRULED = _figure("overruled_rate", "規則改判率", "性質、類別或子類別被人改過 ÷ 收到的案件。", PERCENT)

FIGURES: tuple[Column, ...] = (
    RECEIVED,
    COMPLAINTS,
    REPLIED,
    *REPLY,
    *_duration("reply_business", "首次人工回覆（營業）", "同首次人工回覆，只算營業時間。", MINUTES),
    _figure("receipts", "自動回覆數", "寄了收件通知的案件，依收件日。"),
    *_duration("receipt", "自動回覆", "收件通知寄出 − 收件，依收件日。", MINUTES),
    REPLY_ENDED,
    REPLY_MET,
    SOLUTION_ENDED,
    SOLUTION_MET,
    _figure("promised", "到期承諾數", "在收件通知裡答應客人、這段時間到期的。"),
    _figure("promise_rate", "承諾達成率", "在答應的時間以前有人回覆 ÷ 到期承諾數。", PERCENT),
    SOLVED,
    *SOLVE,
    *_duration("solve_business", "處理時間（營業）", "同處理時間，只算營業時間。", HOURS_LONG),
    *_duration("solve_net", "處理時間（扣等待）", "同處理時間，扣掉等客人、等廠商、等物流。", HOURS_LONG),
    FIRST_CONTACT,
    Column(
        "first_contact_mark",
        "首次解決率暫定",
        MACHINE,
        width=8,
        note="「暫定」：最近 7 天解決的還不知道客人會不會再來，數字可能會降。",
    ),
    SOLVED_RATE,
    *_cohorts("solved_in", "解決"),
    _figure("closed", "結案件數", "改成「已結案」的案件，依結案日。"),
    _figure("closed_rate", "結案率", "結案件數 ÷ 件數（同一段時間）。", PERCENT),
    *_cohorts("closed_in", "結案"),
    _figure("asked", "問卷數", "寄了問卷的案件，依解決日。"),
    RATED,
    _figure("response_rate", "回收率", "評分數 ÷ 問卷數。", PERCENT),
    SATISFIED,
    STARS,
    REOPENS,
    REOPEN_RATE,
    ESCALATIONS,
    ESCALATION_RATE,
    _figure("unanswered_rate", "沒有人工就結案", "沒有人回覆過就結案的 ÷ 結案件數。", PERCENT),
    _figure("letters", "信件數", "寄給客人的信，依寄出日；警示和試營運的信不算。"),
    _figure("automatic_rate", "自動信比率", "自動寄的 ÷ 信件數。", PERCENT),
    _figure(
        "backlog",
        "積壓",
        "那一天固定時間（config.yaml 的 kpi）還沒結束的案件，週和月是最後一天的。那時系統沒有在跑，就空著，不補算。",
    ),
    _figure("backlog_unanswered", "積壓：還沒回", "其中還沒有人回覆過的。"),
    _figure("backlog_late", "積壓：逾期中", "其中首次回覆或解決已經逾期的。"),
    COMPENSATED,
    AMOUNT,
    AMOUNT_MEAN,
    CLAIMED,
    CREDITED,
    OVERRULED,
)
"""What a row of 每日, 每週 and 每月 shows."""


def _by_period(key: str, title: str, first: Column) -> Tab:
    return Tab(
        key,
        title,
        (first, *FIGURES, KEY),
        key_column=KEY.key,
        hidden=True,
        write_only=True,
        note="系統算的；公式在每一欄標題的說明。自己的欄和圖可以加，不會被動到。",
    )


KPI_DAYS = _by_period("kpi_days", "KPI 每日", Column("day", "日期", MACHINE, "date", width=12))
KPI_WEEKS = _by_period(
    "kpi_weeks", "KPI 每週", Column("week", "週（星期一）", MACHINE, "date", width=12, note="那一週的星期一。")
)
KPI_MONTHS = _by_period(
    "kpi_months", "KPI 每月", Column("month", "月份", MACHINE, "date", width=12, note="那個月的 1 日。")
)

GROUPED: tuple[Column, ...] = (
    RECEIVED,
    COMPLAINTS,
    REPLIED,
    REPLY[0],
    REPLY[1],
    REPLY[2],
    REPLY_ENDED,
    REPLY_MET,
    SOLVED,
    *SOLVE,
    SOLUTION_MET,
    FIRST_CONTACT,
    SOLVED_RATE,
    RATED,
    SATISFIED,
    STARS,
    REOPENS,
    REOPEN_RATE,
    COMPENSATED,
    AMOUNT,
    AMOUNT_MEAN,
    CLAIMED,
    CREDITED,
    OVERRULED,
)
"""What a row of 分組 shows."""

KPI_GROUPS = Tab(
    "kpi_groups",
    "KPI 分組",
    (
        Column("month", "月份", MACHINE, "date", width=12, note="那個月的 1 日。"),
        Column(
            "dimension", "分組", MACHINE, width=10, note="類別、來源、商品、團號、廠商、負責人、處理人、負擔方、規則。"
        ),
        Column(
            "name",
            "名稱",
            MACHINE,
            width=20,
            note="每個月每種分組列出件數最多的 20 個。處理人是解決時的目前處理人；規則是決定類別的那一條。",
        ),
        *GROUPED,
        KEY,
    ),
    key_column=KEY.key,
    hidden=True,
    write_only=True,
    note="系統算的，一個月一種分組的一個名稱一列。",
)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

KPI_HOURS = Tab(
    "kpi_hours",
    "KPI 時段",
    (
        Column("hour", "時段", MACHINE, width=8, note="收件的時間，最近 13 週。"),
        *(
            Column(key, f"星期{word}", MACHINE, "number", width=8, note="最近 13 週在這個時段收到幾件。")
            for key, word in zip(WEEKDAYS, "一二三四五六日", strict=True)
        ),
        KEY,
    ),
    key_column=KEY.key,
    hidden=True,
    write_only=True,
    note="系統算的：什麼時候最忙。",
)

KPI_TABS = (KPI, KPI_DAYS, KPI_WEEKS, KPI_MONTHS, KPI_GROUPS, KPI_HOURS)
"""Every tab of figures."""
