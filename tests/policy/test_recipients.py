import pytest

from sheetdesk.policy.recipients import addresses_in, refused_recipient

OWN = frozenset({"desk@shop.example.com", "good.day@gmail.com"})


@pytest.mark.parametrize("address", ["wang@example.com", "rooter@example.com", "abused@example.com", "a@b.example.org"])
def test_customers_may_be_written_to(address):
    assert refused_recipient(address, OWN) is None


@pytest.mark.parametrize(
    "address",
    [
        "mailer-daemon@example.com",
        "MAILER-DAEMON@example.com",
        "postmaster@example.com",
        "abuse@example.com",
        "root@example.com",
        "noreply@example.com",
        "no-reply@example.com",
        "No_Reply@example.com",
        "noreply-orders@example.com",
        "no-reply+42@example.com",
        "do-not-reply@example.com",
        "ｎｏｒｅｐｌｙ＠example.com",
    ],
)
def test_robots_are_never_written_to(address):
    assert "系統信箱" in (refused_recipient(address) or "")


@pytest.mark.parametrize(
    "address",
    ["desk@shop.example.com", "DESK@Shop.Example.COM", "desk+test@shop.example.com", "goodday@googlemail.com"],
)
def test_the_desk_never_writes_to_itself_however_the_address_is_spelt(address):
    assert "自己" in (refused_recipient(address, OWN) or "")


@pytest.mark.parametrize("address", ["wang", "wang@", "@example.com", "wang@@example.com", "wang@example", "a b@c d"])
def test_what_is_no_address_is_refused_with_a_reason(address):
    assert "Email" in (refused_recipient(address) or "")


@pytest.mark.parametrize("address", [None, "", "  "])
def test_no_address_is_said_plainly(address):
    assert refused_recipient(address) == "沒有 Email"


def test_one_refused_address_of_several_refuses_the_letter():
    assert refused_recipient("wang@example.com、postmaster@example.com") is not None


def test_line_breaks_part_addresses_instead_of_joining_headers():
    assert addresses_in("a@example.com\r\nBcc:;b@example.com") == ("a@example.com", "Bcc:", "b@example.com")
