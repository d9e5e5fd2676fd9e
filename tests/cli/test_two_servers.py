"""Two real `serve` processes with a ledger each on one spreadsheet: the one that took it over last works, the other stops,
and each letter leaves once."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sheetdesk.columns import FORM
from tests.fakes.google import FakeGoogle
from tests.fakes.google_hands import Hands
from tests.fakes.google_terminal import GoogleTerminal

EACH_SECOND = """
from datetime import timedelta
from functools import partial
from sheetdesk.config import Config
from sheetdesk.workbook.google import client
timetable = Config.timetable
Config.timetable = lambda config: {{
    job: timedelta(seconds=1) if isinstance(when, timedelta) else when for job, when in timetable(config).items()
}}
client.SheetsClient = partial(client.SheetsClient, base_url={url!r}, timeouts=(10, 30))
from sheetdesk.cli import main
main()
"""


class Server:
    """`serve` in a process of its own, a pass a second, in the folder of a terminal."""

    def __init__(self, terminal):
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-u",
                "-c",
                EACH_SECOND.format(url=terminal.google.url),
                "serve",
                "--config",
                str(terminal.config),
            ],
            stdout=subprocess.PIPE,
            encoding="utf-8",
            cwd=Path(__file__).parents[2],
        )

    def passes_until(self, enough):
        """Its lines from now on, up to the pass of which `enough` is true."""
        assert self.process.stdout is not None
        seen = []
        for line in map(json.loads, iter(self.process.stdout.readline, "")):
            if line["event"] == "pass":
                seen.append(line)
                if enough(line):
                    return seen
        raise AssertionError(f"it ended: {seen}")

    def end(self):
        self.process.terminate()
        self.process.communicate(timeout=20)


def letters(terminal):
    return [path.read_bytes().count(b"lin@example.com") > 0 for path in terminal.letters()]


@pytest.mark.slow
def test_of_two_real_servers_the_one_that_took_over_sends_and_the_other_stops(tmp_path, monkeypatch):
    with FakeGoogle() as google:
        first = GoogleTerminal(made(tmp_path / "a"), google, monkeypatch)
        first.set_up()
        second = GoogleTerminal(made(tmp_path / "b"), google, monkeypatch)
        second.change_config(second.book.id, first.book.id)
        google.share(first.book, second.email)
        form = Hands(first.book, first.book.titled(FORM.title), FORM)
        servers = [Server(first)]
        try:
            servers[0].passes_until(lambda line: line["fault"] is None)
            answers = [answer("收到的蔥抓餅都退冰了", "wang@example.com")]
            form.show(answers)
            servers[0].passes_until(lambda line: line["sent"] == 1)
            taken = second.type("rebuild")
            assert taken.exit_code == 0, taken.stderr
            servers.append(Server(second))
            servers[0].passes_until(lambda line: line["fault"] == "DeskNotOurs")
            form.show([*answers, answer("湯匙少一個", "lin@example.com")])
            servers[1].passes_until(lambda line: line["sent"] == 1)
            after = servers[0].passes_until(lambda line: True)
            assert [(line["fault"], line["sent"]) for line in after] == [("DeskNotOurs", 0)]
        finally:
            for server in servers:
                server.end()
        assert (letters(first), letters(second)) == ([False], [True])


def made(folder):
    folder.mkdir()
    return folder


def answer(text, email):
    return {"submitted_at": datetime.now(UTC), "text": text, "customer": "王怡君", "email": email}
