"""Every tab and column: key, title, owner, type. The only place where a title of the sheet is written.

Owners (design §2): machine · shared · status · request · person · setting (people's, filled once by `init`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from hashlib import sha256

from sheetdesk.model import case as words
from sheetdesk.model.sheet import TabView
from sheetdesk.model.values import Formula, Value, canonical, dumps

MACHINE, SHARED, STATUS, REQUEST, PERSON, SETTING = "machine", "shared", "status", "request", "person", "setting"

FACE, CUSTOMER, JUDGEMENT, REMEDY, RECORD = "", "客人與訂單", "判斷", "處理與求償", "紀錄"
"""Column groups of 案件; FACE is what is always visible."""

LATER = "（這一欄的功能在之後的版本啟用）"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `type` is text, number, datetime, date or time; `width` is in characters of the sheet's font."""

    key: str
    title: str
    owner: str
    type: str = "text"
    group: str = FACE
    width: int = 12
    note: str = ""
    choices: tuple[str, ...] = ()
    later: bool = False
    """Laid out from the first day so that columns never move; hidden until its feature comes."""
    hidden: bool = False
    """Of use to the desk alone."""
    multiple: bool = False
    """The drop-down only proposes: other words are allowed."""
    choices_from: tuple[str, str] | None = None
    """Tab and column whose cells are the drop-down's words."""
    rarely_read: bool = False
    """Long, and seldom touched by people: read once an hour, not in each pass (desk/rare_columns.py)."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab. Rows of a keyed tab are known by the cell of `key_column`."""

    key: str
    title: str
    columns: tuple[Column, ...]
    key_column: str | None = None
    hidden: bool = False
    note: str = ""
    _by_key: dict[str, Column] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._by_key.update((column.key, column) for column in reversed(self.columns))

    def column(self, key: str) -> Column:
        """The column of that key; KeyError if there is none."""
        return self._by_key[key]

    def has(self, key: str) -> bool:
        """Is `key` a column of ours (rather than one that people added)?"""
        return key in self._by_key

    def owned_by(self, *owners: str) -> tuple[Column, ...]:
        """Columns of these owners, in order."""
        return tuple(c for c in self.columns if c.owner in owners)


ACTIONS = (
    "寄出",
    "寄出,等客人",
    "寄出,已解決",
    "已用LINE／電話回",
    "已補寄",
    "已退款",
    "轉廠商",
    "攔下",
    "拆成新單",
    "無效",
)
"""動作 that this version carries out."""

