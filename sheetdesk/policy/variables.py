"""What a template may ask for: every name with a sample, and which may be blank."""

from __future__ import annotations

from collections.abc import Mapping

CUSTOMER: dict[str, str] = {
    "greeting": "王怡君 您好",
    "number": "GB2611-0042-K",
    "matter": "玻璃保鮮盒破損",
    "item": "玻璃保鮮盒",
    "product": "玻璃保鮮盒",
    "nature": "客訴",
    "subcategory": "瑕疵破損",
    "promise": "11/24（二）上午 10:00 前",
    "promise_en": "10:00 on Tue 24 Nov",
    "link": "https://example.com/form?no=GB2611-0042-K",
    "help_link": "https://example.com/form?no=GB2611-0042-K&text=unsolved",
    "refund_link": "https://example.com/refund?no=GB2611-0042-K",
    "refund_last_five": "",
    "addition": "補照片或補充說明：https://example.com/form\n（服務單號已經填好，不用重新填表）",
    "help": "還沒解決：https://example.com/form\n（服務單號已經填好，不用重新填表）",
    "english": "",
    "anti_fraud": "165",
    "shop": "好日子團購",
    "signature": "好日子團購 阿芳",
}
"""Of letters to customers. `item` is the product, or 「商品」 when it isn't known. `refund_link` is blank without a refund
form, `refund_last_five` until she has filled it in: the sample is the longer letter, which asks her to."""

RECEIPT: dict[str, str] = {
    "question": "什麼時候會到貨？",
    "answer": "開團貼文有寫預計到貨日，有延後會在群組公告。",
    "answer_link": "https://example.com/faq",
    "carrier": "黑貓宅急便",
    "tracking_no": "901234567890",
    "tracking_link": "https://example.com/trace?no=901234567890",
    "incident": "這一批玻璃保鮮盒我們正在一起處理，目前知道的是：外箱有擠壓。",
}
"""What only a receipt may ask for beside CUSTOMER: what it proposes (policy/suggestion.py), and what is known of the
incident that its case is in, blank where it is in none."""

REPLY: dict[str, str] = {
    "words": "這次改用加厚的紙箱寄給您。",
    "carrier": "黑貓宅急便",
    "tracking_no": "9012345678",
    "resend_no": "9087654321",
    "amount": "250",
    "follow_up": "11/26（四）",
    "order_no": "A1234",
    "refund": "請在退款表單告訴我們退到哪裡：https://example.com/refund",
}
"""What only a reply may ask for beside CUSTOMER: her own words, and what she filled in beside the case.
`carrier` is 「物流公司」 when it isn't known."""

PROGRESS: dict[str, str | tuple[str, ...]] = {
    "progress": ("11/23 請廠商查了出貨紀錄", "11/24 廠商說會補一個新的"),
    "next_day": "11/26（四）",
}
"""What a progress letter may ask for beside CUSTOMER. `progress` is blank where nothing is new."""

CORRECTION: dict[str, str] = {
    "wrote_on": "11/23（一）",
    "wrote": "您反映的玻璃保鮮盒破損：我們補寄一份給您",
    "wrong": "12/1 前寄出",
    "right": "12/8 前寄出",
    "meaning": "您會晚一個星期收到。",
}
"""What a correction may ask for beside CUSTOMER: the wrong letter's day and subject, and what she wrote into 更正.
`wrong` and `meaning` may be blank."""

SURVEY: dict[str, str] = {
    "done": "補寄給您的玻璃保鮮盒已經寄出，託運單號 9087654321。",
    "resent": "補寄給您",
    "stars_link": "https://example.com/survey?token=GB2611-0042-K-1-ABCDEFGHIJKLMNOP",
    "unsolved_link": "https://example.com/survey?token=GB2611-0042-K-1-ABCDEFGHIJKLMNOP&solved=no",
}
"""What a closing letter may ask for beside CUSTOMER: what was done, and the two ways into the survey's form."""

PART: dict[str, str] = {
    "said": "冷凍車在路上停了四個小時",
    "words": "每一位都補寄一份，11/26（四）前寄出。",
    "group": "1115",
}
"""What only a piece of wording may ask for beside CUSTOMER: 說明, 統一回覆 and 團號 of an incident."""

