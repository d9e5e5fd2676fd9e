"""What a home-made script makes of one answer: number, class, priority, deadlines, owner. All three scripts share it.

The words are a handful out of config.yaml's rules. Hours are counted round the clock: nobody's script knows holidays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

FORM, CASES = "表單回應 1", "案件"

RULES = (
    ("商品問題", "變質效期", "緊急", "食安", ("發霉", "食物中毒", "拉肚子", "有蟲")),
    ("商品問題", "退冰融化", "重要", "冷鏈", ("退冰", "融化", "解凍了")),
    ("商品問題", "變質效期", "重要", "食安", ("過期", "臭酸", "發臭", "異味")),
    ("商品問題", "缺件少寄", "重要", "", ("缺件", "少寄", "漏寄", "少了一")),
    ("商品問題", "寄錯", "重要", "", ("寄錯", "送錯", "發錯")),
    ("物流問題", "運送損壞", "重要", "", ("壓扁", "壓壞", "摔壞")),
    ("物流問題", "延遲", "重要", "", ("還沒收到", "一直沒收到", "未收到")),
    ("帳務問題", "發票", "", "", ("發票", "統編")),
    ("商品問題", "瑕疵破損", "重要", "", ("瑕疵", "破損", "裂開")),
    ("客服問題", "回覆慢", "", "", ("沒回覆", "沒有人回", "已讀")),
    ("詢問", "到貨", "", "", ("何時到貨", "什麼時候到", "出貨了嗎")),
    ("建議", "稱讚", "", "", ("好吃", "很棒", "推薦")),
)
"""Category, sub-category, priority and tag (blank: no word on it), words; in the order in which they are tried."""

FIRST_REPLY = {"緊急": timedelta(minutes=15), "重要": timedelta(hours=1), "一般": timedelta(hours=24)}
SOLUTION = {"緊急": timedelta(hours=24), "重要": timedelta(hours=24), "一般": timedelta(hours=72)}
NATURES = {"詢問": "詢問", "建議": "稱讚"}
OWNERS = {"帳務問題": "阿芳", "物流問題": "阿芳"}
LEAD = "阿芳"
DONE = ("已解決", "已結案", "無效")
LATE = "逾期"

COPIED = {
    "時間戳記": "收件時間",
    "姓名": "顧客",
    "下單暱稱": "下單暱稱",
    "Email": "Email",
    "電話": "電話",
    "LINE": "LINE",
    "團號": "團號",
    "訂單編號": "訂單編號",
    "商品": "商品",
    "數量": "數量",
    "取貨方式": "取貨方式",
    "收到日期": "收貨日",
    "希望怎麼處理": "希望處理",
    "照片連結": "附件",
    "物流單號": "物流單號",
    "問題描述": "內容",
}
"""Titles in the form's tab, and where the answer stands in 案件."""


def moment(shown: str) -> datetime:
    """A time as the sheet shows it: 2026/11/16 10:05 or, in a form's tab in Taiwan, 2026/11/16 上午 10:05:00."""
    shown = str(shown)
    if "午" in shown:
        english = shown.replace("上午", "AM").replace("下午", "PM")
        return datetime.strptime(english, "%Y/%m/%d %p %I:%M:%S")
    return datetime.strptime(shown, "%Y/%m/%d %H:%M" if shown.count(":") == 1 else "%Y/%m/%d %H:%M:%S")


def marker(received: str, email: str) -> tuple[str, str]:
    """What a row is known by once it was taken: its minute and its mail."""
    return f"{moment(received):%Y%m%d%H%M}", str(email)


def judge(text: str) -> tuple[str, str, str, str, str]:
    """Category, sub-category, priority, tag, and the word that said so."""
    for category, subcategory, priority, tag, words in RULES:
        for word in words:
            if word in text:
                return category, subcategory, priority or "一般", tag, word
    return "待分類", "", "一般", "", ""


def next_running(numbers: Iterable[str]) -> int:
    """One more than the greatest running number: GB2611-0042 or GB2611-0042-K."""
    return max((int(number.split("-")[1]) for number in numbers if number), default=0) + 1


def new_case(answer: Mapping[str, Any], running: int) -> dict[str, Any]:
    """One row of 案件, by title."""
    case = {title: answer.get(question, "") for question, title in COPIED.items()}
    received = moment(case["收件時間"])
    category, subcategory, priority, tag, word = judge(str(case["內容"]))
    first, solution = received + FIRST_REPLY[priority], received + SOLUTION[priority]
    owner = OWNERS.get(category, LEAD)
    return case | {
        "案號": f"GB{received:%y%m}-{running:04}",
        "摘要": f"{case['顧客']}|{case['商品']}|{subcategory or category}",
        "下一步": f"{first:%m/%d %H:%M} 首次回覆",
        "狀態": "待處理",
        "負責人": owner,
        "目前處理人": owner,
        "來源": "表單",
        "性質": NATURES.get(category, "客訴"),
        "類別": category,
        "子類別": subcategory,
        "優先級": priority,
        "標籤": tag,
        "判斷依據": word,
        "系統提醒": "請馬上處理" if priority == "緊急" else "",
        "重開次數": 0,
        "首次回覆期限": f"{first:%Y/%m/%d %H:%M}",
        "解決期限": f"{solution:%Y/%m/%d %H:%M}",
        "燈號": "準時",
        "計算說明": f"{priority}：收件後 {FIRST_REPLY[priority]} 內回覆",
    }


def is_late(case: Mapping[str, Any], now: datetime) -> bool:
    """Has its light to be set to 逾期?"""
    due, replied = case["首次回覆期限"], case["首次回覆時間"]
    if not due or replied or case["狀態"] in DONE or case["燈號"] == LATE:
        return False
    return moment(due) < now
