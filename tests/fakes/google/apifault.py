"""What Google answers instead of what was asked; raised anywhere inside the fake, put into HTTP by its server."""

from __future__ import annotations

from typing import Any


class ApiFault(Exception):
    """An HTTP status with Google's error object: `status` 400, `code` "INVALID_ARGUMENT", `message` as Google words it."""

    def __init__(self, status: int, code: str, message: str, details: tuple[dict[str, Any], ...] = ()) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.details = status, code, message, details

    def answer(self) -> dict[str, Any]:
        """The JSON body."""
        error: dict[str, Any] = {"code": self.status, "message": self.message, "status": self.code}
        if self.details:
            error["details"] = list(self.details)
        return {"error": error}