CASES = Tab(
    "cases",
    "案件",
    (
        Column(
            "number",
            "案號",
            MACHINE,
            width=15,
            note="服務單號。系統編的，請勿修改。整列刪除會自動補回；不要的案件請把狀態改成「無效」。",
        ),
        Column("summary", "摘要", MACHINE, width=26, note="客人｜商品｜問題。系統寫的。"),
        Column("next_step", "下一步", MACHINE, width=20, note="最近的一個期限，和它是為了什麼。"),
        Column(
            "status",
            "狀態",
            STATUS,
            width=10,
            choices=words.STATUSES,
            note="您和系統都會改，最後改的算數。等客人、等廠商、等物流時，解決期限會暫停。",
        ),
        Column(
            "reply_template",
            "回覆範本",
            REQUEST,
            width=14,
            choices_from=("templates", "name"),
            multiple=True,
            note="選一個範本的名稱；寄出後會清空。",
        ),
        Column(
            "reply_text",
            "回覆內容",
            REQUEST,
            width=30,
            note="自己寫的話。有選範本就放進範本裡，沒選範本就是整封信。不用寫稱呼和署名。寄出後會清空。",
        ),
        Column("preview", "預覽", MACHINE, width=30, note="信會長這樣。選「轉廠商」後，這裡是可以複製給廠商的文字。"),
        Column(
            "action",
            "動作",
            REQUEST,
            width=16,
            choices=ACTIONS,
            note="選了就會做，做完會清空，結果看「寄送結果」。選「寄出」會等兩分鐘，這段時間可以選「攔下」。",
        ),
        Column("outcome", "寄送結果", MACHINE, width=22, note="最近一封信或最近一個動作的結果。"),
        Column("text", "內容", SHARED, width=44, note="客人寫的原文。", rarely_read=True),
        Column("additions", "新訊息", MACHINE, width=30, note="客人之後補充的內容，新的在上面。"),
        Column("attachments", "附件", MACHINE, width=16, note="照片連結。"),
        Column("owner", "負責人", SHARED, width=10, note="可以直接改；清空就由系統重新分派。"),
        Column(
            "remedy", "處理方式", PERSON, width=12, choices=words.REMEDIES, multiple=True, note="您填，系統不會動。"
        ),
        Column("follow_up", "下次跟進", PERSON, "date", width=12, note="您填，系統不會動。"),
        Column("note", "備註", PERSON, width=24, note="您填，系統不會動。"),
        Column("notice", "系統提醒", MACHINE, width=30, note="這一列有什麼要您處理。"),
        Column("received_at", "收件時間", SHARED, "datetime", CUSTOMER, 16),
        Column("source", "來源", SHARED, group=CUSTOMER, choices=words.SOURCES),
        Column("customer", "顧客", SHARED, group=CUSTOMER),
        Column("nickname", "下單暱稱", SHARED, group=CUSTOMER),
        Column("email", "Email", SHARED, group=CUSTOMER, width=24),
        Column("phone", "電話", SHARED, group=CUSTOMER, width=14),
        Column("line", "LINE", SHARED, group=CUSTOMER),
        Column("group_no", "團號", SHARED, group=CUSTOMER),
        Column("order_no", "訂單編號", SHARED, group=CUSTOMER, width=16),
        Column("product", "商品", SHARED, group=CUSTOMER, width=18),
        Column("quantity", "數量", SHARED, group=CUSTOMER, width=8),
        Column("pickup", "取貨方式", SHARED, group=CUSTOMER),
        Column("received_on", "收貨日", SHARED, "date", CUSTOMER),
        Column("wish", "希望處理", MACHINE, group=CUSTOMER, width=16),
        Column("supplier", "廠商", MACHINE, group=CUSTOMER),
        Column("carrier", "物流商", MACHINE, group=CUSTOMER),
        Column("tracking_no", "物流單號", SHARED, group=CUSTOMER, width=16),
        Column("nature", "性質", SHARED, group=JUDGEMENT, choices=words.NATURES, width=8),
        Column("category", "類別", SHARED, group=JUDGEMENT, multiple=True),
        Column("subcategory", "子類別", SHARED, group=JUDGEMENT),
        Column("priority", "優先級", SHARED, group=JUDGEMENT, choices=words.PRIORITIES, width=8),
        Column("tags", "標籤", SHARED, group=JUDGEMENT, width=16),
        Column("why", "判斷依據", MACHINE, group=JUDGEMENT, width=30, note="哪一條規則、哪些字。", rarely_read=True),
        Column("first_reply_due", "首次回覆期限", MACHINE, "datetime", JUDGEMENT, 16),
        Column("solution_due", "解決期限", MACHINE, "datetime", JUDGEMENT, 16),
        Column(
            "light", "燈號", MACHINE, group=JUDGEMENT, width=10, note="準時、過半、快到期、逾期、暫停、已回、完成。"
        ),
        Column(
            "how_counted",
            "計算說明",
            MACHINE,
            group=JUDGEMENT,
            width=40,
            note="期限是怎麼算出來的。",
            rarely_read=True,
        ),
        Column("amount", "補償金額", PERSON, "number", REMEDY),
        Column("liability", "責任歸屬", PERSON, group=REMEDY),
        Column("paid_by", "負擔方", PERSON, group=REMEDY),
        Column("cause", "發生原因", PERSON, group=REMEDY, width=16),
        Column(
            "resend_no", "補寄單號", PERSON, group=REMEDY, width=16, note="「待補寄」要填了補寄單號，才能改成已解決。"
        ),
        Column(
            "refund_status",
            "退款狀態",
            SHARED,
            group=REMEDY,
            choices=("未退款", "已收到帳號", "已退款"),
            note="「待退款」要填「已退款」，才能改成已解決。客人填了退款表單，系統會寫「已收到帳號」。",
        ),
        Column(
            "refund_last_five",
            "帳號末五碼",
            MACHINE,
            group=REMEDY,
            width=12,
            note="客人在退款表單填的；完整的帳號只在那份試算表。",
        ),
        Column("incident", "事件", PERSON, group=REMEDY, later=True, note=LATER),
        Column(
            "merged_into",
            "併入案件",
            PERSON,
            group=REMEDY,
            width=15,
            note="兩件其實是同一件事時，填另一件的案號；這一件就靜靜結案，只算一件。清空就恢復。",
        ),
        Column(
            "no_survey",
            "不寄問卷",
            PERSON,
            group=REMEDY,
            choices=("這次不寄", "以後都不寄"),
            multiple=True,
            note="有字就不寄處理完成信和問卷；「以後都不寄」連這位客人以後的也不寄。",
        ),
        Column("handler", "目前處理人", MACHINE, group=RECORD, note="負責人請假時是代理人。"),
        Column(
            "form",
            "處理表單",
            MACHINE,
            group=RECORD,
            width=16,
            note="點開就是這一件的處理表單，可以直接填；用過一次就換一個連結。設好處理表單才有。",
            rarely_read=True,
        ),
        Column("auto_replied_at", "自動回覆時間", MACHINE, "datetime", RECORD, 16),
        Column(
            "first_reply_at",
            "首次回覆時間",
            SHARED,
            "datetime",
            RECORD,
            16,
            note="用 LINE 或電話回了，在這裡填時間，或在「動作」選「已用LINE／電話回」。",
        ),
        Column("resolved_at", "解決時間", MACHINE, "datetime", RECORD, 16),
        Column("closed_at", "結案時間", MACHINE, "datetime", RECORD, 16),
        Column("reopen_count", "重開次數", MACHINE, "number", RECORD, 8),
        Column("escalation_level", "上報層級", MACHINE, group=RECORD, later=True, note=LATER),
        Column("rating", "滿意度", MACHINE, "number", RECORD, 8, note="客人在問卷給的星數，最後一次的算數。"),
        Column("customer_comment", "顧客意見", MACHINE, group=RECORD, width=30, note="客人在問卷寫的話。"),
    ),
    key_column="number",
)

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
        Column("case", "案號", MACHINE, width=15),
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
    PEAK: "旺季模式（這個功能在之後的版本啟用）",
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

