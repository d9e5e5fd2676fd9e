"""What may not stand in a letter (domain §6, Tone). `faults` make a template unusable, `remarks` don't."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from sheetdesk.errors import TemplateFault
from sheetdesk.model.sheet import Problem
from sheetdesk.policy.confidential import DENIED, SECRETS
from sheetdesk.policy.letters_sandbox import Needs, fill, needs
from sheetdesk.policy.markup import LINK, to_plain
from sheetdesk.policy.template import Template
from sheetdesk.policy.variables import LISTS, TITLES, TO_STAFF, samples_of

LENGTH, LINE_LENGTH = 200, 120
"""Characters between greeting and signature, by mail and on LINE."""
STALE_DAYS = 365

WHOLE = ("receipt", "addition", "reply", "correction", "survey", "survey_reminder")
"""Kinds that reach a customer as a letter of their own: signed, and short enough to be read."""

HERS = ("words", "wrong", "right", "meaning", "incident")
"""Names that stand for what a person writes herself."""

REFUSED = {
    r"親愛的(?:顧客|客戶|客人|會員)": "用姓名稱呼（{{ greeting }}）",
    r"造成.{0,4}不便.{0,4}見諒": "為發生的事道一次歉，說清楚接下來怎麼做",
    r"[盡儘][快速早]": "寫出日期和時間（{{ promise }}）",
    r"生鮮.{0,4}(?:不退換|不可退|不能退|恕不退)": "生鮮有瑕疵一樣可以處理，請拿掉",
    r"逾時.{0,3}不(?:受理|予受理|處理)": "請拿掉，瑕疵的權利不會因為晚說就沒有",
    "渠道": "寫「管道」",
    "[反回]饋|反馈": "寫「意見」或「您反映的問題」",
    "質量": "寫「品質」",
    "視頻": "寫「影片」",
    "信息": "寫「訊息」或「資料」",
}
INNER = {
    "案件|案號": "寫「服務單號」",
    "客訴": "寫「您反映的問題」",
    "結案": "寫「處理完成」",
    "升級": "寫「交給負責人」",
}
"""Words of the desk that customers never read (domain §2)."""

MONEY = re.compile(
    r"退款|退費|退錢|付款|匯款|扣款|轉帳|帳務|對帳|帳單|刷卡|信用卡|金額|補償|賠償|價格|價差|差額|運費|現金|折扣|[\d,]+ ?元|NT\$",
    re.I,
)
_SORRY = re.compile(r"抱歉|對不起|不好意思|歉意|致歉|道歉")
EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2b55\u203c\u2049\ufe0f]")
_HALF = re.compile(r"(?<=[\u3400-\u9fff」）])[,!?;:]|(?<=[\u3400-\u9fff])[.()](?=[\u3400-\u9fff])")
_VARIABLE, _STATEMENT = re.compile(r"\{\{.*?\}\}", re.S), re.compile(r"\{%.*?%\}|\{#.*?#\}", re.S)
_GENTLE = {"詢問", "建議", "稱讚"}


def names_money(text: str) -> bool:
    """Does the letter speak of money, so that it has to end with the 165 line?"""
    return MONEY.search(text) is not None


def counted(text: str, signature: str) -> int:
    """Length of a plain letter (domain §6): greeting and signature, blanks and addresses of links don't count,
    nor what stands below the signature (English, the 165 line)."""
    body = text.split("\n\n", 1)[-1].split(f"\n{signature}", 1)[0]
    return len(re.sub(r"https?://\S+|\s", "", body))


def lint(template: Template) -> list[Problem]:
    """All that is wrong with a template, each with file, line and mend."""
    return [*faults(template), *remarks(template)]


def lint_all(templates: Iterable[Template]) -> tuple[list[Template], list[Problem]]:
    """The templates that may be used, and every problem of all of them."""
    usable: list[Template] = []
    problems: list[Problem] = []
    for template in templates:
        wrong = faults(template)
        if not wrong:
            usable.append(template)
        problems += [*wrong, *remarks(template)]
    return usable, problems


def faults(template: Template) -> list[Problem]:
    """What makes a template unusable: bad syntax, unknown names, refused words, risks to customers."""
    broken = list(_broken(template))
    if broken:
        return broken
    found = [*_words(template, REFUSED)]
    if template.kind not in TO_STAFF:
        found += [*_words(template, INNER), *_secrets(template), *_emoji(template)]
    if template.kind in WHOLE:
        found += _frame(template)
    if template.kind == "receipt":  # a reply gets the 165 line as it is written: her own words may name money too
        found += _money_line(template)
    return found


def remarks(template: Template) -> list[Problem]:
    """What should be mended, though the letter can leave."""
    if template.kind in TO_STAFF or list(_broken(template)):
        return []
    return [*_sorry(template), *_length(template), *_punctuation(template)]


def stale(template: Template, today: date) -> list[Problem]:
    """A template that nobody has looked at for a year."""
    if template.reviewed and (today - template.reviewed).days <= STALE_DAYS:
        return []
    return [template.problem(1, f"超過 {STALE_DAYS} 天沒有檢視", "讀一遍，再把「上次檢視」改成今天")]


def _broken(template: Template) -> Iterator[Problem]:
    """Syntax and names of subject and body, and whether they can be filled with a sample at all."""
    samples = samples_of(template.kind)
    for line, source in ((template.subject_line, template.subject), (template.body_line, template.body)):
        try:
            unknown = sorted(_unfit(needs(source), set(samples)))
            if not unknown:
                fill(source, samples)
        except TemplateFault as fault:
            yield template.problem(line + int(fault.which or 1) - 1, fault.what, fault.mend)
            continue
        for name in unknown:
            allowed = "、".join(sorted(TITLES.get(name, name) if template.row else name for name in samples))
            yield template.problem(
                _line_of(template, name, line), f"這裡不能用變數「{name}」", f"可用的變數：{allowed}"
            )


def _unfit(asked: Needs, known: set[str]) -> set[str]:
    """Names that nobody knows, texts that are gone through, and lists that aren't."""
    return {*(asked.names - known), *(asked.looped - LISTS), *((asked.names & LISTS) - asked.looped)}


