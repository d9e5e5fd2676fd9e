"""The tabs that the desk writes beside 案件: to-do list, log, customers, the two lists of money, state."""

from __future__ import annotations

from sheetdesk.columns.tab import CASE_LINK, MACHINE, PERSON, REQUEST, Column, Tab

DECISIONS = ("重寄", "視為已寄", "不寄")

LOG = Tab(
    "log",
    "往來紀錄",
    (
        Column("at", "時間", MACHINE, "datetime", width=16),
        Column("case", "案號", MACHINE, width=15),
        Column("direction", "方向", MACHINE, width=6),
        Column("kind", "種類", MACHINE, width=10),
        Column("channel", "管道", MACHINE, width=8),
        Column("recipient", "對象", MACHINE, width=24),
        Column("subject", "主旨", MACHINE, width=34),
        Column("body", "內容", MACHINE, width=44),
        Column("template", "範本", MACHINE, width=18),
        Column("state", "狀態", MACHINE, width=8),
        Column("detail", "說明", MACHINE, width=36),
        Column(
            "decision",
            "決定",
            PERSON,
            width=10,
            choices=DECISIONS,
            note="狀態是「需確認」時，請選：重寄、視為已寄、不寄。",
        ),
        Column(
            "correction",
            "更正",
            PERSON,
            width=24,
            note="這封信寫錯了，在這裡寫正確的，例如：12/8 才出貨。系統會找出收到過的每一位，到「待辦」確認一次就全部寄更正。"
            "也可以分行寫「寫錯：…」「影響：…」。清空就不寄。",
        ),
        Column("id", "編號", MACHINE, width=10, note="系統用來認這一列，請勿修改。"),
    ),
    key_column="id",
)

CONFIRMED, DECLINED = "確認", "不要"

TODO = Tab(
    "todo",
    "待辦",
    (
        Column("urgency", "急迫", MACHINE, width=8),
        Column("next_step", "下一步", MACHINE, width=24),
        Column("case", "案號", MACHINE, CASE_LINK, width=15, note="點一下，就到「案件」的那一列；那邊排序過也找得到。"),
        Column("summary", "摘要", MACHINE, width=26),
        Column("owner", "負責人", MACHINE, width=10),
        Column("why", "為什麼", MACHINE, width=44),
        Column(
            "answer",
            "確認",
            REQUEST,
            width=10,
            choices=(CONFIRMED, DECLINED),
            note="只有「請確認」那幾列要選；選了下一輪就會做。",
        ),
        Column(
            "form",
            "處理表單",
            MACHINE,
            width=24,
            note="點開就是這一件的處理表單，服務單號和權杖已經填好；用過一次就換一個。設好處理表單才有。",
        ),
        Column("about", "項目", MACHINE, width=10, hidden=True, note="系統用來認這一列在說哪件事，請勿修改。"),
        Column("place", "編號", MACHINE, width=6, hidden=True, note="系統用來認這一列，請勿修改。"),
    ),
    key_column="place",
    note="系統寫的，做完的會自己不見；要改案件請到「案件」。",
)

CUSTOMERS = Tab(
    "customers",
    "客人",
    (
        Column("name", "客人", MACHINE, width=14, note="最近一次用的名字。"),
        Column("contacts", "聯絡方式", MACHINE, width=28),
        Column("cases", "件數", MACHINE, "number", width=8, note="無效和併入別件的不算。"),
        Column("open", "未結", MACHINE, "number", width=8),
        Column("last_at", "最近一次", MACHINE, "datetime", width=16, note="客人最近一次寫來，或我們最近一次回覆。"),
        Column("rating", "平均滿意度", MACHINE, "number", width=10),
        Column("tier", "等級", PERSON, note="例如 VIP。「處理時限」有同樣等級的那一列，就用那一列的期限。"),
        Column("note", "備註", PERSON, width=24, note="您填，系統不會動。"),
        Column(
            "apart",
            "不用來合併",
            PERSON,
            width=14,
            choices=("電話", "Email", "LINE", "暱稱"),
            multiple=True,
            note="把兩位客人認成一位時，選是被什麼認錯的（看「合併說明」），或貼上那一個電話；以後都不用它合併。清空就恢復。",
        ),
        Column("joined", "合併說明", MACHINE, width=40, note="為什麼這些案件算是同一位客人。"),
        Column("id", "第一件", MACHINE, width=15, note="這位客人的第一件案件；系統用來認這一列，請勿修改。"),
    ),
    key_column="id",
)

CLAIMS = Tab(
    "claims",
    "廠商求償",
    (
        Column("number", "案號", MACHINE, width=15),
        Column("paid_by", "負擔方", MACHINE, note="案件的「負擔方」填了自己以外的人，就會列在這裡。"),
        Column("supplier", "廠商", MACHINE),
        Column("order_no", "訂單編號", MACHINE, width=16),
        Column("product", "商品", MACHINE, width=18),
        Column("trouble", "問題", MACHINE, width=14),
        Column("photos", "照片", MACHINE, width=24),
        Column("amount", "金額", MACHINE, "number", width=10, note="案件的「補償金額」；要改請到案件改。"),
        Column("missing", "還缺什麼", MACHINE, width=24),
        Column("credited", "已入帳", PERSON, width=12, note="收到款項時，您填日期或「是」；系統不會動。"),
        Column("note", "備註", PERSON, width=24, note="您填，系統不會動。"),
    ),
    key_column="number",
    note="系統寫的，一件一列；要改內容請到「案件」，這裡只填「已入帳」和「備註」。",
)

PAYABLES = Tab(
    "payables",
    "待付客人",
    (
        Column("number", "案號", MACHINE, width=15),
        Column("customer", "客人", MACHINE, width=14),
        Column("product", "商品", MACHINE, width=18),
        Column("amount", "金額", MACHINE, "number", width=10, note="案件的「補償金額」；要改請到案件改。"),
        Column("refund_status", "退款狀態", MACHINE, width=12, note="退了就到案件的「動作」選「已退款」。"),
        Column("refund_last_five", "帳號末五碼", MACHINE, width=12, note="完整的帳號只在退款表單的那份試算表。"),
        Column("since", "從什麼時候", MACHINE, "datetime", width=16, note="案件改成「待退款」的時間。"),
        Column("missing", "還缺什麼", MACHINE, width=24),
        Column("note", "備註", PERSON, width=24, note="您填，系統不會動；請不要寫帳號。"),
    ),
    key_column="number",
    note="系統寫的，一件一列；要改內容請到「案件」。",
)

POSTS = Tab(
    "posts",
    "貼文",
    (
        Column("item", "用在哪裡", MACHINE, width=16),
        Column("keywords", "關鍵字", MACHINE, width=24, note="貼到 LINE 官方帳號的自動回應「關鍵字」，一行一個。"),
        Column("content", "內容", MACHINE, width=60, note="點一下，複製，貼上。"),
    ),
    key_column="item",
    note="系統照「常見問題」寫的，給您複製；要改請到「常見問題」。",
)

STATE = Tab(
    "state",
    "系統狀態",
    (
        Column("item", "項目", MACHINE, width=16),
        Column("content", "內容", MACHINE, width=60),
        Column("mend", "怎麼辦", MACHINE, width=50),
        Column("at", "時間", MACHINE, "datetime", width=16),
    ),
    key_column="item",
)

STAMP_ITEM = "系統戳記"
