"""Write a letter: pick its template, gather its facts, fill it in. Pure; sending is somebody else's."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from sheetdesk.errors import TemplateFault
from sheetdesk.model.case import Case, time_received
from sheetdesk.model.message import Letter
from sheetdesk.policy import wording
from sheetdesk.policy.addresses import safe_address
from sheetdesk.policy.letters_sandbox import Ready, fill, needs
from sheetdesk.policy.lint import names_money
from sheetdesk.policy.markup import to_plain
from sheetdesk.policy.suggestion import Suggestion
from sheetdesk.policy.template import Occasion, Template, Templates
from sheetdesk.policy.variables import LINKS, LISTS, MENDS, OPTIONAL, RECEIPT, STAFF, TITLES

PARTS = ("addition", "help", "incident", "english", "anti_fraud")
NUMBER = "{number}"
"""Where the case number belongs in a form's pre-filled address."""
SUBJECT_LIMIT, EXCERPT_LIMIT, FACT_LIMIT = 100, 120, 200

Facts = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes. `form_link` is the form's pre-filled address with {number} where the 服務單號 belongs, `help_link` the
    same with 「還沒解決」 filled in already, `refund_form` the refund form's; None where there is none."""

    shop: str
    signature: str
    zone: ZoneInfo
    form_link: str | None = None
    help_link: str | None = None
    refund_form: str | None = None

    def signed(self) -> str:
        """「好日子團購 阿芳」; the shop alone where the two are the same or one is blank."""
        names = [wording.one_line(name, FACT_LIMIT) for name in (self.shop, self.signature)]
        return " ".join(dict.fromkeys(name for name in names if name))

    def link(self, number: str) -> str:
        """The address at which this case is added to; blank without a form link.

        Raises TemplateFault if the link isn't a web address with {number} in it."""
        return self._filled_in(self.form_link, number, "forms.link")

    def help(self, number: str) -> str:
        """The address at which a customer says that an automatic answer didn't help. Raises TemplateFault as `link`."""
        if self.help_link is None:
            return self.link(number)
        return self._filled_in(self.help_link, number, "forms.unsolved_link")

    def _filled_in(self, link: str | None, number: str, which: str) -> str:
        if link is None:
            return ""
        address = link.strip()
        if not address.startswith(("https://", "http://")) or NUMBER not in address or len(address.split()) > 1:
            raise TemplateFault(
                "表單連結要是網址，並且有 {number}",
                which=which,
                mend="在 Google 表單選「取得預先填入的連結」，服務單號那格填 {number}",
            )
        return _numbered(address, number)

    def refund_link(self, number: str) -> str:
        """The address at which this case's customer says where her money goes; blank without a refund form."""
        return _numbered(self.refund_form, number) if self.refund_form else ""


def _numbered(address: str, number: str) -> str:
    """The address for one case, with no sign that would end the link in a letter."""
    return safe_address(address.replace(NUMBER, quote(number, safe="")))


@dataclass(frozen=True, slots=True)
class Alert:
    """Something about the whole desk that the organiser must know: which template, its cause, its facts.

    `event` tells two alarms of one kind apart; the same event is sent once."""

    name: str
    event: str
    facts: Facts = field(default_factory=dict)


def receipt(
    case: Case,
    sender: Sender,
    templates: Templates,
    now: datetime,
    suggestion: Suggestion | None = None,
    said: str = "",
    piece: str = "incident",
) -> Letter:
    """The one automatic answer to a new case (domain §6, Receipt), with what it proposes by itself, if anything.

    `said`: what that `piece` of wording tells. Raises TemplateFault: no address or template, a blank fact, a past promise."""
    if not case.email:
        raise TemplateFault("沒有 Email，收件通知寄不出去", which=case.number, mend="補上 Email，或用 LINE／電話回")
    template = templates.pick(occasion("receipt", case, suggestion.event if suggestion else ""))
    proposal = suggestion if suggestion is not None and suggestion.event in template.events else None
    facts = {**dict.fromkeys(RECEIPT, ""), **customer_facts(case, sender), "said": said}
    facts |= proposal.facts if proposal is not None else {}
    asked = needs(template.subject).names | needs(template.body).names
    _refuse_past_promise(case, facts["promise"] if "promise" in asked else None, now)
    left_out = {"english": not wording.mainly_english(case.text), "incident": not said}
    for name, of in {**dict(zip(PARTS, PARTS, strict=True)), "incident": piece}.items():
        facts[name] = part(of, facts, templates) if name in asked and not left_out.get(name) else ""
    subject, marked = written(template, facts, case.number)
    plain = to_plain(marked)
    if names_money(subject + plain) and "反詐騙" not in marked:
        marked += "\n\n" + part("anti_fraud", facts, templates)
        plain = to_plain(marked)
    return Letter(
        case=case.number,
        kind="receipt",
        event="received",
        recipient=case.email,
        subject=subject,
        text=plain,
        marked=marked,
        template=template.name,
        version=template.version,
        proposes=proposal.title if proposal else "",
    )


