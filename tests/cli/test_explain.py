import json

from tests.fakes.terminal import Terminal

KEYS = ["text", "category", "subcategory", "priority", "tags", "alarm", "why"]


def test_a_text_is_classed_and_the_reason_is_given(tmp_path):
    result = Terminal(tmp_path).type("explain", "收到的蔥抓餅都退冰了")
    assert result.exit_code == 0
    assert "類別：商品問題／退冰融化" in result.stdout
    assert "優先級：重要" in result.stdout
    assert "判斷依據：規則 110：退冰" in result.stdout


def test_without_a_desk_the_rules_of_the_config_count_and_nothing_is_made(tmp_path):
    terminal = Terminal(tmp_path)
    before = terminal.files()
    assert "用的規則：config.yaml 的 rules" in terminal.type("explain", "退冰").stderr
    assert terminal.files() == before


def test_the_rules_that_the_desk_last_read_count(tmp_path):
    terminal = Terminal(tmp_path)
    terminal.set_up()
    terminal.write("rules", 2, "any_words", "獨角獸")
    terminal.write("rules", 2, "category", "奇幻問題")
    terminal.type("run")
    result = terminal.type("explain", "--json", "盒子裡有獨角獸")
    assert "試算表的「分類規則」" in result.stderr
    assert json.loads(result.stdout)["category"] == "奇幻問題"


def test_json_has_exactly_the_promised_keys_and_nothing_else_stands_on_that_stream(tmp_path):
    result = Terminal(tmp_path).type("explain", "--json", "吃完過敏送醫，水餃也少了一包")
    (line,) = result.stdout.splitlines()
    said = json.loads(line)
    assert list(said) == KEYS
    assert said["text"] == "吃完過敏送醫，水餃也少了一包"
    assert said["priority"] == "緊急"
    assert "食安" in said["tags"]
    assert "過敏" in said["alarm"]


def test_a_dash_reads_one_text_a_line_and_answers_one_line_each(tmp_path):
    texts = ["杯子破了", "", "請問什麼時候到貨？", "=IMPORTXML(1)\u2028{{ 7*7 }}"]
    result = Terminal(tmp_path).type("explain", "--json", "-", stdin="\n".join(texts) + "\n")
    assert [json.loads(line)["text"] for line in result.stdout.split("\n")[:-1]] == texts


def test_bytes_that_are_no_text_do_not_stop_the_stream(tmp_path):
    result = Terminal(tmp_path).type("explain", "--json", "-", stdin=b"\xff\xfe\x00\n" + "退冰\r\n".encode())
    assert result.exit_code == 0
    assert json.loads(result.stdout.splitlines()[-1])["category"] == "商品問題"


def test_plain_lines_keep_one_text_a_line_whatever_stands_in_it(tmp_path):
    result = Terminal(tmp_path).type("explain", "-", stdin="杯子破了\x1b[31m\n退冰\n")
    assert len(result.stdout.splitlines()) == 2
    assert "\x1b" not in result.stdout


def test_a_broken_rule_is_named_apart_from_the_answer(tmp_path):
    terminal = Terminal(tmp_path)
    terminal.set_up()
    terminal.write("rules", 2, "pattern", "(((")
    terminal.type("run")
    result = terminal.type("explain", "--json", "退冰")
    assert "正規表示式有錯" in result.stderr
    assert len(result.stdout.splitlines()) == 1


def test_no_text_is_a_usage_error(tmp_path):
    result = Terminal(tmp_path).type("explain", " ")
    assert result.exit_code == 2
    assert "沒有要分類的文字" in result.stderr


def test_a_broken_ledger_is_named_and_the_rules_of_the_config_count(tmp_path):
    terminal = Terminal(tmp_path)
    (tmp_path / "sheetdesk.db").write_bytes(b"no ledger at all" * 100)
    result = terminal.type("explain", "退冰")
    assert result.exit_code == 0
    assert "帳本打不開" in result.stderr
    assert "config.yaml 的 rules" in result.stderr
