"""What the demo says at the end, line by line. Words only: every number comes from the tally."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from sheetdesk.cli.shown import one_line
from sheetdesk.demo.tally import Tally, title_of
from sheetdesk.model.case import PRIORITIES, STATUSES, Case
from sheetdesk.model.message import KINDS
from sheetdesk.policy.notices import summary as summary_of

MOST_LISTED = 12


def summary(tally: Tally) -> Iterator[str]:
    """What came in, what it became, what was sent, what people did, what is late and due next."""
    for heading, lines in (
        ("進來的", _came_in(tally)),
        ("變成了", _became(tally)),
        ("信", _letters(tally)),
        ("客人的評分", _ratings(tally)),
        ("人在表上做的", _people(tally)),
        (f"已經逾期 {len(tally.late)} 件", _steps(tally.late)),
        (f"接下來要做 {len(tally.next)} 件（最近的 {min(len(tally.next), MOST_LISTED)} 件）", _steps(tally.next)),
        (f"要請人處理的問題 {len(tally.problems)} 個", (f"⚠ {problem}" for problem in tally.problems)),
    ):
        yield ""
        yield f"■ {heading}"
        yield from (f"  {line}" for line in lines)


def where_to_look(workbook: Path, letters: Path, page: Path, ledger: str, go_on: str) -> Iterator[str]:
    """What to open first, and by which command to go on."""
    yield ""
    yield "■ 去哪裡看"
    yield f"  ① 先打開試算表，看「案件」分頁：{workbook}"
    yield f"  ② 再打開幾封信（用郵件程式或瀏覽器開 .eml）：{letters}"
    yield f"  ③ 沒有試算表程式的話，用瀏覽器打開這一頁，分頁、圖表和信都看得到：{page}"
    yield f"  ④ 帳本（系統的記憶，不用打開）：{ledger}"
    yield f"  想接著玩：在表上改幾格、存檔、關掉，然後執行 {go_on}"


def _came_in(tally: Tally) -> Iterator[str]:
    yield f"表單回應 {sum(tally.rows.values())} 列，手動輸入 {tally.by_hand} 列"


def _became(tally: Tally) -> Iterator[str]:
    rows = tally.rows
    yield (
        f"新案件 {rows['new'] + tally.by_hand} 件（表單 {rows['new']}、手動 {tally.by_hand}）"
        f"，另有上線前的舊資料 {rows['silent']} 件，安靜結案、不寄信"
    )
    yield f"併進原案件：重複送出 {rows['double']} 列、補充 {rows['addition']} 列、改過的新版 {rows['version']} 列"
    yield f"性質：{_ranked(tally.by('nature'))}"
    yield f"類別：{_ranked(tally.by('category'))}"
    yield f"優先級：{_in_order(tally.by('priority'), PRIORITIES)}"
    yield f"現在的狀態：{_in_order(tally.by('status'), STATUSES)}"


def _letters(tally: Tally) -> Iterator[str]:
    kinds = Counter(KINDS.get(message.letter.kind, message.letter.kind) for message in tally.sent)
    trial = sum(message.letter.recipient != message.address for message in tally.sent)
    yield f"寫進寄件匣 {len(tally.sent)} 封（{_ranked(kinds)}）；沒有真的寄出，故事裡的客人當作收到了"
    yield f"其中試營運第一天的 {trial} 封，收件人是主揪自己，主旨有【試】"
    for message in tally.withheld:
        yield f"沒寄 {message.letter.case}：{message.state}，{message.note or '等下一輪'}"
    for reason, cases in _by_outcome(tally.letterless).items():
        yield f"沒寄 {len(cases)} 件：{reason}（{'、'.join(c.number for c in cases[:4])}{' …' if len(cases) > 4 else ''}）"


def _ratings(tally: Tally) -> Iterator[str]:
    asked = sum(message.kind == "survey" for message in tally.sent)
    stars = [case.rating for case in tally.cases if case.rating is not None]
    mean = f"，平均 {sum(stars) / len(stars):.1f} 顆星" if stars else ""
    yield f"處理完成的信（附問卷）{asked} 封，算數的評分 {len(stars)} 份{mean}"
    for case in tally.cases:
        if case.rating is not None and case.rating <= 2:
            yield f"{case.number} 給 {case.rating} 顆星，案件重新打開：{one_line(case.customer_comment or '', 40)}"


def _by_outcome(cases: Sequence[Case]) -> dict[str, list[Case]]:
    found: dict[str, list[Case]] = {}
    for case in cases:
        found.setdefault(case.receipt_hold or "沒有 Email，請用電話或 LINE 聯絡", []).append(case)
    return found


def _people(tally: Tally) -> Iterator[str]:
    done = tally.changed
    yield (
        f"改狀態 {done['status']} 次、改判或改負責人等 {done['overruled']} 格、交還系統 {done['given_back']} 格、"
        f"動作 {done['action']} 次、填自己的欄位 {done['person_cell']} 格"
    )
    yield f"系統改回 {len(tally.put_back)} 次："
    for event in tally.put_back:
        typed, stands = (one_line(str(value or "空白"), 40) for value in (event.new, event.old))
        yield f"  {event.case} {title_of(event.field)}「{typed}」→「{stands}」：{event.why}"


def _steps(cases: Sequence[Case]) -> Iterator[str]:
    for case in cases[:MOST_LISTED]:
        yield f"{case.number}  {case.next_step}｜{one_line(summary_of(case), 40)}｜{case.handler or case.owner}"
    if len(cases) > MOST_LISTED:
        yield f"……還有 {len(cases) - MOST_LISTED} 件，見「案件」分頁的「下一步」"


def _ranked(counts: Counter[str]) -> str:
    return "、".join(f"{word} {count}" for word, count in counts.most_common()) or "無"


def _in_order(counts: Counter[str], words: Sequence[str]) -> str:
    return "、".join(f"{word} {counts[word]}" for word in words if counts[word]) or "無"
