"""What the organiser is told where no order is plainly a case's: which it may be, and what to do. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from sheetdesk.model.order import KnownLine

MOST_TOLD = 5
"""Orders that one notice names."""

VOUCH = "確定是同一位客人，就在「訂單編號」把它重打一次；填錯了就改成對的。"


def maybe(lines: Iterable[KnownLine]) -> str:
    """Several orders fit equally well, or one only in part."""
    return f"訂單可能是 {_listed(lines)}：把對的填進「訂單編號」。"


def anew(number: str, lines: Iterable[KnownLine]) -> str:
    """Several orders bear the number."""
    return f"編號 {number} 的訂單不只一張（{_told_apart(lines)}），沒有帶入資料：把「團號」或「商品」填上。"


def of_other_group(shown: str, group: str, lines: Iterable[KnownLine]) -> str:
    """The order with her number is another group buy's."""
    return (
        f"訂單 {shown} 不是團號 {group[:20]} 的（{_told_apart(lines)}），沒有帶入資料："
        "看看「團號」和「訂單編號」哪個不對，改成對的。"
    )


def too_old(shown: str, days: int, lines: Iterable[KnownLine]) -> str:
    """The only order with her number was made more than `days` before the case."""
    return (
        f"訂單 {shown} 是 {days} 天以前的（{_told_apart(lines)}），可能是編號一樣的另一張，沒有帶入資料。"
        "確定是這一張，就在「訂單編號」把它重打一次。"
    )


def _told_apart(lines: Iterable[KnownLine]) -> str:
    """Orders of one number by what tells them apart: 團號, item and day, the newest first."""
    said = []
    for line in sorted(lines, key=lambda line: (line.day, line.key), reverse=True):
        day = f"{line.day:%-m/%-d}" if line.dated else ""
        group = str(line.facts.get("group_no") or "")
        said.append(
            " ".join(filter(None, (group and f"{group[:20]} 團", str(line.facts.get("product") or "")[:12], day)))
        )
    shown = list(dict.fromkeys(filter(None, said)))
    return "、".join(shown[:MOST_TOLD]) + ("…" if len(shown) > MOST_TOLD else "")


def unknown(shown: str, lines: Iterable[KnownLine]) -> str:
    """There is no order with her number, but there are others of hers."""
    return f"查不到訂單 {shown}；同一位客人有 {_listed(lines)}：客人打錯的話，把對的填進「訂單編號」。"


def _listed(lines: Iterable[KnownLine]) -> str:
    """Each order by its number and day, the newest first; one without a number by its item."""
    named: dict[str, str] = {}
    for line in sorted(lines, key=lambda line: (line.day, line.key), reverse=True):
        day = f"{line.day:%-m/%-d}" if line.dated else ""
        said = [str(line.facts.get("order_no") or "（沒有編號）"), str(line.facts.get("product") or "")[:12], day]
        named.setdefault(line.order, " ".join(filter(None, said)))
    shown = list(named.values())[:MOST_TOLD]
    return "、".join(shown) + ("…" if len(named) > MOST_TOLD else "")
