import pytest

from sheetdesk.channels import email as email_channel
from sheetdesk.channels.email import EmailChannel
from sheetdesk.channels.smtp import Server
from sheetdesk.errors import ConfigError, SendFailed, SendOutcomeUnknown
from tests.fakes.mail_servers import PASSWORD, free_port, mail_server, scripted_server, self_signed
from tests.fakes.postroom import DESK, NOW, a_message

QUICK_S, PATIENT_S = 0.4, 5.0
"""Time-outs towards a server that hangs on purpose, and towards one that only may be slow because we are."""

# Our servers ask for a login without TLS, for they stand on loopback.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")


@pytest.fixture
def room():
    with mail_server() as room:
        yield room


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    return self_signed(tmp_path_factory.mktemp("tls"))


def channel_to(port, tls=None, **server):
    return EmailChannel(
        Server(**{"host": "127.0.0.1", "port": port, "security": "none", "timeout_s": PATIENT_S} | server), DESK, tls
    )


def failure_of(channel, message=None):
    with pytest.raises(SendFailed) as failed:
        channel.send(message or a_message(), NOW)
    channel.close()
    return failed.value


def doubt_of(channel):
    with pytest.raises(SendOutcomeUnknown) as doubt:
        channel.send(a_message(), NOW)
    channel.close()
    return doubt.value


# what arrives


def test_a_letter_arrives_at_its_address_from_the_shops_mailbox(room):
    channel = channel_to(room.port)
    channel.send(a_message(), NOW)
    channel.close()
    (mail,) = room.mails
    assert mail.mail_from == "desk@shop.example.com"
    assert mail.rcpt_tos == ["wang@example.com"]
    assert b"Message-ID: <abc@shop.example.com>\r\n" in mail.content


def test_lines_that_begin_with_a_dot_arrive_as_written(room):
    channel = channel_to(room.port)
    channel.send(a_message(text=".\n..\n.end\nx", html=None), NOW)
    channel.close()
    assert b"\r\n.\r\n..\r\n.end\r\nx\r\n" in room.mails[0].content


def test_the_letters_of_a_pass_share_one_connection(room):
    channel = channel_to(room.port)
    for number in range(3):
        channel.send(a_message(id=number), NOW)
    channel.close()
    assert len(room.mails) == 3
    assert len(room.connections) == 1


def test_a_connection_is_not_used_for_ever(room, monkeypatch):
    monkeypatch.setattr(email_channel, "MESSAGES_A_CONNECTION", 2)
    channel = channel_to(room.port)
    for number in range(5):
        channel.send(a_message(id=number), NOW)
    channel.close()
    assert len(room.mails) == 5
    assert len(room.connections) == 3


def test_a_connection_that_the_server_dropped_between_two_letters_is_opened_again():
    port = free_port()
    channel = channel_to(port)
    with mail_server(port=port):
        channel.send(a_message(), NOW)
    with mail_server(port=port) as again:
        channel.send(a_message(), NOW)
        channel.close()
    assert len(again.mails) == 1


def test_closing_twice_or_before_the_first_letter_is_no_fault(room):
    channel = channel_to(room.port)
    channel.close()
    channel.send(a_message(), NOW)
    channel.close()
    channel.close()


def test_a_chinese_mailbox_name_reaches_a_server_that_can_take_it():
    with mail_server(enable_SMTPUTF8=True) as room:
        channel = channel_to(room.port)
        channel.send(a_message(address="王@example.com"), NOW)
        channel.close()
    assert room.mails[0].rcpt_tos == ["王@example.com"]


def test_a_chinese_mailbox_name_is_refused_for_good_where_the_server_cannot_take_it():
    with mail_server(enable_SMTPUTF8=False) as room:
        failed = failure_of(channel_to(room.port), a_message(address="王@example.com"))
    assert failed.permanent
    assert "英數字" in failed.mend


# what the server refuses


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
@pytest.mark.parametrize(("reply", "permanent"), [("451 4.7.1 greylisted", False), ("550 5.1.1 no such user", True)])
def test_a_4xx_is_tried_again_and_a_5xx_is_not(room, step, reply, permanent):
    room.replies[step] = reply
    failed = failure_of(channel_to(room.port))
    assert failed.permanent is permanent
    assert failed.which == "GB2611-0042-K"
    assert reply.partition(" ")[2] in failed.what
    assert room.mails == []


def test_a_refused_address_is_named_with_its_mend(room):
    room.replies["RCPT"] = "550 5.1.1 no such user"
    failed = failure_of(channel_to(room.port))
    assert "wang@example.com" in failed.what
    assert "Email 有沒有打錯" in failed.mend


