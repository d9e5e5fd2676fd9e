import pytest

from sheetdesk.channels.smtp import Server, connect, deliver, is_alive, leave
from sheetdesk.errors import SendFailed
from tests.fakes.mail_servers import mail_server, scripted_server

TO = ("wang@example.com",)


def server_at(port):
    return Server("127.0.0.1", port, "none", timeout_s=5)


@pytest.mark.parametrize(
    ("data", "arrived"),
    [
        (b"Subject: x\r\n\r\nno line end", b"Subject: x\r\n\r\nno line end\r\n"),
        (b".Subject: x\r\n\r\n.\r\n..\r\n", b".Subject: x\r\n\r\n.\r\n..\r\n"),
        (b"Subject: x\r\n\r\n.\r\nMAIL FROM:<eve@example.com>\r\n", None),
    ],
    ids=["without a last line end", "beginning with dots", "with commands in it"],
)
def test_a_body_arrives_as_it_is(data, arrived):
    with mail_server() as room:
        session = connect(server_at(room.port))
        deliver(session, "desk@shop.example.com", TO, data)
        leave(session)
    assert [mail.content for mail in room.mails] == [arrived or data]


def test_a_server_that_wants_no_body_just_now_is_tried_again():
    answers = (b"220 hi\r\n", b"250 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", b"451 4.3.0 not now\r\n", b"221 bye\r\n")
    with scripted_server(*answers) as port:
        session = connect(server_at(port))
        with pytest.raises(SendFailed, match="not now") as failed:
            deliver(session, "desk@shop.example.com", TO, b"Subject: x\r\n\r\nx\r\n")
        leave(session)
    assert not failed.value.permanent


def test_a_conversation_is_alive_until_the_server_is_gone():
    with mail_server() as room:
        session = connect(server_at(room.port))
        assert is_alive(session)
    assert not is_alive(session)
    leave(session)
