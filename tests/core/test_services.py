"""Which services are offered: those that requests named, the most frequent first."""

from __future__ import annotations

from ubah.core.forms.services import services_named


def request(*services: object) -> bytes:
    rows = "".join(f"    - {service}\n" for service in services)
    return f"request:\n  services:\n{rows}".encode()


def test_the_most_frequent_come_first_and_what_cannot_be_read_names_none() -> None:
    records = [request("LPSE", "SPSE"), request("SPSE"), request(5, "Helpdesk"), b"\tx: [", b""]
    assert services_named(records) == ("SPSE", "LPSE", "Helpdesk")
    assert services_named([b"request: 1\n", b"request: {services: SPSE}\n", b"[]\n"]) == ()
