"""The closing letter, which is the survey, its reminder, and the alarm for a bad rating (domain §7). Pure."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from sheetdesk.errors import TemplateFault
from sheetdesk.model.case import Case
from sheetdesk.model.message import Letter
from sheetdesk.policy import wording
from sheetdesk.policy.contacts import read_email
from sheetdesk.policy.letters import EXCERPT_LIMIT, Alert, Sender, case_alert, customer_facts, occasion, part, written
from sheetdesk.policy.letters_sandbox import needs
from sheetdesk.policy.lint import names_money
from sheetdesk.policy.markup import to_plain
from sheetdesk.policy.survey import Terms, event_of
from sheetdesk.policy.survey_words import occasion_of, resent, what_was_done
from sheetdesk.policy.template import Templates

TOKEN = "{token}"


def closing_letter(kind: str, case: Case, token: str, sender: Sender, templates: Templates, terms: Terms) -> Letter:
    """What was done, and how it was; `kind` survey or survey_reminder.

    Raises TemplateFault: no address, no link, no template, or a fact that it needs is missing."""
    address = read_email(case.email).address
    if address is None or terms.link is None:
        raise TemplateFault("沒有可以用的 Email", which=case.number, mend="補上 Email")
    template = templates.pick(occasion(kind, case, occasion_of(case)))
    facts = customer_facts(case, sender) | {
        "done": what_was_done(case),
        "resent": resent(case),
        "stars_link": filled_link(terms.link, token),
        "unsolved_link": filled_link(terms.unsolved_link or terms.link, token),
    }
    asked = needs(template.subject).names | needs(template.body).names
    facts["anti_fraud"] = part("anti_fraud", facts, templates) if "anti_fraud" in asked else ""
    subject, marked = written(template, facts, case.number)
    if names_money(subject + to_plain(marked)) and "反詐騙" not in marked:
        marked += "\n\n" + part("anti_fraud", facts, templates)
    return Letter(
        case=case.number,
        kind=kind,
        event=event_of(case),
        recipient=address,
        subject=subject,
        text=to_plain(marked),
        marked=marked,
        template=template.name,
        version=template.version,
    )


def filled_link(link: str, token: str) -> str:
    """The form's pre-filled address with this token in it, and no sign that would end the link in a letter."""
    whole = link.replace(TOKEN, quote(token, safe=""))
    return whole.replace("(", "%28").replace(")", "%29").replace("*", "%2A").replace("[", "%5B")


def rating_alarm(
    case: Case, due: datetime | None, sender: Sender, recipient: str, templates: Templates, form: str = ""
) -> Letter:
    """Tell one member of staff that a customer rates badly, once for each time that she turns to it.

    `form`: where the staff form is opened for this case."""
    since = case.low_rating_at.isoformat() if case.low_rating_at else ""
    facts = {
        "shop": sender.shop,
        "number": case.number,
        "words": case.low_rating or "",
        "customer": wording.name_in(case),
        "matter": wording.matter(case),
        "due": wording.deadline(due, sender.zone) if due else "",
        "excerpt": wording.one_line(case.customer_comment, EXCERPT_LIMIT),
        "staff_form": form,
    }
    return case_alert(Alert("low_rating", f"low_rating:{since}:{recipient}", facts), case, recipient, templates)
