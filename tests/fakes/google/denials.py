"""Google's denials that don't come from the spreadsheet itself: sign-in, sharing, APIs switched off; word for word."""

from __future__ import annotations

from typing import Any

from tests.fakes.google.apifault import ApiFault

API_NAMES = {"sheets": "Google Sheets API", "drive": "Google Drive API"}
CREDENTIALS_HELP = (
    "Expected OAuth 2 access token, login cookie or other valid authentication credential. "
    "See https://developers.google.com/identity/sign-in/web/devconsole-project."
)
REASONS = {400: "badRequest", 401: "authError", 403: "forbidden", 404: "notFound", 501: "notImplemented"}
"""Drive's older words for a status."""


def error_info(reason: str, metadata: dict[str, str]) -> dict[str, Any]:
    return {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": reason,
        "domain": "googleapis.com",
        "metadata": metadata,
    }


def no_credentials(service: str) -> ApiFault:
    message = f"Request is missing required authentication credential. {CREDENTIALS_HELP}"
    return ApiFault(401, "UNAUTHENTICATED", message, (error_info("CREDENTIALS_MISSING", {"service": service}),))


def bad_credentials(service: str) -> ApiFault:
    """An unknown, expired or revoked token."""
    message = f"Request had invalid authentication credentials. {CREDENTIALS_HELP}"
    return ApiFault(401, "UNAUTHENTICATED", message, (error_info("ACCESS_TOKEN_EXPIRED", {"service": service}),))


def scope_missing(service: str, method: str) -> ApiFault:
    info = error_info("ACCESS_TOKEN_SCOPE_INSUFFICIENT", {"service": service, "method": method})
    return ApiFault(403, "PERMISSION_DENIED", "Request had insufficient authentication scopes.", (info,))


def disabled(api: str) -> ApiFault:
    """The project's owner has not switched the API on; `api` is "sheets" or "drive"."""
    service = f"{api}.googleapis.com"
    url = f"https://console.developers.google.com/apis/api/{service}/overview?project=123"
    message = (
        f"{API_NAMES[api]} has not been used in project 123 before or it is disabled. Enable it by visiting {url} "
        "then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our "
        "systems and retry."
    )
    link = {"description": "Google developers console API activation", "url": url}
    helpful = {"@type": "type.googleapis.com/google.rpc.Help", "links": [link]}
    info = error_info("SERVICE_DISABLED", {"service": service, "consumer": "projects/123"})
    return ApiFault(403, "PERMISSION_DENIED", message, (helpful, info))


def no_permission() -> ApiFault:
    return ApiFault(403, "PERMISSION_DENIED", "The caller does not have permission")


def not_found() -> ApiFault:
    return ApiFault(404, "NOT_FOUND", "Requested entity was not found.")


def no_file(file_id: str) -> ApiFault:
    """Drive's way: a file that isn't shared looks like one that isn't there."""
    return ApiFault(404, "NOT_FOUND", f"File not found: {file_id}.")


def too_large() -> ApiFault:
    return ApiFault(403, "PERMISSION_DENIED", "This file is too large to be exported.")


def unimplemented(what: str) -> ApiFault:
    """Ours, not Google's: nothing that we send should get here."""
    return ApiFault(501, "UNIMPLEMENTED", f"The fake Google does not know {what}.")


def drive_answer(fault: ApiFault) -> dict[str, Any]:
    """Drive's older error object: a list `errors` with a reason in it."""
    answer = fault.answer()
    switched_off = any(detail.get("reason") == "SERVICE_DISABLED" for detail in fault.details)
    reason = "accessNotConfigured" if switched_off else REASONS[fault.status]
    domain = "usageLimits" if switched_off else "global"
    answer["error"]["errors"] = [{"message": fault.message, "domain": domain, "reason": reason}]
    return answer
