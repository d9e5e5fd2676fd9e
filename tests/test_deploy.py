"""The files in deploy/: they name verbs, options and files that exist, agree with each other, and shut what they can."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from configparser import ConfigParser
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import click
import pytest
from ruamel.yaml import YAML

from sheetdesk.cli import door
from sheetdesk.config.webhook import NOT_WRITTEN_HERE

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
SERVICES = ("sheetdesk.service", "sheetdesk-backup.service")
WORDS = (ROOT / "docs" / "server.zh-TW.md").read_text(encoding="utf-8")
FILES = sorted(each for each in DEPLOY.iterdir() if each.is_file())


def text_of(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def unit(name: str) -> ConfigParser:
    """The unit's sections; of a key given twice the last value."""
    found = ConfigParser(strict=False, interpolation=None)
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read_string(text_of(name))
    return found


def commands() -> dict[str, list[str]]:
    """Every command line of ours in deploy/ and in the guide's page on servers, as words after `sheetdesk`."""
    found = [unit(name)["Service"]["ExecStart"] for name in SERVICES]
    found += re.findall(r"^[*/\d ]+ sheetdesk (sheetdesk [^|]+?)(?: 2>&1.*)?$", text_of("sheetdesk.cron"), re.M)
    found += [" ".join(re.findall(r'"([^"]+)"', line)) for line in re.findall(r"CMD \[.*sheetdesk.*\]", dockerfile())]
    found += re.findall(r"(?:^|/bin/)(sheetdesk [a-z][^\n|`]*)", "\n".join(re.findall(r"```\n(.*?)```", WORDS, re.S)))
    return {line: shlex.split(line.split("sheetdesk ", 1)[-1]) for line in found}


def dockerfile() -> str:
    return text_of("Dockerfile")


def test_the_search_finds_commands_in_units_cron_image_and_guide() -> None:
    verbs = {words[0] for words in commands().values()}
    assert verbs >= {"serve", "run", "backup", "status", "init", "doctor", "restore"}


