"""The ledger: what came in, what was decided and why, what was sent, how the sheet was last seen.

The only place that knows SQLAlchemy. Every pass is one transaction for the decisions and short ones for the sending.
"""

from sheetdesk.ledger.store import Ledger, Transaction

__all__ = ["Ledger", "Transaction"]
