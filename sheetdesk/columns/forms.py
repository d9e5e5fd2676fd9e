"""The tabs that forms write, by the titles of their questions, and other titles by which they are known."""

from __future__ import annotations

from sheetdesk.columns.orders import ORDERS
from sheetdesk.columns.tab import SETTING, Column, Tab

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
        Column("resend_no", "補寄單號", SETTING),
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
    "resend_no": ("補寄的單號", "補寄託運單號", "Resend number"),
    "follow_up": ("下次跟進日", "Follow up", "Next follow-up"),
}
"""Titles by which a question of the staff form is known, as FORM_ALIASES."""

FORM_TABS = {tab.key: tab for tab in (FORM, SURVEY, STAFF_FORM, ORDERS)}
"""Every sort of tab in the shared workbook that the desk only reads, known by its questions: forms, and 訂單."""

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