def _refuse_past_promise(case: Case, said: str | None, now: datetime) -> None:
    if said is not None and case.promise_due and case.promise_due <= now:
        raise TemplateFault(
            f"答應客人的時間（{said}）已經過了，不再寄收件通知", which=case.number, mend="請直接回覆客人"
        )


def case_alarm(case: Case, sender: Sender, recipient: str, templates: Templates, form: str = "") -> Letter:
    """Tell one member of staff about a case with safety or reputation words, once per set of words.

    `form`: where the staff form is opened for this case."""
    words = sorted(set(wording.words_of(case.alarm)))
    due = case.first_reply_due if case.first_reply_at is None else None
    received = time_received(case) or case.first_seen_at
    facts = {
        "shop": sender.shop,
        "number": case.number,
        "words": "、".join(words),
        "customer": wording.name_in(case),
        "matter": wording.matter(case),
        "received": wording.moment(received, sender.zone) if received else "",
        "due": wording.deadline(due, sender.zone) if due else "",
        # What she wrote last is what raised it, or belongs to it: it stands on top of 新訊息.
        "excerpt": wording.one_line("\n".join(filter(None, (case.additions, case.text))), EXCERPT_LIMIT),
        "staff_form": form,
    }
    return case_alert(Alert("urgent_case", f"urgent:{'、'.join(words)}:{recipient}", facts), case, recipient, templates)


def case_alert(alert: Alert, case: Case, recipient: str, templates: Templates) -> Letter:
    """Tell one member of staff something about a case. Raises TemplateFault as `receipt` does."""
    return _alarm(alert, recipient, templates.pick(occasion("alarm", case, alert.name)), case.number)


def alarm(alert: Alert, recipient: str, templates: Templates) -> Letter:
    """Tell one member of staff about the desk itself. Raises TemplateFault as `receipt` does."""
    return _alarm(alert, recipient, templates.pick(Occasion("alarm", event=alert.name)), None)


def occasion(kind: str, case: Case, event: str = "") -> Occasion:
    """Tags name the sort of an alarm (食安, 法律), whichever words raised it."""
    alarm = "、".join(filter(None, (case.alarm, case.tags))) if case.alarm else None
    return Occasion(kind, case.nature, case.category, case.subcategory, alarm, event=event)


def _alarm(alert: Alert, recipient: str, template: Template, number: str | None) -> Letter:
    blank: Facts = {name: () if name in LISTS else "" for name in OPTIONAL & STAFF.keys()}
    facts = {**blank, **{name: fact if name in LINKS else _cleaned(fact) for name, fact in alert.facts.items()}}
    subject, marked = written(template, facts, number or alert.name)
    return Letter(
        case=number,
        kind="alarm",
        event=alert.event,
        recipient=recipient,
        subject=subject,
        text=to_plain(marked),
        marked=marked,
        template=template.name,
        version=template.version,
    )


def _cleaned(value: str | Sequence[str]) -> str | tuple[str, ...]:
    if isinstance(value, str):
        return wording.one_line(value, FACT_LIMIT)
    return tuple(wording.one_line(item, FACT_LIMIT) for item in value)


def customer_facts(case: Case, sender: Sender) -> dict[str, str]:
    """Every name of variables.CUSTOMER but the parts. Raises TemplateFault if the form's link can't be used."""
    due = case.promise_due
    product = wording.product_in(case)
    return {
        "greeting": wording.greeting(case),
        "number": case.number,
        "matter": wording.matter(case),
        "item": product or "商品",
        "product": product,
        "nature": case.nature or "",
        "subcategory": case.subcategory or "",
        "promise": wording.deadline(due, sender.zone) if due else "",
        "promise_en": wording.english_deadline(due, sender.zone) if due else "",
        "link": sender.link(case.number),
        "help_link": sender.help(case.number),
        "refund_link": sender.refund_link(case.number),
        "refund_last_five": case.refund_last_five or "",
        "shop": wording.one_line(sender.shop, FACT_LIMIT),
        "signature": sender.signed(),
    }


def part(name: str, facts: Facts, templates: Templates) -> Ready:
    """The shared piece of wording `part_NAME.txt`, filled in. Raises TemplateFault as `written` does."""
    shared = templates.part(name)
    return Ready(_filled(shared.body, facts, shared, str(facts["number"]), OPTIONAL))


def written(template: Template, facts: Facts, which: str, optional: Collection[str] = OPTIONAL) -> tuple[str, str]:
    """Subject (plain, one line) and marked body. Raises TemplateFault where a name that isn't `optional` is blank."""
    subject = to_plain(_filled(template.subject, facts, template, which, optional))
    return wording.one_line(subject, SUBJECT_LIMIT), _filled(template.body, facts, template, which, optional)


def _filled(source: str, facts: Facts, template: Template, which: str, optional: Collection[str]) -> str:
    """`source` with its facts; nothing leaves half-filled."""
    for blank in sorted(n for n in needs(source).names.difference(optional) if n in facts and not facts[n]):
        raise TemplateFault(
            f"範本{template.title}需要「{TITLES.get(blank, blank)}」，但它是空的",
            which=which,
            mend=MENDS.get(blank, "補上這個資料，或從範本拿掉"),
        )
    return fill(source, facts)
