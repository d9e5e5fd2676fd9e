"""A desk on Google for stories: a real GoogleWorkbook over HTTP on the fake, with people's hands in its spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sheetdesk.cli.build import first_rows
from sheetdesk.columns import BY_KEY, FORM, ORDERS, STAFF_FORM, STAMP_ITEM, SURVEY, TABS, Tab
from sheetdesk.config import GoogleWorkbook as Section
from sheetdesk.config import default_config, load_config
from sheetdesk.model.sheet import Stamp
from sheetdesk.model.values import Value
from sheetdesk.workbook.google.api import Spreadsheet
from sheetdesk.workbook.google.auth import credentials
from sheetdesk.workbook.google.client import SheetsClient
from sheetdesk.workbook.google.layout import set_up
from sheetdesk.workbook.google.tabs import IMAGE_TAB
from sheetdesk.workbook.google.workbook import GoogleWorkbook
from sheetdesk.workbook.headers import FormSpec
from sheetdesk.workbook.stamp import decode_stamp, encode_stamp
from tests.fakes.google import FakeGoogle, Fault
from tests.fakes.google.book import Book
from tests.fakes.google.faults import When
from tests.fakes.google.grid import Sheet
from tests.fakes.google_hands import TAIPEI, Hands, duplicate

Clock = Callable[[], datetime]


class Organisation:
    """One Google for all tests of a process: its server, the desk's account, and a desk as `init` leaves it, of which
    each test gets a copy."""

    def __init__(self, google: FakeGoogle, folder: Path) -> None:
        key = folder / "key.json"
        self.google, self.account = google, google.service_account(key)
        section = Section.model_validate({"kind": "google", "spreadsheet_id": "1" * 44, "service_account": str(key)})
        self.client = SheetsClient(
            credentials(section), base_url=google.url, timeouts=(2, 10), sleep=lambda seconds: None
        )
        self._laid_out = self._shared(google.new_spreadsheet("好日子團購"))
        _link_form(self._laid_out)
        config = load_config(default_config(), {})
        set_up(self.spreadsheet(self._laid_out), TAIPEI, first_rows(config, trial=False), FormSpec(), folder)

    def _shared(self, book: Book) -> Book:
        self.google.share(book, self.account)
        return book

    def spreadsheet(self, book: Book) -> Spreadsheet:
        return Spreadsheet(self.client, book.id)

    def new_desk(self, like: Book | None = None) -> Book:
        """A spreadsheet like `like`, or like the one that was laid out; its rows are copied when they are written."""
        first = like or self._laid_out
        book: Book = self._shared(self.google.new_spreadsheet(first.title))
        book.sheets = [Sheet(sheet.id, sheet.title) for sheet in first.sheets]
        for mine, sheet in zip(book.sheets, first.sheets, strict=True):
            mine.load(sheet.state())
        return book

    def workbook(self, clock: Clock) -> HandledWorkbook:
        return HandledWorkbook(self, self.new_desk(), clock)

    def tidy(self) -> list[str]:
        """Forget all books and plans of the test that ends; answers what the fake has to complain of."""
        for book in [book for book in self.google.gate.books.values() if book is not self._laid_out]:
            self.google.delete(book)
        self.google.calls.clear()
        self.google.faults.clear()
        self.google.people.clear()
        complaints = list(self.google.complaints)
        self.google.complaints.clear()
        return complaints


@contextmanager
def organisation() -> Iterator[Organisation]:
    with TemporaryDirectory() as folder, FakeGoogle() as google:
        yield Organisation(google, Path(folder))


def _link_form(book: Book, form: Tab = FORM) -> None:
    """Google makes a form's tab when it is linked, with its questions as titles."""
    made = book.change([{"addSheet": {"properties": {"title": form.title}}}])
    sheet = book.sheet(made[0]["addSheet"]["properties"]["sheetId"])
    for at, column in enumerate(form.columns):
        sheet.put(0, at, column.title)


