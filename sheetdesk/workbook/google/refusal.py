"""An HTTP answer other than a whole 200, in plain words. Border: values in, a fault out.

Statuses, `reason`s and sentences are Google's own (AIP-193 error model, Sheets v4, Drive v3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sheetdesk.workbook.google.answer import Answer, GoogleError
from sheetdesk.workbook.google.call import Target
from sheetdesk.workbook.google.google_fault import GoogleFault, NoSuchGrid

LONGEST_QUOTE = 200


@dataclass(frozen=True, slots=True)
class _Said:
    """One answer, ready to be judged."""

    answer: Answer
    error: GoogleError | None
    target: Target

    @property
    def status(self) -> int:
        return self.answer.status

    def reasons(self, *names: str) -> bool:
        return self.error is not None and not self.error.reasons.isdisjoint(names)

    def words(self, *parts: str) -> bool:
        return self.error is not None and any(part in self.error.message.lower() for part in parts)


@dataclass(frozen=True, slots=True)
class _Rule:
    reason: str
    holds: Callable[[_Said], bool]
    what: str
    mend: str


_WAIT = "不用做什麼，下一輪會再試"
_SHARE = "請打開試算表按右上角「共用」，加入 {account}，權限選「編輯者」"
_WRITE_TO_MAINTAINER = "請把這一行交給維護的人"

_RULES = (
    _Rule(
        "proxy",
        lambda s: s.status == 407,
        "代理伺服器要求登入（407）",
        "請在環境變數 HTTPS_PROXY 寫上代理伺服器的帳號密碼",
    ),
    _Rule(
        "quota",
        lambda s: (
            s.status == 429
            or (s.status == 403 and s.reasons("rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"))
        ),
        "這一分鐘向 Google 讀寫太多次了（{status}）",
        _WAIT + "；常常這樣，就看看有沒有別的程式也在用同一個 Google Cloud 專案或服務帳戶，把它們分開",
    ),
    _Rule(
        "server",
        lambda s: s.status >= 500,
        "Google 暫時出了問題（{status}）",
        _WAIT + "；一直這樣可以看 https://www.google.com/appsstatus/dashboard/",
    ),
    _Rule("cut", lambda s: s.status == 200 and s.answer.body[:1] in (b"{", b"P", b""), "Google 的回答不完整", _WAIT),
    _Rule(
        "page",
        lambda s: s.status in (200, 301, 302, 303, 307, 308) and s.error is None,
        "收到的是一個網頁，不是試算表的資料；多半是要先登入的 Wi-Fi，或公司的代理伺服器",
        "請用這台電腦的瀏覽器打開任何網站，照畫面登入網路；沒有這種畫面，就請維護網路的人放行 *.googleapis.com",
    ),
    _Rule(
        "too_big",
        lambda s: s.status == 413,
        "一次寫入的內容太大，Google 不收（413）",
        _WRITE_TO_MAINTAINER,
    ),
    _Rule(
        "blocked",
        lambda s: s.error is None,
        "中間的網路設備擋下了連線（{status}），回答的不是 Google 的 API",
        "請維護網路的人放行 *.googleapis.com",
    ),
    _Rule(
        "key_revoked",
        lambda s: s.status == 401,
        "Google 不再接受這個服務帳戶的登入（401），金鑰可能被刪除或停用了",
        "請建立一個新的 JSON 金鑰，換掉舊的金鑰檔；sheetdesk doctor 會告訴您好了沒有",
    ),
    _Rule(
        "api_disabled",
        lambda s: (
            s.status == 403
            and (
                s.reasons("SERVICE_DISABLED", "accessNotConfigured")
                or s.words("has not been used in project", "it is disabled")
            )
        ),
        "Google Cloud 專案還沒有啟用 {api}",
        "請打開 https://console.cloud.google.com/apis/library/{service}{project} 按「啟用」（選服務帳戶所在的專案），等一兩分鐘再試",
    ),
    _Rule(
        "scope",
        lambda s: (
            s.status == 403
            and (s.reasons("ACCESS_TOKEN_SCOPE_INSUFFICIENT") or s.words("insufficient authentication scopes"))
        ),
        "登入時少要了一項權限（403）",
        "請更新 sheetdesk 再試",
    ),
    _Rule(
        "export_too_large",
        lambda s: s.reasons("exportSizeLimitExceeded") or s.words("too large to be exported"),
        "試算表太大，Google 最多只讓程式匯出 10 MB",
        "請自己留一份：在試算表按「檔案 → 建立副本」",
    ),
    _Rule(
        "read_only",
        lambda s: s.status == 403 and s.target.writing and _is_permission(s),
        "服務帳戶只能看、不能改這個試算表，或共用被取消了",
        _SHARE,
    ),
    _Rule("not_shared", lambda s: s.status == 403 and _is_permission(s), "這個試算表沒有共用給服務帳戶", _SHARE),
    _Rule(
        "not_found",
        lambda s: s.status == 404 and s.target.drive,
        "在雲端硬碟找不到這個試算表：網址不對、被刪除了，或沒有共用給服務帳戶",
        "請檢查 config.yaml 的 spreadsheet_id；" + _SHARE,
    ),
    _Rule(
        "not_found",
        lambda s: s.status == 404,
        "找不到這個試算表：網址不對，或試算表被刪除了",
        "請打開試算表，把網址貼到 config.yaml 的 spreadsheet_id；被刪除的話，先到雲端硬碟的垃圾桶把它還原；"
        "還沒有的話，請您先建立一份空白的（服務帳戶不能自己建立），再共用給 {account}",
    ),
    _Rule(
        "no_such_grid",
        lambda s: s.status == 400 and s.words("no grid with id"),
        "有一個分頁剛剛被刪除了",
        _WAIT,
    ),
    _Rule(
        "protected",
        lambda s: s.status == 400 and s.words("protected cell", "protected range", "protected sheet"),
        "有儲存格受到保護，服務帳戶不能改（Google 說：{said}）",
        "請在試算表的「資料 → 保護工作表和範圍」，把 {account} 加進可以編輯的人，或移除保護",
    ),
    _Rule(
        "office_file",
        lambda s: s.status == 400 and s.words("not supported for this document", "must not be an office file"),
        "這是放在雲端硬碟的 Excel 檔，不是 Google 試算表",
        "請打開它，按「檔案 → 另存為 Google 試算表」，把新的網址貼到 spreadsheet_id，再共用給 {account}",
    ),
    _Rule(
        "full",
        lambda s: s.status == 400 and s.words("above the limit of 10000000 cells", "10000000 cells"),
        "試算表滿了：Google 一個試算表最多 1,000 萬格，空白的也算",
        "請刪掉用不到的分頁，或分頁右邊和下面空白的欄和列",
    ),
    _Rule("bad_request", lambda s: s.status == 400, "Google 不接受這個要求（Google 說：{said}）", _WRITE_TO_MAINTAINER),
    _Rule("refused", lambda s: True, "Google 拒絕了這個要求（{status}，Google 說：{said}）", _WRITE_TO_MAINTAINER),
)
"""In this order; the first that holds counts, and the last always does."""


def refusal(answer: Answer, target: Target) -> GoogleFault:
    """The fault for an answer that isn't a whole 200."""
    said = _Said(answer, GoogleError.of(answer), target)
    rule = next(rule for rule in _RULES if rule.holds(said))
    service = _service(said)
    facts = {
        "status": answer.status,
        "account": target.account,
        "service": service,
        "project": f"?project={said.error.project}" if said.error and said.error.project else "",
        "api": "Google Drive API" if service.startswith("drive") else "Google Sheets API",
        "said": _quote(said.error.message if said.error else ""),
    }
    kind = NoSuchGrid if rule.reason == "no_such_grid" else GoogleFault
    return kind(
        rule.what.format_map(facts),
        which=_which(rule.reason, answer.host or target.host, target),
        mend=rule.mend.format_map(facts),
        reason=rule.reason,
        status=answer.status,
    )


def _is_permission(said: _Said) -> bool:
    """A 403 about this file. Others concern the project (billing, suspension): Google's own sentence is quoted."""
    return said.words("does not have permission", "does not have sufficient permission") or said.reasons(
        "insufficientFilePermissions", "forbidden"
    )


def _service(said: _Said) -> str:
    named = said.error.service if said.error else ""
    return named or ("drive.googleapis.com" if said.target.drive else "sheets.googleapis.com")


def _which(reason: str, host: str, target: Target) -> str:
    if reason in ("key_revoked", "scope"):
        return f"服務帳戶 {target.account}"
    about_the_way = reason in ("proxy", "server", "page", "cut", "blocked", "quota", "api_disabled")
    return host if about_the_way or not target.spreadsheet_id else f"Google 試算表 {target.spreadsheet_id}"


def _quote(message: str) -> str:
    line = " ".join(message.split())
    return line if len(line) <= LONGEST_QUOTE else f"{line[:LONGEST_QUOTE]}…"