STAFF: dict[str, str | tuple[str, ...]] = {
    "shop": "好日子團購",
    "number": "GB2611-0042-K",
    "words": "過敏、送醫",
    "customer": "王怡君",
    "matter": "綜合堅果的問題",
    "received": "11/21（六）下午 2:05",
    "due": "11/21（六）下午 3:05 前",
    "excerpt": "吃完一直起疹子，剛從急診回來。",
    "count": "31",
    "open_count": "120",
    "limit": "100",
    "at": "11/21（六）下午 2:05",
    "until": "11/21（六）下午 3:05",
    "cause": "連不上試算表",
    "lasted": "3 小時 20 分",
    "examples": ("GB2611-0042-K 狀態：處理中 → 空白",),
    "staff_form": "https://example.com/staff?no=GB2611-0042-K&token=GB2611-0042-K-1-ABCDEFGHIJKLMNOP",
}
"""Of alarms to the organiser. `staff_form` opens the staff's own form for that case, if there is one."""

TO_STAFF = ("alarm", "reminder", "escalation")
"""Kinds of templates whose letters only the organiser's own people read."""

LISTS = frozenset({"examples", "progress"})
LINKS = frozenset({"staff_form"})
"""Addresses: never cut, or they would lead nowhere."""

OPTIONAL = frozenset(
    {"product", "nature", "subcategory", "link", "help_link", "english", "incident", "done", "resent", "progress"}
    | {"answer", "answer_link", "refund_link", "refund_last_five"}
    | {
        "due",
        "received",
        "customer",
        "excerpt",
        "open_count",
        "limit",
        "at",
        "until",
        "lasted",
        "examples",
        "staff_form",
    }
)
"""May be blank; a template that asks for any other one gets it filled, or no letter leaves."""

REPLY_OPTIONAL = OPTIONAL | {"words", "order_no"}

TITLES = {
    "greeting": "稱呼",
    "number": "服務單號",
    "matter": "問題",
    "item": "商品",
    "product": "商品名稱",
    "nature": "性質",
    "subcategory": "子類別",
    "promise": "答應的時間",
    "link": "補充連結",
    "help_link": "還沒解決的連結",
    "refund_link": "退款表單連結",
    "refund_last_five": "帳號末五碼",
    "addition": "怎麼補充",
    "help": "還沒解決",
    "anti_fraud": "反詐騙提醒",
    "shop": "店名",
    "signature": "署名",
    "words": "回覆內容",
    "carrier": "物流商",
    "tracking_no": "物流單號",
    "tracking_link": "貨態連結",
    "question": "常見問題",
    "answer": "常見問題的回答",
    "answer_link": "常見問題的連結",
    "resend_no": "補寄單號",
    "amount": "補償金額",
    "follow_up": "下次跟進",
    "order_no": "訂單編號",
    "incident": "事件說明",
    "refund": "怎麼退款",
}
"""What people call a name: so they may write it in 回覆範本, and a fault names it."""

MENDS = {
    "tracking_no": "在「客人與訂單」那一組展開「物流單號」填上",
    "resend_no": "在「處理與求償」那一組展開「補寄單號」填上",
    "amount": "在「處理與求償」那一組的「補償金額」填數字，例如 250",
    "follow_up": "在「下次跟進」填日期，例如 2026/11/26",
    "promise": "在「處理時限」填這一類的「對客承諾」",
    "promise_en": "在「處理時限」填這一類的「對客承諾」",
    "signature": "在「設定」填「店名」和「署名」",
    "shop": "在「設定」填「店名」",
    "words": "在「分類規則」檢查「警示」那幾條",
}
"""What to do when a name that must be filled is blank."""


def samples_of(kind: str) -> Mapping[str, str | tuple[str, ...]]:
    """Every name that a template of that kind may ask for, with a sample."""
    if kind in TO_STAFF:
        return STAFF
    if kind == "receipt":
        return {**CUSTOMER, **RECEIPT}
    if kind in ("survey", "survey_reminder"):
        return {**CUSTOMER, **SURVEY}
    if kind == "progress":
        return {**CUSTOMER, **PROGRESS}
    if kind == "correction":
        return {**CUSTOMER, **CORRECTION}
    if kind == "part":
        return {**CUSTOMER, **PART}
    return {**CUSTOMER, **REPLY} if kind == "reply" else CUSTOMER
