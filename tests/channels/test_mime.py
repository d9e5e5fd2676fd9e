from dataclasses import replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetdesk.channels.mime import ShopMailbox, one_line, recipients_of, to_email
from sheetdesk.errors import ConfigError, SendFailed
from sheetdesk.model.values import clean_text
from tests.fakes.postroom import DESK, NOW, a_message

HEADERS = {
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "auto-submitted",
    "x-auto-response-suppress",
    "precedence",
    "content-type",
    "mime-version",
}


def sent(message, sender=DESK):
    data = to_email(message, sender, NOW).as_bytes()
    assert max(len(line) for line in data.split(b"\r\n")) <= 998
    return message_from_bytes(data, policy=policy.default)


def as_the_library_writes_it(message, sender):
    """The same letter by the standard library alone, which parses each header that it is given."""
    mail = EmailMessage(policy=policy.SMTP.clone(cte_type="7bit"))
    mail["From"] = Address(one_line(sender.name, 60), *sender.address.split("@"))
    mail["To"] = Address("", *message.address.split("@"))
    mail["Subject"] = one_line(message.letter.subject, 250)
    mail["Date"] = NOW
    mail["Message-ID"] = message.message_id
    mail["Auto-Submitted"] = "auto-replied"
    mail["X-Auto-Response-Suppress"] = "All"
    mail["Precedence"] = "auto_reply"
    mail.set_content(clean_text(message.letter.text, 200_000))
    if message.letter.html:
        mail.add_alternative(clean_text(message.letter.html, 200_000), subtype="html")
        mail.set_boundary(f"=_{sha256(message.message_id.encode()).hexdigest()[:32]}")
    return mail.as_bytes()


def words(part):
    return part.get_content().replace("\r\n", "\n")


def headers_of(message, sender=DESK):
    return [name.lower() for name in sent(message, sender)]


def test_a_letter_arrives_as_text_and_html_with_its_subject_and_sender():
    mail = sent(a_message())
    assert mail["Subject"] == "收到了：您反映的玻璃保鮮盒破損（服務單號 GB2611-0042-K）"
    assert mail["From"].addresses[0].display_name == "好日子團購"
    assert mail["To"] == "wang@example.com"
    assert words(mail.get_body(("plain",))).startswith("王怡君 您好：\n")
    assert mail.get_body(("html",)).get_content().startswith("<p>王怡君")
    assert mail["Date"].datetime == NOW
    assert mail["Message-ID"] == "<abc@shop.example.com>"


def test_the_page_of_a_letter_is_made_of_its_marks_as_it_leaves():
    mail = sent(a_message(text="甲：粗", html=None, marked="甲：**粗**"))
    assert "甲：<strong>粗</strong>" in mail.get_body(("html",)).get_content()
    assert words(mail.get_body(("plain",))) == "甲：粗\n"


def test_a_letter_without_html_is_plain_text():
    assert sent(a_message(html=None)).get_content_type() == "text/plain"


def test_everything_that_leaves_is_ascii_so_that_no_server_has_to_convert_it():
    to_email(a_message(), DESK, NOW).as_bytes().decode("ascii")


def test_a_receipt_says_that_it_answers_by_machine():
    mail = sent(a_message(kind="receipt"))
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["Precedence"] == "auto_reply"


def test_an_alarm_is_a_notice_and_bears_no_precedence():
    mail = sent(a_message(kind="alarm"))
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["Precedence"] is None


def test_a_letter_that_a_person_wrote_is_not_marked_as_automatic():
    mail = sent(a_message(kind="reply", automatic=False))
    assert mail["Auto-Submitted"] is None
    assert mail["X-Auto-Response-Suppress"] is None


def test_it_goes_to_the_address_of_the_message_not_of_the_letter():
    assert sent(a_message(recipient="customer@example.com", address="afang@example.com"))["To"] == "afang@example.com"


def test_a_thread_is_kept_even_when_its_ids_are_longer_than_a_line():
    ids = tuple(f"<{letter * 60}@{'m' * 40}.example.com>" for letter in "abc")
    mail = sent(a_message(references=ids))
    assert mail["In-Reply-To"] == ids[-1]
    assert mail["References"].split() == list(ids)


def test_of_a_long_thread_the_first_and_the_latest_are_named():
    ids = tuple(f"<{number}@example.com>" for number in range(30))
    named = sent(a_message(references=ids))["References"].split()
    assert named == [ids[0], *ids[-9:]]


def test_a_reference_that_is_no_message_id_is_left_out():
    bad = ("<a@b>\r\nBcc: eve@example.com", "plain", "<王@example.com>", "<ok@example.com>")
    assert sent(a_message(references=bad))["References"] == "<ok@example.com>"


def test_a_sender_with_a_reply_address_gets_the_answers_there():
    mail = sent(a_message(), replace(DESK, reply_to="answers@shop.example.com"))
    assert mail["Reply-To"].addresses[0].addr_spec == "answers@shop.example.com"


