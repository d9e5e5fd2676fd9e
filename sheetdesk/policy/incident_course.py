"""The course of an incident: proposed, open, its letter confirmed, over, and what people ask of it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from unicodedata import normalize

from sheetdesk.columns import INCIDENT_ACTIONS, TODO
from sheetdesk.model.incident import DRAFT, ENDED, OPEN, PROPOSED, RESTS, SENT, Incident
from sheetdesk.model.message import CANCELLED, FAILED, SENDING, UNSURE, WAITING
from sheetdesk.model.message import SENT as LEFT
from sheetdesk.model.values import Value
from sheetdesk.policy.actions import SENDS
from sheetdesk.policy.incidents import GROWN, RECENT, Pile, titled
from sheetdesk.policy.replies import NO, WAIT, YES

STOP, END = "攔下", "結束"

RESTS_FOR = timedelta(days=14)
"""So long one that she refused may come up again; then it is over."""

ENDED_BY_ITSELF = "✅ 全部處理完了，一天沒有新的，自動結束"
MATCH_FIRST = "⏳兩分鐘沒有再改，就會把符合的案件加進來"


def read_action(typed: Value) -> str | None:
    """The action whose name she chose or typed, in whatever width; None if there is none of that name."""
    wanted = "".join(normalize("NFKC", str(typed)).split())
    return next((word for word in INCIDENT_ACTIONS if normalize("NFKC", word) == wanted), None)


def proposed(one: Incident, pile: Pile, question: str) -> Incident:
    """The desk asks whether it is one; asked once more where it grew after she refused it."""
    again = one.status != PROPOSED
    return replace(
        one,
        status=PROPOSED,
        size=pile.recent,
        proposals=one.proposals + again,
        question=question,
        said=f"⏳等您在「{TODO.title}」選「{YES}」",
    )


def has_grown(one: Incident, pile: Pile) -> bool:
    """Is one that she refused worth asking again?"""
    return pile.recent >= GROWN * one.size


def opened(one: Incident, now: datetime) -> Incident:
    """Cases join from now on; those that are there already are looked through anew."""
    return replace(one, status=OPEN, joined_at=now, gathered=None, said=None, decided_at=None)


def rested(one: Incident, now: datetime) -> Incident:
    """She doesn't want it made one."""
    said = f"✋您選了「{NO}」；多到 {GROWN * one.size} 件以上會再問一次"
    return replace(one, status=RESTS, decided_at=now, said=said)


def size_when_refused(outcome: str) -> int:
    """How many complaints there were, as 寄送結果 tells of one that `rested`; 0 if it doesn't."""
    found = re.search(r"多到 (\d+) 件以上會再問一次", outcome)
    return int(found[1]) // GROWN if found else 0


def ended(one: Incident, said: str | None = None) -> Incident:
    """Nothing joins any more, and nobody gets the letter any more."""
    return replace(one, status=ENDED, wants=None, sends=None, said=said)


def lacks(one: Incident) -> str | None:
    """What has to be filled in before a row typed by hand can be an incident."""
    if not any(one.about):
        return "⚠還不能用：請填「團號」或「商品」（或「廠商」「物流」）"
    return None if one.what or one.reply else "⚠還不能用：請填「說明」，發生了什麼事"


def begun(one: Incident, now: datetime) -> Incident:
    """A row typed by hand, once she is done typing."""
    if one.status != DRAFT:
        return one
    if (missing := lacks(one)) is not None:
        return replace(one, said=missing)
    return opened(one, now) if is_settled(one, now) else replace(one, said=MATCH_FIRST)


def is_settled(one: Incident, now: datetime) -> bool:
    """Has what it is about stood for two minutes?"""
    return one.words_at is None or now - one.words_at >= WAIT


def must_gather(one: Incident, now: datetime) -> bool:
    """Are all open cases to be looked through for it?"""
    return one.joins and one.gathered != one.about and is_settled(one, now) and lacks(one) is None


def handed_back(one: Incident, said: str) -> Incident:
    """動作 is emptied, and what she wrote stays."""
    return replace(one, wants=None, said=said)