def _line_of(template: Template, name: str, otherwise: int) -> int:
    """The first line that bears `name`."""
    lines = enumerate(template.body.split("\n"), start=template.body_line)
    found = (number for number, line in lines if re.search(rf"\b{re.escape(name)}\b", line))
    return otherwise if name in template.subject else next(found, otherwise)


def _prose(template: Template) -> Iterator[tuple[int, str]]:
    """Each line with its number as people will read it: a variable counts as one Chinese character."""
    lines = enumerate(template.body.split("\n"), start=template.body_line)
    for number, line in [(template.subject_line, template.subject), *lines]:
        yield number, LINK.sub(r"\1", _STATEMENT.sub("", _VARIABLE.sub("甲", line.replace("({{", "(https://{{"))))


def _words(template: Template, refused: dict[str, str]) -> Iterator[Problem]:
    for number, line in _prose(template):
        for pattern, mend in refused.items():
            for word in re.findall(pattern, line):
                yield template.problem(number, f"信裡不能寫「{word}」", mend)


def _secrets(template: Template) -> Iterator[Problem]:
    """No letter asks for account or card numbers, codes or an ATM."""
    for number, line in _prose(template):
        for sentence in re.split(r"[。！？；]", line):
            word = SECRETS.search(sentence)
            if word and not DENIED.search(sentence):
                mend = "拿掉；信裡只能說「不會請您提供」這些資料"
                yield template.problem(number, f"看起來在要「{word.group()}」", mend)


def _emoji(template: Template) -> Iterator[Problem]:
    """None in 緊急 and 帳務, so only letters that can never be one of these may have any."""
    if template.natures and set(template.natures) <= _GENTLE:
        return
    for number, line in _prose(template):
        if EMOJI.search(line):
            yield template.problem(number, "這封信可能用在緊急或帳務的事，不能有表情符號", "拿掉表情符號")


def _frame(template: Template) -> Iterator[Problem]:
    if "signature" not in needs(template.body).names:
        yield template.problem(template.body_line, "沒有署名", "在信末加一行 {{ signature }}")


def _money_line(template: Template) -> Iterator[Problem]:
    money = next(((n, m.group()) for n, line in _prose(template) if (m := MONEY.search(line))), None)
    last = template.body.rstrip().split("\n")[-1]
    if money and "anti_fraud" not in last and "165" not in last:
        yield template.problem(money[0], f"提到「{money[1]}」，信末卻沒有 165 提醒", "在最後一行加 {{ anti_fraud }}")


def _sorry(template: Template) -> Iterator[Problem]:
    allowed = 0 if template.natures and set(template.natures) <= _GENTLE else 1
    found = [(number, word) for number, line in _prose(template) for word in _SORRY.findall(line)]
    for number, word in found[allowed:]:
        what = "這一類的信不用道歉" if allowed == 0 else "道歉一次就夠了"
        yield template.problem(number, f"{what}（{word}）", "拿掉這一句")


def _length(template: Template) -> Iterator[Problem]:
    limit = LINE_LENGTH if "line" in template.channels else LENGTH
    if template.kind not in WHOLE:
        return
    # Hers come on top: how long they are is for her to judge.
    samples = {**samples_of(template.kind), **dict.fromkeys(HERS, "")}
    length = counted(to_plain(fill(template.body, samples)), str(samples["signature"]))
    if length > limit:
        yield template.problem(template.body_line, f"署名前有 {length} 個字，超過 {limit} 個字", "刪短")


def _punctuation(template: Template) -> Iterator[Problem]:
    for number, line in _prose(template):
        for mark in _HALF.findall(line):
            yield template.problem(number, f"中文裡用了半形標點「{mark}」", "改成全形標點")
