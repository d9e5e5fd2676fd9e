"""The tab 批次事件: one row a bad batch, which people write or the desk proposes."""

from __future__ import annotations

from sheetdesk.columns.tab import MACHINE, PERSON, REQUEST, STATUS, Column, Tab

INCIDENT_ACTIONS = ("寄出", "寄出,等客人", "寄出,已解決", "攔下", "結束")

INCIDENTS = Tab(
    "incidents",
    "批次事件",
    (
        Column("number", "事件", MACHINE, width=8, note="系統編的。把它填在案件的「事件」，那一件就算進來。"),
        Column("group_no", "團號", PERSON, width=10, note="哪一團；空白就是不管哪一團。"),
        Column("product", "商品", PERSON, width=16, note="哪一樣商品；空白就是整團。團號和商品至少填一個。"),
        Column("supplier", "廠商", PERSON, width=10, note="只算這家廠商的；空白就是不管哪一家。也可以只填這一格。"),
        Column("carrier", "物流", PERSON, width=10, note="只算這家物流送的；空白就是不管哪一家。也可以只填這一格。"),
        Column(
            "what",
            "說明",
            PERSON,
            width=30,
            note="發生了什麼事，您想讓客人知道的。會放進之後的收件通知和群組公告稿；原因還沒確定就先不要寫。",
        ),
        Column(
            "reply",
            "統一回覆",
            PERSON,
            width=36,
            note="要寄給每一位的話。不用寫稱呼、商品、訂單編號和署名，每封信會放各人自己的。",
        ),
        Column(
            "deed",
            "動作",
            REQUEST,
            width=14,
            choices=INCIDENT_ACTIONS,
            note="選「寄出」後，到「待辦」確認一次，就各寄一封；確認後兩分鐘內可以選「攔下」。「結束」就不再收新的案件。",
        ),
        Column("count", "件數", MACHINE, "number", width=8, note="這個事件有幾件；無效和併入別件的不算。"),
        Column(
            "status",
            "狀態",
            STATUS,
            width=10,
            choices=("建議", "進行中", "已寄", "已結束", "擱置"),
            note="建議：系統問您要不要一起處理。進行中：符合的案件會自己加進來。已寄：統一回覆寄了。擱置：您選了不要。"
            "您可以改成「進行中」或「已結束」。",
        ),
        Column("outcome", "寄送結果", MACHINE, width=30, note="統一回覆的結果，或還缺什麼。"),
        Column("announcement", "群組公告稿", MACHINE, width=44, note="可以整段複製到群組；裡面沒有客人的名字。"),
    ),
    key_column="number",
    note="同一批貨出問題，在這裡一次處理；也可以自己加一列：填團號或商品、說明。",
)