TABS: tuple[Tab, ...] = (
    TODO,
    CASES,
    LOG,
    CAMPAIGNS,
    CUSTOMERS,
    CLAIMS,
    PAYABLES,
    SETTINGS,
    TEAM,
    HOURS,
    RULES,
    POLICIES,
    TEMPLATES,
    STATE,
)
"""In the order in which people see them."""

BY_KEY = {tab.key: tab for tab in TABS}

FORM = Tab(
    "form",
    "表單回應 1",
    (
        Column("submitted_at", "時間戳記", SETTING, "datetime"),
        Column("nickname", "下單暱稱", SETTING),
        Column("customer", "姓名", SETTING),
        Column("phone", "電話", SETTING),
        Column("email", "Email", SETTING),
        Column("group_no", "團號", SETTING),
        Column("product", "商品", SETTING),
        Column("quantity", "數量", SETTING),
        Column("order_no", "訂單編號", SETTING),
        Column("pickup", "取貨方式", SETTING),
        Column("received_on", "收到日期", SETTING, "date"),
        Column("form_category", "問題類別", SETTING),
        Column("text", "問題描述", SETTING),
        Column("wish", "希望怎麼處理", SETTING),
        Column("attachments", "照片連結", SETTING),
        Column("case_no", "服務單號(補充時用)", SETTING),
        Column("line", "LINE", SETTING),
        Column("tracking_no", "物流單號", SETTING),
        Column("source", "來源", SETTING),
    ),
)
"""The form that the guide proposes; another program's tab, never written."""

FORM_STAND_IN = "表單回應（試用）"
"""A tab with the form's questions where no form is linked yet. Not the form's own title: Google gives that to the tab
that it makes once the form is linked, and a tab of that title would keep it from being found."""

