"""Complaints out of sentence parts, the same ones for the same seed; no real customer's words."""

from __future__ import annotations

import random
from collections.abc import Iterator

GOODS = (
    "蔥抓餅",
    "舒肥雞胸",
    "今治毛巾",
    "玻璃保鮮盒",
    "兒童發熱衣",
    "草莓大福",
    "鳳梨酥",
    "冷凍水餃",
    "洗衣球",
    "保溫瓶",
)

OPENINGS = ("您好，", "團主好，", "不好意思打擾了，", "想反映一下，", "請問一下，", "", "", "哈囉，", "版主您好：\n")

TROUBLES = (
    "收到的{goods}都退冰了，外箱也是軟的",
    "{goods}少了一包，訂三包只來兩包",
    "{goods}的盒子破損，裡面的也壓扁了",
    "{goods}等了兩個禮拜還沒到，一直顯示處理中",
    "{goods}寄錯口味，我訂的是原味，來的是辣味",
    "{goods}打開有一股酸臭味，應該是壞掉了",
    "{goods}和圖片不一樣，顏色差很多",
    "{goods}用了兩次就裂開，品質很差",
    "{goods}的發票沒有收到，公司要報帳",
    "{goods}要怎麼保存，可以放常溫嗎",
    "{goods}什麼時候可以取貨，有通知了嗎",
    "{goods}的匯款金額好像多扣了一次，麻煩對帳",
    "{goods}我想改成宅配，地址也要換",
    "{goods}尺寸太小，可以換大一號嗎",
    "{goods}很好吃，家人都喜歡，謝謝團主",
    "{goods}傳訊息問了三天都沒有人回",
    "the {goods} never arrived, please check the tracking number",
    "{goods}並沒有壞，只是想問下一團什麼時候開",
)

DETAILS = (
    "",
    "照片在連結裡。",
    "我是星期{digit}去取貨的，店員說箱子送來就這樣了。",
    "之前跟過{digit}團都沒有問題，這次有點失望。",
    "家裡有小孩要吃，所以比較在意。",
    "同一批的鄰居也有一樣的狀況，我們一共有{digit}戶。",
    "付款是用轉帳，後五碼是{digit}{digit}{digit}20。",
    "因為這幾天都在外地，{digit}天後才拆開來看，如果太晚講很抱歉，但是真的跟訂的不一樣，請幫忙看一下要怎麼處理比較好。",
)

WISHES = ("", "請幫忙處理，謝謝。", "可以退款嗎？", "希望可以補寄。", "麻煩回電。", "再麻煩了🙏", "要怎麼退貨？")


def complaints(seed: int) -> Iterator[tuple[str, str]]:
    """Goods and text, without end."""
    dice = random.Random(seed)
    while True:
        goods = dice.choice(GOODS)
        parts = (dice.choice(OPENINGS), dice.choice(TROUBLES), "。", dice.choice(DETAILS), dice.choice(WISHES))
        yield goods, "".join(parts).format(goods=goods, digit=dice.randint(1, 6))