class Grids(MutableMapping[str, Hands]):
    """The tabs of the desk by key. Deleting one is what a person does; putting it back is her undo."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._ids = {tab.key: book[tab.title].id for tab in TABS}

    def __getitem__(self, key: str) -> Hands:
        return Hands(self.book, self.book.sheet(self._ids[key]), BY_KEY[key])

    def __setitem__(self, key: str, hands: Hands) -> None:
        self.book.sheets = [hands.sheet, *(sheet for sheet in self.book.sheets if sheet.id != hands.sheet.id)]
        self.book.version += 1

    def __delitem__(self, key: str) -> None:
        self.book.change([{"deleteSheet": {"sheetId": self._ids[key]}}])

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self._ids)


class HandledWorkbook(GoogleWorkbook):
    """A GoogleWorkbook, and beside it the surface of moving_workbook.MovingWorkbook: what people and the network do."""

    def __init__(self, organisation: Organisation, book: Book, clock: Clock) -> None:
        super().__init__(organisation.spreadsheet(book), TAIPEI, clock)
        self.organisation, self.google, self.book, self.grids = organisation, organisation.google, book, Grids(book)
        book.clock = clock
        self._form_id = book[FORM.title].id
        self._others: dict[str, int] = {}

    def twin(self, clock: Clock) -> HandledWorkbook:
        """Another spreadsheet that holds the same, as a new process opens it; of this one nothing else need be left."""
        made = HandledWorkbook(self.organisation, self.organisation.new_desk(self.book), clock)
        made._others = dict(self._others)
        return made

    def fill(self, tab: str, rows: list[dict[str, Value]]) -> None:
        """A person makes the tab hold exactly these rows."""
        self.grids[tab].show(rows)

    def show_form(self, title: str, answers: Sequence[Mapping[str, Value]]) -> None:
        """The form's tab has this title and holds these answers."""
        sheet = self.book.sheet(self._form_id)
        if sheet.title != title:
            self._rename(sheet.id, title)
        Hands(self.book, sheet, FORM).show(answers)

    def show_survey(self, answers: Sequence[Mapping[str, Value]]) -> None:
        """The survey's form is linked, and its tab holds these answers."""
        self._show(SURVEY, answers)

    def show_staff_form(self, answers: Sequence[Mapping[str, Value]]) -> None:
        """The staff's form is linked, and its tab holds these answers."""
        self._show(STAFF_FORM, answers)

    def show_orders(self, lines: Sequence[Mapping[str, Value]]) -> None:
        """A person pastes orders into the tab 訂單, which holds these now."""
        self._show(ORDERS, lines)

    def _show(self, form: Tab, answers: Sequence[Mapping[str, Value]]) -> None:
        if form.key not in self._others:
            _link_form(self.book, form)
            self._others[form.key] = self.book[form.title].id
        Hands(self.book, self.book.sheet(self._others[form.key]), form).show(answers)

    def rename_survey(self, title: str) -> None:
        """A person gives the survey's tab this title."""
        self._rename(self._others[SURVEY.key], title)

    def unlink_form(self) -> None:
        """A person deletes the tab of the complaint form."""
        self.book.change([{"deleteSheet": {"sheetId": self._form_id}}])

    def copy_form(self) -> None:
        """A person duplicates the form's tab."""
        form = self.book.sheet(self._form_id)
        duplicate(self.book, form, f"「{form.title}」的副本")

    def _rename(self, number: int, title: str) -> None:
        properties = {"sheetId": number, "title": title}
        self.book.change([{"updateSheetProperties": {"properties": properties, "fields": "title"}}])

    @property
    def stamp(self) -> Stamp | None:
        """Whose desk the spreadsheet says it is."""
        image = self.book.find(IMAGE_TAB)
        return decode_stamp(image.entered(0, 0)) if image is not None else None

    @stamp.setter
    def stamp(self, stamp: Stamp | None) -> None:
        text = encode_stamp(stamp) if stamp is not None else ""
        self.book[IMAGE_TAB].put(1, 1, text)
        state = self.grids["state"]
        for at in range(len(state.rows)):
            if state.get(at, "item") == STAMP_ITEM:
                state.put(at, "content", text)

    @property
    def applied(self) -> int:
        """How many batches Google has applied."""
        return sum(call.applied and call.kind == "write" and self.book.id in call.path for call in self.google.calls)

    @property
    def at_write(self) -> None:
        """What people do when the next write arrives, before it is applied; may only be set."""

    @at_write.setter
    def at_write(self, act: Callable[[HandledWorkbook], object] | None) -> None:
        people = self.google.people
        people.waiting = [planned for planned in people.waiting if planned.path != self.book.id]
        if act is not None:
            people.next(lambda book: act(self), path=self.book.id)

    @property
    def lose_reply(self) -> bool:
        """The next write is applied, and its answer lost."""
        return self._loses("after")

    @lose_reply.setter
    def lose_reply(self, on: bool) -> None:
        self._lose("after", on)

    @property
    def lose_request(self) -> bool:
        """The next write is lost on its way."""
        return self._loses("before")

    @lose_request.setter
    def lose_request(self, on: bool) -> None:
        self._lose("before", on)

    def _loses(self, when: When) -> bool:
        return any((p.path, p.when) == (self.book.id, when) for p in self.google.faults.waiting)

    def _lose(self, when: When, on: bool) -> None:
        faults = self.google.faults
        faults.waiting = [p for p in faults.waiting if (p.path, p.when) != (self.book.id, when)]
        if on:
            faults.next(Fault("503"), when=when, path=self.book.id)