FORM_REQUIRED = ("submitted_at", "text")

FORM_ALIASES: dict[str, tuple[str, ...]] = {
    "submitted_at": ("時間戳記", "Timestamp", "提交時間", "填寫時間"),
    "nickname": ("下單暱稱", "暱稱", "社群暱稱", "LINE暱稱", "Nickname", "Order name"),
    "customer": (
        "姓名",
        "顧客",
        "您的姓名",
        "收件人",
        "顧客姓名",
        "聯絡人",
        "Name",
        "Your name",
        "Full name",
        "Customer",
    ),
    "phone": ("電話", "手機", "聯絡電話", "手機號碼", "電話號碼", "Phone", "Phone number", "Mobile"),
    "email": (
        "Email",
        "電子郵件",
        "電子郵件地址",
        "信箱",
        "E-mail",
        "Email Address",
        "Email address",
        "電子信箱",
        "聯絡信箱",
    ),
    "group_no": ("團號", "團購編號", "團購團號", "Group", "Group number", "Group buy"),
    "product": ("商品", "商品名稱", "品項", "購買商品", "Product", "Item"),
    "quantity": ("數量", "購買數量", "Quantity", "Qty"),
    "order_no": ("訂單編號", "訂單號碼", "訂單", "Order number", "Order no", "Order ID", "Order"),
    "pickup": ("取貨方式", "配送方式", "Pickup", "Delivery method", "Delivery"),
    "received_on": ("收到日期", "收貨日", "收貨日期", "到貨日", "Date received", "Received on"),
    "form_category": ("問題類別", "問題類型", "反映類別", "類別", "Category", "Issue type", "Problem type"),
    "text": (
        "問題描述",
        "內容",
        "問題說明",
        "客訴內容",
        "請描述您的問題",
        "意見內容",
        "Description",
        "Message",
        "Details",
        "Your message",
        "What happened",
    ),
    "wish": ("希望怎麼處理", "希望處理", "希望處理方式", "Desired outcome", "What would you like us to do"),
    "attachments": ("照片連結", "照片", "附件", "圖片", "Photos", "Photo link", "Attachments", "Attachment"),
    "case_no": ("服務單號(補充時用)", "服務單號", "案號", "Case number", "Ticket number", "Service number"),
    "line": ("LINE", "LINE ID", "Line ID"),
    "tracking_no": ("物流單號", "託運單號", "寄件編號", "Tracking number"),
    "source": ("來源", "Source", "Channel"),
}
"""Titles by which a form's question is known, whatever its place; config.yaml adds more. Compared after folding."""

SURVEY = Tab(
    "survey",
    "問卷回應",
    (
        Column("submitted_at", "時間戳記", SETTING, "datetime"),
        Column("token", "問卷代碼", SETTING),
        Column("solved", "解決了嗎", SETTING),
        Column("stars", "幾顆星", SETTING),
        Column("correct", "資訊正確嗎", SETTING),
        Column("comment", "意見", SETTING),
    ),
)
"""The survey form that the guide proposes; another program's tab, never written."""

SURVEY_REQUIRED, SURVEY_SIGNS = ("submitted_at", "token"), ("solved", "stars")
"""A tab is the survey's if it asks for the token and for one of these."""

SURVEY_ALIASES: dict[str, tuple[str, ...]] = {
    "submitted_at": FORM_ALIASES["submitted_at"],
    "token": ("token", "代碼", "問卷編號", "識別碼", "Survey code", "Survey token", "Code"),
    "solved": ("問題解決了嗎", "解決了沒", "是否解決", "已經解決了嗎", "Solved", "Was it solved", "Is it solved"),
    "stars": ("給幾顆星", "星等", "星數", "評分", "滿意度", "您給幾顆星", "Stars", "Rating", "How many stars"),
    "correct": ("我們給的資訊正確嗎", "資訊是否正確", "回覆正確嗎", "Correct", "Was our information correct"),
    "comment": ("其他意見", "想說的話", "意見或建議", "顧客意見", "Comment", "Comments", "Anything else"),
}
"""Titles by which a question of the survey is known, as FORM_ALIASES."""

