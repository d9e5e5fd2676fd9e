"""The section `channels` of config.yaml: how letters leave."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from sheetdesk.config.sections import Section
from sheetdesk.config.types import FilePath, Mail, Secret, Text, wrong
from sheetdesk.config.webhook import LOOPBACK, WebhookSection


class EmailSection(Section):
    """A mail server to send by."""

    host: Text
    port: int = Field(587, ge=1, le=65_535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: Text | None = None
    password: Secret | None = None
    sender: Mail = Field(alias="from")
    from_name: Text | None = None
    reply_to: Mail | None = None
    timeout_s: float = Field(20, gt=0, le=120)

    @model_validator(mode="after")
    def _safe(self) -> EmailSection:
        if self.security == "none" and self.host not in LOOPBACK:
            raise wrong("不能用 security: none，信和密碼會不加密地送出去；請改成 starttls 或 tls")
        if (self.user is None) != (self.password is None):
            raise wrong("的 user 和 password 要一起寫，或都不寫")
        return self


class OutboxSection(Section):
    """A folder that keeps letters instead of sending them."""

    folder: FilePath = Field("outbox", validate_default=True)


class LimitsSection(Section):
    """How many automatic messages may leave (domain §6)."""

    per_hour: int = Field(100, ge=1, le=10_000)
    per_day: int = Field(500, ge=1, le=100_000)


class ChannelsSection(Section):
    """How letters leave. Without `email` they are kept in the outbox folder. `webhook`: what else the team's room is told."""

    email: EmailSection | None = None
    webhook: WebhookSection | None = None
    outbox: OutboxSection = Field({}, validate_default=True)
    limits: LimitsSection = Field({}, validate_default=True)
