"""A fake Google on loopback that real gspread and real google-auth talk to: Sheets v4, Drive v3, tokens; see FakeGoogle."""

from tests.fakes.google.apifault import ApiFault
from tests.fakes.google.exchange import Call
from tests.fakes.google.faults import Fault
from tests.fakes.google.google import FakeGoogle
from tests.fakes.google.quota import Quota

__all__ = ["ApiFault", "Call", "FakeGoogle", "Fault", "Quota"]