@pytest.mark.parametrize("hostile", ["\r\nBcc: eve@example.com", "\nX: y", "\u2028Bcc: eve@example.com", "\x85X: y"])
def test_a_line_break_in_a_subject_or_name_starts_no_header(hostile):
    message = a_message(subject=f"收到了{hostile}")
    assert set(headers_of(message, replace(DESK, name=f"好日子{hostile}"))) == HEADERS


@settings(deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_at_all_starts_a_header_or_breaks_the_mail(subject, name):
    message = a_message(subject=subject, text=subject, html=f"<p>{name}")
    assert set(headers_of(message, replace(DESK, name=name))) == HEADERS


@settings(deadline=None)
@given(
    subject=st.text(max_size=300),
    name=st.text(max_size=80),
    text=st.text(max_size=300),
    html=st.none() | st.text(max_size=80),
    address=st.from_regex(r"[a-z.+_'#-]{1,64}@[a-z]{1,60}\.tw", fullmatch=True),
)
def test_headers_made_once_are_those_that_the_library_would_write(subject, name, text, html, address):
    message = a_message(subject=subject, text=text, html=html, address=address)
    sender = replace(DESK, name=name)
    assert to_email(message, sender, NOW).as_bytes() == as_the_library_writes_it(message, sender)


@settings(deadline=None)
@given(st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=60))
def test_a_name_comes_out_as_it_was_written(name):
    data = to_email(a_message(), replace(DESK, name=name), NOW).as_bytes()
    raw = message_from_bytes(data)["From"]
    assert (
        str(make_header(decode_header(raw)))
        .replace("\\", "")
        .replace('"', "")
        .startswith(name.replace("\\", "").replace('"', "").strip())
    )


def test_a_sender_name_with_commas_and_quotes_stays_one_sender():
    mail = sent(a_message(), replace(DESK, name='Good Day, "Ah-Fang" <boss@example.org>'))
    assert [one.addr_spec for one in mail["From"].addresses] == ["desk@shop.example.com"]


def test_a_turned_round_subject_is_turned_back():
    assert "\u202e" not in sent(a_message(subject="退款\u202e慢太"))["Subject"]


def test_an_endless_subject_is_cut():
    assert len(sent(a_message(subject="長" * 5_000))["Subject"]) == 250


def test_long_lines_and_fifty_thousand_characters_arrive_whole():
    text = "長" * 50_000 + "\n" + "x" * 5_000
    assert words(sent(a_message(text=text, html=None))) == text + "\n"


def test_control_characters_and_half_a_character_do_not_stop_a_letter():
    assert words(sent(a_message(text="破\x00了\ud83d", html=None))) == "破了\n"


def test_template_code_of_a_customer_stays_text():
    assert words(sent(a_message(text="{{ 7*7 }} =1+1", html=None))) == "{{ 7*7 }} =1+1\n"


@pytest.mark.parametrize("address", [None, "", "  "])
def test_a_message_without_address_is_refused_for_good(address):
    with pytest.raises(SendFailed, match="沒有收件地址") as failed:
        recipients_of(a_message(address=address))
    assert failed.value.permanent


@pytest.mark.parametrize("address", ["wang", "wang@", "@example.com", "a@@b.tw", "a@b..tw", "a<b>@c.tw", "a\x00@b.tw"])
def test_what_is_no_address_is_refused_for_good_and_named(address):
    with pytest.raises(SendFailed, match=r"GB2611-0042-K.*收件地址寫錯了") as failed:
        recipients_of(a_message(address=address))
    assert failed.value.permanent


def test_a_line_break_in_an_address_reaches_nobody_else():
    with pytest.raises(SendFailed):
        recipients_of(a_message(address="wang@example.com\r\nBcc: eve@example.com"))


def test_several_addresses_may_stand_in_one_cell():
    assert recipients_of(a_message(address="a@example.com、b@example.com；c@example.com")) == (
        "a@example.com",
        "b@example.com",
        "c@example.com",
    )


def test_a_chinese_domain_is_written_as_mail_servers_know_it():
    assert recipients_of(a_message(address="wang@例子.tw")) == ("wang@xn--fsqu00a.tw",)


def test_a_chinese_mailbox_name_is_kept():
    mail = to_email(a_message(address="王@example.com"), DESK, NOW)
    assert "To: 王@example.com" in mail.as_bytes().decode()


def test_a_broken_message_id_is_never_sent():
    with pytest.raises(SendFailed):
        to_email(a_message(message_id="<a@b>\r\nBcc: eve@example.com"), DESK, NOW)


@pytest.mark.parametrize(("address", "reply_to"), [("desk", None), ("desk@example.com\r\nX: y", None), ("a@b.tw", "x")])
def test_a_sender_that_is_no_address_is_a_config_fault(address, reply_to):
    with pytest.raises(ConfigError):
        ShopMailbox(address, "好日子團購", reply_to)
