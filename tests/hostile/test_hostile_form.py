"""Whatever customers type into the form, through a whole desk: stored and shown as plain text, nothing lost."""

from tests.fakes.real_desk import WANG, RealDesk


def test_a_form_row_becomes_a_case_with_a_receipt_and_a_second_run_changes_nothing(tmp_path):
    desk = RealDesk(tmp_path)
    desk.add_form_rows(WANG)
    desk.run()
    assert [row["customer"] for row in desk.rows()] == ["王怡君"]
    assert desk.recipients() == ["wang@example.com"]
    assert desk.problems() == []
    before = desk.path.read_bytes()
    assert desk.run_later()[0].quiet
    assert desk.path.read_bytes() == before
