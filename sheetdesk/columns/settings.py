"""The tabs that people fill in: `init` puts the first rows there; from then on they count, not config.yaml."""

from __future__ import annotations

from sheetdesk.columns.tab import MACHINE, SETTING, Column, Tab
from sheetdesk.model import case as words

CAMPAIGNS = Tab(
    "campaigns",
    "團購檔期",
    (
        Column("group_no", "團號", SETTING),
        Column("name", "名稱", SETTING, width=18),
        Column("product", "商品", SETTING, width=18),
        Column("supplier", "廠商", SETTING),
        Column("carrier", "物流", SETTING),
        Column("pickup", "取貨方式", SETTING),
        Column("received_on", "收貨日", SETTING, "date"),
        Column("owner", "負責人", SETTING),
        Column("fresh_notice", "生鮮例外已告知", SETTING, width=16, choices=("是", "否")),
    ),
)

SETTINGS = Tab(
    "settings",
    "設定",
    (
        Column("item", "項目", SETTING, width=18),
        Column("value", "值", SETTING, width=24),
        Column("meaning", "說明", SETTING, width=60),
    ),
)

SHOP, SIGNATURE, QUIET, MODE, PAUSE, PEAK = "店名", "署名", "安靜時段", "試營運／正式", "☐暫停所有寄信", "旺季模式"

TRIAL, LIVE = "試營運", "正式"

SETTING_ITEMS = {
    SHOP: "客人在信裡看到的店名",
    SIGNATURE: "信末的署名",
    QUIET: "這段時間不打擾人（緊急除外），例如 22:00-08:00",
    MODE: "試營運：每封信都寄給您自己看，主旨加【試】。正式：寄給客人。",
    PAUSE: "填「是」，下一輪起所有信都先不寄；清空就恢復。",
    PEAK: "一下子進來很多件時，客訴先處理、問卷和報告慢慢寄。空白：件數突然變多就自己開、少了自己關；也可以填「開」或「關」。",
}

TEAM = Tab(
    "team",
    "分工表",
    (
        Column("name", "姓名", SETTING),
        Column("email", "Email", SETTING, width=24),
        Column("role", "角色", SETTING, choices=("主揪", "負責人", "備援", "老闆"), multiple=True),
        Column("categories", "類別", SETTING, width=20, note="負責的類別，用「、」隔開。"),
        Column("goods", "團號／商品", SETTING, width=20, note="負責的團號或商品，用「、」隔開。"),
        Column("max_open", "上限件數", SETTING, "number"),
        Column("refund_limit", "退補上限", SETTING, "number"),
        Column("proxy", "代理人", SETTING),
        Column("leave_from", "請假從", SETTING, "date"),
        Column("leave_to", "請假到", SETTING, "date"),
        Column("active", "在職", SETTING, choices=("是", "否")),
    ),
)

HOURS = Tab(
    "hours",
    "營業與休假",
    (
        Column("day", "日期", SETTING, "date"),
        Column("day_kind", "休假／上班", SETTING, choices=("休假", "上班")),
        Column("note", "說明", SETTING, width=24),
        Column("weekday", "星期", SETTING, choices=("一", "二", "三", "四", "五", "六", "日")),
        Column("opens", "開始", SETTING, "time"),
        Column("closes", "結束", SETTING, "time"),
    ),
)

RULES = Tab(
    "rules",
    "分類規則",
    (
        Column("order", "順序", SETTING, "number", width=8),
        Column("field", "欄位", SETTING, note="看哪一欄：內容、商品、表單類別、希望處理……空白＝內容。"),
        Column("any_words", "任一字詞", SETTING, width=30, note="有其中一個就算，用「、」隔開。"),
        Column("all_words", "全部字詞", SETTING, width=20, note="全部都有才算。"),
        Column("none_words", "排除字詞", SETTING, width=20, note="有其中一個就不算。"),
        Column("pattern", "正規表示式", SETTING, width=20),
        Column("nature", "性質", SETTING, choices=words.NATURES),
        Column("category", "類別", SETTING),
        Column("subcategory", "子類別", SETTING),
        Column("priority", "優先級", SETTING, choices=words.PRIORITIES),
        Column("tags", "標籤", SETTING),
        Column("owner", "負責人", SETTING),
        Column("alarm", "警示", SETTING, choices=("是",)),
        Column("active", "啟用", SETTING, choices=("是", "否")),
        Column("hits", "命中數", MACHINE, "number", width=8),
        Column("problem", "問題", MACHINE, width=40),
    ),
)

