"""The guards that sop.yaml sets on actions: what must be so, beyond state and office.

Each guard is one small function that yields a message, and a hint, for each thing that is not so.
"""

from ubah.core.guards import amendment, release, request, work
from ubah.core.guards.context import GUARDS, Complaint, GuardRule, StepContext

__all__ = [
    "GUARDS",
    "Complaint",
    "GuardRule",
    "StepContext",
    "amendment",
    "release",
    "request",
    "work",
]