def test_one_refused_address_of_two_holds_the_letter_back_from_both(room):
    room.replies["chen@example.com"] = "550 5.1.1 no such user"
    failed = failure_of(channel_to(room.port), a_message(address="wang@example.com, chen@example.com"))
    assert failed.permanent
    assert "chen@example.com" in failed.what
    assert "wang@example.com" not in failed.what
    assert room.mails == []


def test_a_refused_letter_does_not_hold_up_the_next_one(room):
    channel = channel_to(room.port)
    room.replies["wang@example.com"] = "550 5.1.1 no such user"
    with pytest.raises(SendFailed):
        channel.send(a_message(), NOW)
    channel.send(a_message(address="chen@example.com"), NOW)
    channel.close()
    assert [mail.rcpt_tos for mail in room.mails] == [["chen@example.com"]]
    assert len(room.connections) == 1


def test_a_sender_that_the_server_does_not_know_is_our_fault_and_the_letter_waits(room):
    room.replies["MAIL"] = "553 5.7.1 sender not owned by user"
    failed = failure_of(channel_to(room.port))
    assert not failed.permanent
    assert "channels.email.from" in failed.mend


def test_a_server_that_puts_our_sender_off_is_only_waited_for(room):
    room.replies["MAIL"] = "451 4.7.1 try again later"
    failed = failure_of(channel_to(room.port))
    assert not failed.permanent
    assert failed.mend == "之後會自動再試"


def test_a_letter_too_big_for_the_server_is_not_tried_again():
    with mail_server(data_size_limit=2_000) as room:
        failed = failure_of(channel_to(room.port), a_message(text="長" * 5_000))
    assert failed.permanent
    assert room.mails == []


def test_a_daily_quota_is_tried_again_though_the_number_says_never(room):
    room.replies["DATA"] = "550 5.4.5 Daily user sending limit exceeded"
    assert not failure_of(channel_to(room.port)).permanent


# who may come in


def test_we_log_in_where_the_server_asks_for_it():
    with mail_server(auth_required=True, auth_require_tls=False) as room:
        channel = channel_to(room.port, user="afang", password=PASSWORD)
        channel.send(a_message(), NOW)
        channel.close()
    assert room.logins[0] == "afang"
    assert len(room.mails) == 1


def test_a_wrong_password_says_where_to_mend_it_and_the_letter_waits():
    with mail_server(auth_required=True, auth_require_tls=False) as room:
        failed = failure_of(channel_to(room.port, user="afang", password="wrong"))
    assert not failed.permanent
    assert "應用程式密碼" in failed.mend
    assert "wrong" not in str(failed)


def test_a_password_that_is_not_ascii_is_a_plain_fault():
    with mail_server(auth_required=True, auth_require_tls=False) as room:
        assert not failure_of(channel_to(room.port, user="afang", password="密碼")).permanent


def test_a_forgotten_login_says_where_to_put_it_and_the_letter_waits():
    with mail_server(auth_required=True, auth_require_tls=False) as room:
        failed = failure_of(channel_to(room.port))
    assert not failed.permanent
    assert "channels.email.user" in failed.mend


def test_a_login_that_the_server_does_not_offer_is_a_plain_fault():
    with scripted_server(b"220 hi\r\n", b"250 hi\r\n") as port:
        failed = failure_of(channel_to(port, user="afang", password=PASSWORD))
    assert not failed.permanent


# secrecy


def test_starttls_carries_the_letter_and_the_login(certificates):
    server_tls, client_tls = certificates
    with mail_server(tls_context=server_tls, require_starttls=True, auth_required=True) as room:
        channel = channel_to(room.port, client_tls, security="starttls", user="afang", password=PASSWORD)
        channel.send(a_message(), NOW)
        channel.close()
    assert len(room.mails) == 1


def test_tls_from_the_first_byte_carries_the_letter(certificates):
    server_tls, client_tls = certificates
    with mail_server(ssl_context=server_tls) as room:
        channel = channel_to(room.port, client_tls, security="tls")
        channel.send(a_message(), NOW)
        channel.close()
    assert len(room.mails) == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_whose_certificate_nobody_vouches_for_gets_nothing(certificates, security):
    options = {"tls_context": certificates[0]} if security == "starttls" else {"ssl_context": certificates[0]}
    with mail_server(**options) as room:
        failed = failure_of(channel_to(room.port, security=security, user="afang", password=PASSWORD))
    assert not failed.permanent
    assert "憑證" in failed.what
    assert (room.logins, room.mails) == ([], [])


