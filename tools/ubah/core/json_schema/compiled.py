"""jsonschema-rs, and before it what it imports by itself when it is first asked something.

Ctrl-C during such an import would end in a panic of compiled code, which prints its insides past every
``except``; where a module is loaded already, no Python runs that a signal could end.
"""

import decimal  # noqa: F401 - asked for at the first validator

import jsonschema_rs

__all__ = ["jsonschema_rs"]
