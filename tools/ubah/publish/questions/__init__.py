"""The twenty questions of an auditor, each answered with figures and links."""
