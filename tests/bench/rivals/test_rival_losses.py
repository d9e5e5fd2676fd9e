"""What becomes of the rivals' work, and of the desk's, when a person is in the sheet between a read and its write."""

from __future__ import annotations

from datetime import timedelta

import gspread
import pytest

from sheetdesk.columns import CASES
from tests.bench.rivals import careful, usual
from tests.bench.rivals.shop import Shop
from tests.fakes.google import Fault
from tests.fakes.google.book import Book
from tests.fakes.google_real_desk import GoogleRealDesk

WITH_PANDAS = pytest.mark.parametrize("script", ["pandas_script"], indirect=True)


def test_the_usual_script_writes_into_another_case_when_a_person_sorts(shop):
    shop.answer(1)
    shop.run(usual.script)
    shop.answer(1, Email="wang@example.com", 問題描述="外盒壓扁")
    before = shop.case("退冰")
    shop.at_write(1, shop.sort("收件時間"))  # right after the new row was appended
    shop.run(usual.script)
    assert shop.case("外盒壓扁").get("類別", "") == ""
    assert (before["子類別"], shop.case("退冰")["子類別"]) == ("退冰融化", "運送損壞")


def test_a_case_stays_without_class_when_the_usual_script_dies_in_the_middle(shop):
    shop.answer(1)
    shop.google.faults.next(Fault("503"), kind="write", skip=1, path=shop.book.id)
    with pytest.raises(gspread.exceptions.APIError):
        shop.run(usual.script)
    shop.run(usual.script)
    assert shop.case("退冰").get("類別", "") == ""


def test_the_careful_script_marks_another_case_when_a_person_sorts(shop):
    shop.answer(1, 問題描述="很好吃")
    shop.answer(1, Email="wang@example.com", 問題描述="寄錯了")
    shop.run(careful.script)
    shop.now += timedelta(hours=2)
    shop.at_write(0, shop.sort())
    shop.run(careful.script)
    assert (shop.case("很好吃")["燈號"], shop.case("寄錯了")["燈號"]) == ("逾期", "準時")


@WITH_PANDAS
def test_the_pandas_script_takes_back_a_sort_and_the_words_typed_after_it(shop, script):
    shop.answer(3)
    shop.run(script)
    before = shop.cases()

    def sort_and_note(book: Book) -> None:
        shop.sort()(book)
        shop.type("退冰", "備註", "已答應今天退款")

    shop.at_write(0, sort_and_note)
    shop.run(script)
    assert shop.cases() == before
    assert "已答應今天退款" not in str(shop.book[CASES.title].values())


@WITH_PANDAS
def test_the_pandas_script_takes_the_first_0_off_a_phone_number(shop, script):
    shop.answer(1)
    shop.run(script)
    shop.type("退冰", "電話", "0987654321")
    shop.run(script)
    assert shop.case("退冰")["電話"] == 987654321


def test_the_desk_loses_nothing_when_a_person_sorts_and_types_at_the_same_moment(company, shop, tmp_path):
    shop.answer(2)
    desk = GoogleRealDesk(company, tmp_path, shop.book)
    sheet = Shop(shop.google, desk.spreadsheet, shop.key)
    desk.run(shop.now)
    sheet.answer(1, Email="wang@example.com", 問題描述="外盒壓扁")

    def sort_and_note(book: Book) -> None:
        sheet.sort()(book)
        sheet.type("退冰", "備註", "已答應今天退款")

    sheet.at_write(0, sort_and_note)
    desk.run(shop.now + timedelta(minutes=5))
    desk.rig.ledger.close()
    found = {case["子類別"]: case.get("備註", "") for case in sheet.cases()}
    assert found == {"退冰融化": "已答應今天退款", "變質效期": "", "運送損壞": ""}
