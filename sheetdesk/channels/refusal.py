"""What a mail server's numbers mean for the retry and for people. Border: pure; numbers and words in, an error out."""

from __future__ import annotations

from sheetdesk.errors import SendFailed

LOGIN_MEND = "請檢查 config.yaml 的 channels.email.user 和 password；Gmail 要用「應用程式密碼」"
REACH_MEND = "請檢查 channels.email 的 host、port、security 和網路；之後會自動再試"
FROM_MEND = "請檢查 channels.email.from 是不是這個帳號可以用的寄件地址"
WAIT_MEND = "之後會自動再試"

_LOGIN_CODES = (530, 534, 535, 538)


def refusal(code: int, said: bytes, what: str, *, of_sender: bool = False, mend: str = "") -> SendFailed:
    """What the server's number means for the retry (domain §6): 4xx try again, 5xx don't.

    `of_sender`: it was said of the account, not of this message, which can wait for the mend."""
    words = f"{what}（{code} {words_of(said)}）"
    if code in _LOGIN_CODES:
        return SendFailed(words, permanent=False, mend=LOGIN_MEND, of_channel=True)
    if said.startswith(b"5.4.5"):
        # Gmail says "daily sending quota exceeded" with 550; tomorrow the very same message is welcome.
        return SendFailed(words, permanent=False, mend="今天的寄信額度用完了，之後會自動再試", of_channel=True)
    permanent = code >= 500 and not of_sender
    return SendFailed(words, permanent=permanent, mend=mend if code >= 500 else WAIT_MEND, of_channel=of_sender)


def words_of(said: bytes | str) -> str:
    """The server's own words on one line, for the person who has to find out."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())[:200]