def test_a_server_without_starttls_gets_neither_letter_nor_password(room):
    failed = failure_of(channel_to(room.port, security="starttls", user="afang", password=PASSWORD))
    assert not failed.permanent
    assert (room.logins, room.mails) == ([], [])


@pytest.mark.parametrize("host", ["smtp.example.com", "192.168.1.5"])
def test_unencrypted_mail_is_for_this_machine_only(host):
    with pytest.raises(ConfigError, match=r"channels\.email\.security"):
        Server(host, 25, "none")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "::1", "[::1]"])
def test_this_machine_may_be_reached_unencrypted(host):
    assert Server(host, 25, "none").host == host


def test_an_unknown_way_of_security_is_a_config_fault():
    with pytest.raises(ConfigError, match="starttls"):
        Server("smtp.example.com", 465, "ssl")


def test_the_password_is_never_shown():
    assert "abcd" not in repr(Server("smtp.example.com", user="afang", password="abcd"))


# trouble on the line


def test_a_server_that_refuses_the_connection_is_tried_again():
    failed = failure_of(channel_to(free_port()))
    assert not failed.permanent
    assert "host、port" in failed.mend


@pytest.mark.parametrize("name", ["no such host", "a" * 64 + ".example.com"])
def test_a_host_that_cannot_exist_is_a_plain_fault(name):
    assert not failure_of(channel_to(587, host=name, security="starttls")).permanent


@pytest.mark.parametrize(
    "answers",
    [
        (None,),
        (b"220 hi\r\n", None),
        (b"220 hi\r\n", b"250 hi\r\n", None),
        (b"220 hi\r\n", b"250 hi\r\n", b"250 ok\r\n", None),
        (b"220 hi\r\n", b"250 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", None),
    ],
    ids=["greeting", "EHLO", "MAIL", "RCPT", "DATA"],
)
def test_a_server_that_never_answers_before_the_body_is_tried_again(answers):
    with scripted_server(*answers) as port:
        failed = failure_of(channel_to(port, timeout_s=QUICK_S))
    assert not failed.permanent
    assert "太久沒有回應" in failed.what


@pytest.mark.parametrize("greeting", [b"421 4.3.2 shutting down\r\n", b"554 go away\r\n", b"HTTP/1.1 400 Bad\r\n"])
def test_a_server_that_does_not_greet_us_is_tried_again(greeting):
    with scripted_server(greeting, b"221 bye\r\n") as port:
        failed = failure_of(channel_to(port))
    assert not failed.permanent


@pytest.mark.parametrize("step", ["MAIL", "RCPT"])
def test_a_line_that_breaks_before_the_body_is_tried_again(room, step):
    room.die_at = step
    failed = failure_of(channel_to(room.port))
    assert not failed.permanent
    assert room.mails == []


def test_a_line_that_breaks_after_the_body_leaves_a_doubt_for_a_person(room):
    room.die_at = "DATA"
    doubt = doubt_of(channel_to(room.port))
    assert "不確定有沒有寄出" in doubt.what
    assert "往來紀錄" in doubt.mend
    assert doubt.which == "GB2611-0042-K"


def up_to_the_body(*rest):
    return (b"220 hi\r\n", b"250 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go on\r\n", *rest)


@pytest.mark.parametrize(
    "last",
    [(None,), (b"what?\r\n",), (b"354 again\r\n",), (b"2" * 10_000 + b"\r\n",), (b"25",)],
    ids=["silence", "gibberish", "a number that makes no sense", "an endless line", "half an answer"],
)
def test_after_the_body_only_a_clear_answer_removes_the_doubt(last):
    with scripted_server(*up_to_the_body(*last)) as port:
        doubt_of(channel_to(port, timeout_s=QUICK_S))


def test_the_letter_after_a_doubt_gets_a_connection_of_its_own(room):
    channel = channel_to(room.port)
    room.die_at = "DATA"
    with pytest.raises(SendOutcomeUnknown):
        channel.send(a_message(), NOW)
    room.die_at, sent_before = None, len(room.mails)
    channel.send(a_message(id=13), NOW)
    channel.close()
    assert len(room.mails) == sent_before + 1


# the doctor


def test_the_doctor_finds_nothing_wrong_with_a_good_account(room):
    assert channel_to(room.port).probe() is None
    assert room.mails == []


def test_the_doctor_says_what_is_wrong_and_how_to_mend_it():
    with mail_server(auth_required=True, auth_require_tls=False) as room:
        problem = channel_to(room.port, user="afang", password="wrong").probe()
    assert "不讓我們登入" in problem.what
    assert "應用程式密碼" in problem.mend
    assert str(room.port) in problem.place
