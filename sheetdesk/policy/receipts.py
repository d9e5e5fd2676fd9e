"""The receipt with the best answer that fits into it; without one, the plain receipt. Pure."""

from __future__ import annotations

from datetime import datetime

from sheetdesk.model.case import Case
from sheetdesk.model.message import TRACKING, Letter
from sheetdesk.policy.faq import Faqs
from sheetdesk.policy.letters import Sender, receipt
from sheetdesk.policy.lint import LENGTH, counted
from sheetdesk.policy.suggestion import suggestions
from sheetdesk.policy.template import Templates


def answering_receipt(
    case: Case, sender: Sender, templates: Templates, now: datetime, faqs: Faqs, said: str = "", ahead: int = 0
) -> Letter:
    """The receipt of this case. Raises TemplateFault as `receipt` does.

    `said`: what is known of the incident that the case is in; then nothing else is proposed. An answer that would make
    the letter too long to be read gives way to its link, or is left out; a link to her parcel never is.

    `ahead`: in 旺季模式, how many wait before her; she is told where there is room for it."""
    for suggestion in () if said else suggestions(case, faqs, now.astimezone(sender.zone).date()):
        letter = receipt(case, sender, templates, now, suggestion)
        if suggestion.title == TRACKING or counted(letter.text, sender.signed()) <= LENGTH:
            return letter
    if ahead and not said:
        letter = receipt(case, sender, templates, now, said=str(ahead), piece="peak")
        if counted(letter.text, sender.signed()) <= LENGTH:
            return letter
    return receipt(case, sender, templates, now, said=said)
