"""The service account's key: where it may come from, and what is said when it is no such key."""

import json

import pytest

from sheetdesk.config import GoogleWorkbook, load_config
from sheetdesk.errors import ConfigError, DeskUnreachable
from sheetdesk.workbook.google.auth import KeyFault, credentials, readable_by_others
from tests.fakes.google.tokens import Tokens

CONFIG = (
    "desk:\n  name: 好日子團購\nworkbook:\n  kind: google\n  spreadsheet_id: 1aBcDeFgHiJkLmNoPqRsTuVwXyZ\n"
    "  service_account: {}\n"
)
NAMED = "${SHEETDESK_SERVICE_ACCOUNT}"


@pytest.fixture
def key(tmp_path):
    Tokens().new_account(tmp_path / "key.json", "https://oauth2.googleapis.com/token")
    return tmp_path / "key.json"


@pytest.fixture
def account(tmp_path):
    """Credentials from what config.yaml says under service_account."""

    def read(service_account="key.json", **env):
        (tmp_path / "config.yaml").write_text(CONFIG.format(service_account), encoding="utf-8")
        section = load_config(tmp_path / "config.yaml", env).workbook
        assert isinstance(section, GoogleWorkbook)
        return credentials(section)

    return read


def email_of(key):
    return json.loads(key.read_text("utf-8-sig"))["client_email"]


def test_a_key_file_beside_the_config_is_enough(account, key):
    assert account().service_account_email == email_of(key)


def test_the_environment_may_hold_the_key_itself(account, key):
    text = key.read_text()
    key.unlink()
    assert account(NAMED, SHEETDESK_SERVICE_ACCOUNT=f"\n{text}").service_account_email in text


@pytest.mark.parametrize("whole", [True, False])
def test_the_environment_may_hold_the_place_of_the_key(account, key, whole):
    place = str(key) if whole else "key.json"
    assert account(NAMED, SHEETDESK_SERVICE_ACCOUNT=place).service_account_email == email_of(key)


def test_a_key_that_was_saved_with_a_byte_order_mark_is_read(account, key):
    key.write_bytes(b"\xef\xbb\xbf" + key.read_bytes())
    assert account().service_account_email == email_of(key)


def test_it_asks_for_the_spreadsheets_and_to_read_the_files_shared_with_it(account, key):
    assert [scope.rpartition("/")[2] for scope in account().scopes] == ["spreadsheets", "drive.readonly"]


def test_a_key_pasted_into_config_yaml_is_refused_and_not_shown(account, key):
    for pasted in (key.read_text().replace("\n", " "), f"'{json.dumps(json.loads(key.read_text()))}'"):
        with pytest.raises(ConfigError) as raised:
            account(pasted)
        assert "第 6 行 workbook.service_account：" in str(raised.value)
        assert "金鑰不要直接貼在設定檔裡" in str(raised.value)
        assert "PRIVATE" not in str(raised.value)
        assert "desk-1@" not in str(raised.value)


def test_the_keys_text_isnt_in_the_settings_words(tmp_path, key):
    (tmp_path / "config.yaml").write_text(CONFIG.format(NAMED), encoding="utf-8")
    config = load_config(tmp_path / "config.yaml", {"SHEETDESK_SERVICE_ACCOUNT": key.read_text()})
    assert "PRIVATE" not in repr(config)


def without(name):
    return lambda key: key.pop(name)


def having(**fields):
    return lambda key: key.update(fields)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (without("client_email"), "服務帳戶的金鑰少了 client_email"),
        (without("private_key"), "服務帳戶的金鑰少了 private_key"),
        (without("token_uri"), "服務帳戶的金鑰少了 token_uri"),
        (having(client_email=" ", token_uri=5), "服務帳戶的金鑰少了 client_email、token_uri"),
        (without("type"), "裡面沒有 type"),
        (having(type="authorized_user"), "這是個人帳號的登入檔"),
        (having(type="external_account"), "type 是 external_account"),
        (having(private_key="-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n"), "private_key 讀不懂"),
        (having(private_key="geheim"), "private_key 讀不懂"),
        (lambda key: key.update(private_key=key["private_key"].replace("\n", "\\n")), "private_key 讀不懂"),
        (lambda key: key.update(installed={}), "這是「OAuth 用戶端 ID」的檔案"),
        (lambda key: key.update(web={}), "這是「OAuth 用戶端 ID」的檔案"),
        (having(private_key="-----BEGIN PRIVATE KEY-----\nEXAMPLE-NOT-A-KEY\n-----END…"), "附的範例，不是真的金鑰"),
    ],
)
def test_a_key_of_another_kind_is_told_by_its_name(account, key, change, said):
    fields = json.loads(key.read_text())
    change(fields)
    key.write_text(json.dumps(fields))
    with pytest.raises(KeyFault) as raised:
        account()
    assert said in raised.value.what
    assert raised.value.which == str(key)
    assert "JSON" in raised.value.mend


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"AIzaSyD-EXAMPLE", "這是 API 金鑰"),
        (b"", "不是完整的 JSON"),
        (b'{"type": "service_account", "private_key": "-----BEGIN', "不是完整的 JSON"),
        (b"[" * 100_000, "不是完整的 JSON"),
        (b"[1, 2]", "不是服務帳戶的金鑰"),
        (b'"service_account"', "不是服務帳戶的金鑰"),
        (b"\x30\x82\x09\xff\xfe", "這不是 JSON 金鑰檔"),
        (b" " * 100_001, "這個檔案太大"),
    ],
)
def test_a_file_that_is_no_key_is_told(account, key, content, said):
    key.write_bytes(content)
    with pytest.raises(KeyFault) as raised:
        account()
    assert said in raised.value.what


def test_a_missing_file_is_told_with_both_ways_to_give_a_key(account, tmp_path):
    with pytest.raises(DeskUnreachable) as raised:
        account("keys/mine.json")
    assert str(raised.value).startswith(f"{tmp_path / 'keys' / 'mine.json'}：找不到服務帳戶的金鑰檔 → ")
    assert NAMED in raised.value.mend
    assert raised.value.exit_code == 3


def test_a_folder_in_place_of_the_file_is_told(account, key):
    key.unlink()
    key.mkdir()
    with pytest.raises(KeyFault, match="讀不出來"):
        account()


def test_a_broken_key_in_the_environment_is_told_with_its_place_and_not_shown(account):
    with pytest.raises(KeyFault) as raised:
        account(NAMED, SHEETDESK_SERVICE_ACCOUNT='{"private_key": "geheim')
    assert "環境變數" in raised.value.which
    assert "geheim" not in str(raised.value)


def test_a_fault_holds_no_cause_that_could_show_the_key(account, key):
    for broken in ('{"private_key": "geheim', json.dumps({**json.loads(key.read_text()), "private_key": "geheim"})):
        key.write_text(broken)
        with pytest.raises(KeyFault) as raised:
            account()
        assert raised.value.__suppress_context__
        assert "geheim" not in str(raised.value)


@pytest.mark.parametrize(
    ("mode", "open_to_others"), [(0o600, False), (0o640, True), (0o604, True), (0o620, False), (0o644, True)]
)
def test_a_key_that_others_can_read_is_noticed(key, mode, open_to_others):
    key.chmod(mode)
    assert readable_by_others(key) is open_to_others