POLICIES = Tab(
    "policies",
    "處理時限",
    (
        Column("priority", "優先級", SETTING, choices=words.PRIORITIES),
        Column("category", "類別", SETTING),
        Column("source", "來源", SETTING, choices=words.SOURCES),
        Column("tier", "等級", SETTING),
        Column("first_reply", "首次回覆", SETTING, note="例如 15 分、1 小時、24 小時。"),
        Column("first_clock", "首次時鐘", SETTING, choices=("營業", "全天")),
        Column("solution", "解決", SETTING, note="例如 24 小時、3 天。"),
        Column("solution_clock", "解決時鐘", SETTING, choices=("營業", "全天")),
        Column(
            "promise",
            "對客承諾",
            SETTING,
            width=24,
            note="客人在信裡看到的時間，例如：24 小時、當天、下一個營業日 10:00。",
        ),
        Column("problem", "問題", MACHINE, width=40),
    ),
)

FAQ = Tab(
    "faq",
    "常見問題",
    (
        Column("question", "問題", SETTING, width=30, note="客人會問的一句話。信裡會照樣寫出來。"),
        Column(
            "keywords",
            "關鍵字",
            SETTING,
            width=30,
            note="客人的話裡要有其中一個，才會用這一列回答；用「、」隔開。「沒有…」「不是…」這種否定的不算。",
        ),
        Column("answer", "回答", SETTING, width=50, note="90 個字以內；太長又有連結，信裡就只放連結。"),
        Column("link", "連結", SETTING, width=24, note="看完整說明的網址，可以空白。"),
        Column("categories", "類別", SETTING, width=16, note="只回答這些類別或子類別，用「、」隔開；空白就是都可以。"),
        Column("until", "有效至", SETTING, "date", note="這一天過了就不再用它回答；空白就是一直有效。"),
        Column("uses", "使用數", MACHINE, "number", width=8, note="放進真的寄給客人的收件通知幾次，試寄不算。"),
        Column("problem", "要改的地方", MACHINE, width=40),
    ),
)

TEMPLATES = Tab(
    "templates",
    "回覆範本",
    (
        Column(
            "name",
            "名稱",
            SETTING,
            width=14,
            note="您在「案件」的「回覆範本」選的短名稱，例如 補寄。和內建的範本同名，就用這一列的。",
        ),
        Column("subject", "主旨", SETTING, width=30, note="空白就用內建的主旨。沒有寫服務單號時，系統會自己接在後面。"),
        Column(
            "body",
            "內文",
            SETTING,
            width=60,
            note="不用寫稱呼和署名。{{ 商品 }}、{{ 下次跟進 }} 會換成那一件的內容；"
            "「（填：…）」的位置會換成您寫的「回覆內容」。",
        ),
        Column("categories", "類別", SETTING, width=20, note="用在哪些類別，用「、」隔開；空白就是都可以。"),
        Column(
            "kind",
            "種類",
            SETTING,
            width=10,
            choices=("回覆", "收件通知", "警示"),
            multiple=True,
            note="空白就是「回覆」；和內建的範本同名，就和它一樣。",
        ),
        Column("version", "版本", SETTING, width=8, note="改過內文就加 1，往來紀錄會記下寄的是哪一版。"),
        Column("reviewed", "上次檢視", SETTING, "date", note="最後一次有人讀過的日子；太久沒讀會在「系統狀態」提醒。"),
        Column("uses", "使用數", MACHINE, "number", width=8, note="真的寄給客人的封數，試寄不算。"),
        Column(
            "rating", "平均滿意度", MACHINE, "number", width=10, note="最後一封回覆用這個範本的客人，給的星數平均。"
        ),
        Column("problem", "問題", MACHINE, width=40),
    ),
)