@pytest.mark.parametrize("line", commands())
def test_a_command_named_exists_with_its_options(line: str) -> None:
    verb, *words = commands()[line]
    command = door.commands[verb]
    known = {option for each in command.params if isinstance(each, click.Option) for option in each.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_all_agree_where_program_desk_and_secrets_lie() -> None:
    for name in SERVICES:
        service = unit(name)["Service"]
        assert service["ExecStart"].startswith("/opt/sheetdesk/bin/sheetdesk ")
        assert service["ExecStart"].endswith(" --config /var/lib/sheetdesk/config.yaml")
        assert (service["WorkingDirectory"], service["StateDirectory"]) == ("/var/lib/sheetdesk", "sheetdesk")
        assert service["User"] == "sheetdesk"
    assert "PATH=/opt/sheetdesk/bin:" in text_of("sheetdesk.cron")
    assert text_of("sheetdesk.cron").count("--config /var/lib/sheetdesk/config.yaml") == 2
    assert "COPY --from=build /opt/sheetdesk /opt/sheetdesk" in dockerfile()
    for place in ("/opt/sheetdesk", "/var/lib/sheetdesk", "/etc/sheetdesk/smtp_password"):
        assert place in WORDS


def test_a_wrong_config_is_not_tried_again_and_a_stop_has_time_to_finish_the_letter_in_hand() -> None:
    service = unit("sheetdesk.service")["Service"]
    assert service["RestartPreventExitStatus"] == "2"
    assert service["TimeoutStopSec"] == "30"
    compose = YAML(typ="safe").load(text_of("compose.yaml"))["services"]["desk"]
    assert compose["stop_grace_period"] == "30s"


def test_both_services_are_shut_alike() -> None:
    shut = [text_of(name).split("# What it may do")[1].split("\n[")[0].strip() for name in SERVICES]
    assert shut[0] == shut[1]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here")
def test_systemd_understands_the_units_and_finds_them_shut() -> None:
    def analyze(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["systemd-analyze", *words], capture_output=True, encoding="utf-8", check=False)

    units = [str(each) for each in FILES if each.suffix in (".service", ".timer")]
    said = analyze("verify", *units).stderr.splitlines()
    assert [line for line in said if not line.endswith("sheetdesk is not executable: No such file or directory")] == []
    for name in SERVICES:  # the scale goes from 0, shut, to 10
        assert analyze("security", "--offline=true", "--threshold=15", str(DEPLOY / name)).returncode == 0


def test_the_image_is_made_of_files_that_are_there_and_let_in() -> None:
    copied = [words.split()[:-1] for words in re.findall(r"^COPY (?!--from)(.*)$", dockerfile(), re.M)]
    sources = [source for words in copied for source in words]
    allowed = re.findall(r"^!(.*)$", text_of("Dockerfile.dockerignore"), re.M)
    assert sources
    assert not [source for source in sources if not (ROOT / source).exists()]
    assert sorted(sources) == sorted(allowed)
    assert not [
        name for name in ("service_account.json", "sheetdesk.db", ".env", "desk.xlsx") if _is_let_in(name, allowed)
    ]


def _is_let_in(name: str, allowed: list[str]) -> bool:
    return any(fnmatch(name, pattern) for pattern in allowed)


def test_the_image_runs_as_nobody_in_particular_and_tells_whether_it_is_well() -> None:
    last = dockerfile().split("\nFROM ")[-1]
    assert re.search(r"^USER 10001:10001$", last, re.M)
    assert last.index("USER 10001") < last.index("ENTRYPOINT")
    assert 'CMD ["sheetdesk", "status", "--check"]' in last
    assert last.rstrip().endswith('ENTRYPOINT ["sheetdesk"]\nCMD ["serve"]')


def test_the_lock_gives_the_image_a_version_of_each_library_it_needs() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = {_plain(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==[^ ;]+", lock, re.M)}
    needed = re.findall(r"^([A-Za-z0-9._-]+)[>=<]", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.M)
    assert {_plain(name) for name in needed} <= locked
    assert r"sed -n 's/^\([A-Za-z0-9._-]*==[^ ;]*\).*/\1/p' requirements.lock" in dockerfile()


def _plain(name: str) -> str:
    """As an index compares names (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_compose_names_the_files_and_secrets_that_its_words_name() -> None:
    said: dict[str, Any] = YAML(typ="safe").load(text_of("compose.yaml"))
    desk = said["services"]["desk"]
    assert (DEPLOY / desk["build"]["context"] / desk["build"]["dockerfile"]).resolve() == DEPLOY / "Dockerfile"
    named = set(re.findall(r"\$\{file:/run/secrets/(\w+)\}", text_of("compose.yaml")))
    assert named == set(desk["secrets"]) == set(said["secrets"])
    assert (desk["read_only"], desk["cap_drop"]) == (True, ["ALL"])


def test_the_chat_rooms_address_lies_where_the_guides_page_puts_it_and_compose_is_ready_for_it() -> None:
    assert re.search(r"url: \$\{file:/etc/sheetdesk/(webhook_url)\}", WORDS)
    assert "-m 0600 /dev/null /etc/sheetdesk/webhook_url" in WORDS
    variable = re.findall(r"`(SHEETDESK_WEBHOOK_URL)=", WORDS)
    assert variable == ["SHEETDESK_WEBHOOK_URL"]
    assert f"${{{variable[0]}}}" in NOT_WRITTEN_HERE
    assert unit("sheetdesk.service")["Service"]["EnvironmentFile"] == "-/etc/sheetdesk/env"
    ready = YAML(typ="safe").load(re.sub(r"# (?=- webhook_url|webhook_url:|  file:)", "", text_of("compose.yaml")))
    assert ready["services"]["desk"]["secrets"][-1] == "webhook_url"
    assert ready["secrets"]["webhook_url"] == {"file": "../desk-secrets/webhook_url"}


def test_every_file_of_deploy_is_explained() -> None:
    assert not [each.name for each in FILES if each.name != "Dockerfile.dockerignore" and each.name not in WORDS]