def confirmed(one: Incident, digest: str, source: str, troubles: Iterable[str]) -> Incident:
    """Its letter may leave to cases with these troubles, later ones too. Who got this very text gets it no more."""
    same = one.digest == digest
    same_goods = same and not one.sends_for_others
    return replace(
        one,
        status=SENT,
        sends=one.wants if one.wants in SENDS else one.sends,
        wants=None,
        digest=digest,
        source=source,
        sends_for=one.about,
        troubles=tuple(sorted({*troubles, *(one.troubles if same_goods else ())})),
        refused=one.refused if same_goods else (),
        told=one.told if same else (),
        by_hand_count=one.by_hand_count if same else 0,
        passed_over=one.passed_over if same else 0,
        said=None,
    )


def stopped(one: Incident, cases: Iterable[str], left: int) -> Incident:
    """The letters to `cases` were held in time; `left` had left. Later ones get none."""
    held = set(cases)
    told = tuple(number for number in one.told if number not in held)
    said = f"✋攔下 {len(held)} 封，沒有寄出" if held else "⚠沒有等著寄的信"
    said += f"；{left} 封已經寄了" if left else ""
    return replace(one, wants=None, sends=None, told=told, said=said, status=SENT if left else OPEN)


def reworded(one: Incident, cases: Iterable[str], left: int) -> Incident:
    """The words were changed while their letters to `cases` waited: these were held. What is asked for now stays so."""
    held = stopped(one, cases, left)
    return replace(held, wants=one.wants, said=f"{held.said}；統一回覆改過了，要寄新的請選「動作」")


def ends_by_itself(one: Incident, now: datetime) -> bool:
    """Are all its cases done, and was there no new one for a day?"""
    quiet = one.joined_at is not None and now - one.joined_at >= RECENT
    return one.joins and one.wants is None and one.count > 0 and one.open_count == 0 and quiet


def tried(one: Incident, trial: bool) -> Incident:
    """These words were confirmed in the other mode. Those of the trial reached no customer: it is open again."""
    if trial:
        return replace(one, said="－現在是試營運，之後加入的先不寄給客人；改回「正式」就照常")
    return replace(one, status=OPEN, said="－試營運時只寄給您自己；要寄給客人請再選「動作」")


def outcome_of(one: Incident, letters: Mapping[str, int], pending: int, trial: bool = False) -> str | None:
    """寄送結果: what is to be done first, then what became of the letters, by state. `pending`: cases whose letter
    was not stopped since. `trial`: they went to the organiser only. Of letters that she stopped all together it says
    so already."""
    left, queued = letters.get(LEFT, 0), sum(letters.get(state, 0) for state in (WAITING, FAILED, SENDING))
    unsure, waiting = letters.get(UNSURE, 0), min(queued, pending)
    lost = sum(letters.values()) - left - queued - unsure - (0 if one.sends else letters.get(CANCELLED, 0))
    parts = [
        f"✅{'試寄' if trial else '已寄'} {left} 封" if left else "",
        f"⏳等著寄 {waiting} 封，可選「{STOP}」" if waiting else "",
        f"⚠{unsure} 封要到「往來紀錄」決定" if unsure else "",
        f"⚠{lost} 封沒有寄" if lost else "",
        f"✋要您手動傳 {one.by_hand_count} 件，看那幾件的「寄送結果」" if one.by_hand_count else "",
        f"－{one.passed_over} 件沒有寄，看那幾件的「寄送結果」" if one.passed_over else "",
    ]
    return "；".join(part for part in (one.said or "", *parts) if part) or None


def question_of(one: Incident, pile: Pile, troubles: str) -> str:
    """What is asked of a proposal in 待辦."""
    usual = f"{pile.usual:.1f}".rstrip("0").rstrip(".")
    return (
        f"{titled(one)}24 小時內有 {pile.recent} 件客訴（{troubles}），平常一天 {usual} 件。"
        f"看起來是同一批的問題，可以當成一個事件（{one.number}）一起處理"
    )
