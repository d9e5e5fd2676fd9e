"""Checks the fake Google's schema check against recorded requests: what Google took it must take too.

    python -m tests.proofs.check_recordings RECORDINGS.jsonl.gz      (from the top of the checkout)

Each line of the recordings is one request with Google's answer: method, uri, body, status, answer. Prints, by status of
Google's answer, how many requests and answers the check passes and refuses, then why it refuses what Google took or said.
One such reason is meant: Drive overlooks query parameters that it doesn't know, and the fake does not.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.fakes.google.apifault import ApiFault
from tests.fakes.google.masks import parse
from tests.fakes.google.schema import Api, api

PREFIXES = {"sheets.v4": "/", "drive.v3": "/drive/v3/"}


def method_of(verb: str, path: str) -> Iterator[tuple[Api, str]]:
    """The discovery methods that fit, of both APIs; none for other hosts' paths."""
    for name, prefix in PREFIXES.items():
        for method, described in api(name).methods.items():
            pattern = re.sub(r"\\{\w+\\}", "[^/]+?", re.escape(prefix + described["flatPath"]))
            if described["httpMethod"] == verb and re.fullmatch(pattern, path):
                yield api(name), method


def fault_of(document: Api, method: str, query: Mapping[str, list[str]], body: str | None) -> str | None:
    """Why the check refuses the request, or None."""
    try:
        document.check_parameters(method, query)
        if "fields" in query:
            document.check_mask(method, parse(query["fields"][0]))
        if body and "request" in document.methods[method]:
            document.check_body(method, json.loads(body))
    except ApiFault as fault:
        return fault.message
    return None


def answer_fault(document: Api, method: str, answer: str) -> str | None:
    """What the check says against an answer of Google's, or None."""
    try:
        if "response" in document.methods[method]:
            document.check_answer(method, json.loads(answer))
    except ApiFault as fault:
        return fault.message
    return None


def judged(asked: Mapping[str, Any]) -> tuple[str, list[str]]:
    """The verdict on one request, and the reasons against what Google took or said."""
    address = urlsplit(asked["uri"])
    fitting = next(method_of(asked["method"], unquote(address.path)), None)
    if fitting is None:
        return "no such method", []
    fault = fault_of(*fitting, parse_qs(address.query, keep_blank_values=True), asked["body"])
    if asked["status"] != 200:
        return "request refused" if fault else "request passed", []
    wrong = answer_fault(*fitting, asked["answer"])
    verdict = f"request {'refused' if fault else 'passed'}, answer {'refused' if wrong else 'passed'}"
    return verdict, [f"{fitting[1]}: {reason}" for reason in (fault, wrong) if reason]


def main(recordings: Path) -> None:
    counted: Counter[tuple[int, str]] = Counter()
    reasons: Counter[str] = Counter()
    with gzip.open(recordings, "rt", encoding="utf-8") as lines:
        for line in lines:
            asked = json.loads(line)
            verdict, found = judged(asked)
            counted[asked["status"], verdict] += 1
            reasons.update(found)
    for (status, verdict), count in sorted(counted.items()):
        sys.stdout.write(f"{count:5} x {status}: {verdict}\n")
    for reason, count in reasons.most_common():
        sys.stdout.write(f"{count:5} x {reason}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