STAFF_FORM = Tab(
    "staff_form",
    "處理表單回應",
    (
        Column("submitted_at", "時間戳記", SETTING, "datetime"),
        Column("email", "電子郵件地址", SETTING),
        Column("case_no", "服務單號", SETTING),
        Column("token", "權杖", SETTING),
        Column("action", "動作", SETTING),
        Column("template", "範本", SETTING),
        Column("reply", "回覆", SETTING),
        Column("remedy", "處理方式", SETTING),
        Column("amount", "金額", SETTING, "number"),
        Column("follow_up", "下次跟進", SETTING, "date"),
    ),
)
"""The staff's own form, by which they answer from a phone; another program's tab, never written. `email` is the
address that Google has verified."""

STAFF_FORM_REQUIRED, STAFF_FORM_SIGNS = ("submitted_at", "email", "token", "action"), ("token", "action")
"""A tab is the staff form's if it asks for both of the signs: no form for customers does."""

STAFF_FORM_ALIASES: dict[str, tuple[str, ...]] = {
    "submitted_at": FORM_ALIASES["submitted_at"],
    "email": ("電子郵件", "Email", "Email Address", "E-mail", "使用者名稱", "Username"),
    "case_no": ("案號", "Case number", "Service number"),
    "token": ("token", "處理權杖", "Staff token"),
    "action": ("要做什麼", "Action"),
    "template": ("回覆範本", "Template"),
    "reply": ("回覆內容", "Reply"),
    "remedy": ("Remedy",),
    "amount": ("補償金額", "Amount"),
    "follow_up": ("下次跟進日", "Follow up", "Next follow-up"),
}
"""Titles by which a question of the staff form is known, as FORM_ALIASES."""

FORM_TABS = {tab.key: tab for tab in (FORM, SURVEY, STAFF_FORM)}
"""Every sort of form whose answers stand in the shared workbook."""

REFUND = Tab(
    "refund",
    "退款帳號回應",
    (
        Column("submitted_at", "時間戳記", SETTING, "datetime"),
        Column("case_no", "服務單號", SETTING),
        Column("account_name", "戶名", SETTING),
        Column("bank", "銀行", SETTING),
        Column("account", "帳號", SETTING),
    ),
)
"""The refund form that the guide proposes, in a workbook of its own that only named people open."""

REFUND_ALIASES: dict[str, tuple[str, ...]] = {
    "submitted_at": FORM_ALIASES["submitted_at"],
    "case_no": ("服務單號", "案號", "Case number", "Service number"),
    "account": ("帳號", "銀行帳號", "退款帳號", "匯款帳號", "帳戶", "Account", "Account number", "Bank account"),
}
"""Titles by which the questions are known that the desk reads, as FORM_ALIASES."""


def last_keyed_place(view: TabView) -> int:
    """Number of the last row that has a key, new rows go below it; the header's where there is none."""
    tab = BY_KEY[view.key]
    keyed = (row.place for row in reversed(view.rows) if row_key(tab, row.cells) is not None)
    return next(keyed, view.header_place)


def row_key(tab: Tab, cells: Mapping[str, Value]) -> str | None:
    """What a row is known by, wherever it stands: its key cell, or a fingerprint of what people set in it.

    None for a row that has neither."""
    if tab.key_column:
        value = canonical(cells.get(tab.key_column))
        return None if value is None or isinstance(value, Formula) else str(value)
    keys = _settings_of(tab.key)
    return _fingerprint(keys, *(cells.get(key) for key in keys))


@cache
def _settings_of(tab: str) -> tuple[str, ...]:
    return tuple(column.key for column in BY_KEY[tab].owned_by(SETTING))


@lru_cache(maxsize=4096, typed=True)  # the same rules are asked for several times a pass, pass after pass
def _fingerprint(keys: tuple[str, ...], *values: Value) -> str | None:
    said = dict(zip(keys, map(canonical, values), strict=True))
    if all(value is None for value in said.values()):
        return None
    return sha256(dumps(said).encode()).hexdigest()[:16]
