"""The tab 訂單: orders pasted out of any shop's system, known by their headings. People's; never written."""

from __future__ import annotations

from sheetdesk.columns.tab import SETTING, Column, Tab

ORDERS = Tab(
    "orders",
    "訂單",
    (
        Column("order_no", "訂單編號", SETTING),
        Column("ordered_on", "下單日期", SETTING, "date"),
        Column("customer", "訂購人", SETTING),
        Column("receiver", "收件人", SETTING),
        Column("nickname", "暱稱", SETTING),
        Column("phone", "電話", SETTING),
        Column("receiver_phone", "收件人電話", SETTING),
        Column("email", "Email", SETTING),
        Column("line", "LINE ID", SETTING),
        Column("group_no", "團號", SETTING),
        Column("product", "商品", SETTING),
        Column("variant", "規格", SETTING),
        Column("quantity", "數量", SETTING),
        Column("amount", "金額", SETTING, "number"),
        Column("pickup", "取貨方式", SETTING),
        Column("carrier", "物流商", SETTING),
        Column("tracking_no", "物流單號", SETTING),
    ),
)

ORDER_SIGNS = ("order_no", "product")
"""A tab that was read as the orders' and was renamed is known by these, and by one of the next."""
ORDER_MORE_SIGNS = ("amount", "ordered_on", "tracking_no")

_ALIASES = {
    "order_no": (
        "訂單號碼、訂單代號、訂單單號、訂單號、訂單、主單編號、主訂單編號、單號、交易編號、Order no、Order no.、Order number、Order ID、Order #、"
        "Order"
    ),
    "ordered_on": (
        "訂單日期、訂購日期、下單時間、訂購時間、訂單時間、成立時間、成立日期、訂單成立日期、訂單成立時間、轉單日期、建立時間、建立日期、日期、時間戳記、Order date、Order time、"
        "Order creation date、Created at、Created、Date、Timestamp"
    ),
    "customer": (
        "訂購者、訂購人姓名、訂購者姓名、購買人、購買人姓名、買家、買家姓名、顧客、顧客姓名、會員姓名、姓名、Customer、Customer name、Buyer、Buyer name、"
        "Billing name、Full name"
    ),
    "receiver": (
        "收件者、收件人姓名、收件者姓名、收貨人、收貨人姓名、取件人、取件人姓名、取貨人、取貨人姓名、Recipient、Recipient name、Receiver、Receiver name、"
        "Shipping name"
    ),
    "nickname": "下單暱稱、社群暱稱、LINE 名稱、LINE 暱稱、買家帳號、會員暱稱、FB 名稱、臉書名稱、Nickname、Username、Username (Buyer)、Order name",
    "phone": (
        "手機、手機號碼、電話號碼、聯絡電話、聯絡手機、行動電話、訂購人電話、訂購人手機、訂購者電話、購買人電話、購買人手機、買家電話、買家手機、顧客電話、會員電話、會員手機、Phone、"
        "Phone number、Mobile、Buyer phone、Billing phone"
    ),
    "receiver_phone": (
        "收件人手機、收件人電話號碼、收件人手機號碼、收件人聯絡電話、收件者電話、收件者手機、收貨人電話、收貨人手機、取件人電話、取件人手機、取貨人電話、取貨人手機、Recipient phone、"
        "Recipient phone number、Receiver phone、Shipping phone"
    ),
    "email": "電子郵件、Mail、電子信箱、信箱、E-mail、Email address、訂購人 Email、購買人 Email、顧客電子郵件",
    "line": "LINE、LINE 帳號、LINE 識別碼、LINE id",
    "group_no": "團購編號、團購代號、團名、團購團號、Group、Group number、Group buy",
    "product": "商品名稱、品名、品項、商品品名、產品、產品名稱、購買商品、訂購商品、Item、Item name、Product、Product name、Lineitem name、Title",
    "variant": "商品規格、選項、商品選項、商品選項名稱、規格名稱、款式、口味、Variation、Variation name、Variant、Option",
    "quantity": "訂購數量、購買數量、商品數量、件數、Quantity、Qty、Lineitem quantity、Item quantity",
    "amount": (
        "訂單金額、訂單總金額、訂單合計、訂單總額、總金額、總計、合計、小計、實付金額、付款總金額、付款金額、應付金額、買家總支付金額、Amount、Total、Order total、"
        "Order total amount、Total amount、Grand total"
    ),
    "pickup": (
        "配送方式、送貨方式、運送方式、寄送方式、取件方式、出貨方式、Delivery、Delivery method、Delivery option、Shipping method、"
        "Shipping option、Pickup"
    ),
    "carrier": (
        "物流公司、物流、物流業者、貨運公司、貨運商、宅配公司、配送商、快遞公司、Carrier、Shipping carrier、Shipping provider、Courier、"
        "Logistics"
    ),
    "tracking_no": (
        "託運單號、托運單號、配送單號、配送編號、貨運單號、貨運編號、出貨單號、寄件編號、寄件代碼、包裹號碼、包裹編號、包裹查詢號碼、包裹查詢編號、追蹤號碼、物流編號、宅配單號、Tracking、"
        "Tracking no、Tracking number、Tracking code、Tracking ID、Waybill number"
    ),
}

ORDER_ALIASES: dict[str, tuple[str, ...]] = {key: tuple(titles.split("、")) for key, titles in _ALIASES.items()}
"""Headings of shop systems, as FORM_ALIASES; config.yaml adds more."""
