"""The desk is a door: who knocks in another's name, by another site, or past the web server."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from desk.meja import ADDRESS, HOST, RFC, Meja
from ubah.edge.desk.door import LARGEST, Rates

WHERE = f"/r/{RFC}/approve"


def test_67_without_a_log_in_there_is_only_a_question(meja: Meja) -> None:
    stranger = meja.browser()
    for address in ("/", "/new", f"/r/{RFC}", WHERE, "/b/x", "/l/x"):
        page = stranger.get(address)
        assert page.status_code == 403, address
        assert "LPSE" not in page.text
        assert RFC not in page.text


@pytest.mark.parametrize(
    "login",
    ["", " ", "Kepala", "KEPALA", "kepala ", " kepala", "kepala,sekda", "kepala\tx", "k\u0435pala".encode(),
     "301", "31", "pencatat", "kepala@lpse.example", "*", "' or 1=1 --", "k" * 5000],
)  # fmt: skip
def test_67_a_name_that_is_nobody_s(meja: Meja, login: str | bytes) -> None:
    headers = {"x-remote-user": login}
    assert meja.browser().client.get("/", headers=headers).status_code == 403  # type: ignore[arg-type]


def test_67_a_header_that_stands_there_twice(meja: Meja) -> None:
    """What a visitor sends and what the proxy adds: nobody knows which is which."""
    client = meja.browser().client
    for pair in (("kepala", "kepala"), ("pemohon-1", "kepala"), ("", "kepala")):
        headers = [("x-remote-user", name) for name in pair]
        assert client.get("/", headers=headers).status_code == 403


def test_67_another_header_than_the_one_that_was_agreed(meja: Meja) -> None:
    client = meja.browser().client
    for name in ("x_remote_user", "remote-user", "x-remote-user-2", "x-forwarded-user"):
        assert client.get("/", headers={name: "kepala"}).status_code == 403


def test_67_a_desk_that_knows_nobody_by_a_log_in(meja: Meja) -> None:
    assert meja.browser("kepala", meja.app(header="")).get("/").status_code == 403


def test_67_past_the_web_server(meja: Meja) -> None:
    for peer in ("10.0.0.7", "192.0.2.1", "::1"):
        page = meja.browser("kepala", peer=peer).get("/")
        assert page.status_code == 403
        assert RFC not in page.text


def test_67_a_peer_that_nobody_can_name(meja: Meja) -> None:
    """Who breaks the connection off before it is taken up has no address any more, and is no Unix socket."""
    gone = {"client": None, "headers": {"x-remote-user": "kepala"}, "follow_redirects": False}
    assert TestClient(meja.app(), ADDRESS, **gone).get("/").status_code == 403
    socket = meja.app(by_socket=True)
    assert TestClient(socket, ADDRESS, **gone).get("/").status_code == 200


def test_67_strangers_cost_the_office_nothing(meja: Meja) -> None:
    """Whom no log-in and no link lets in is turned away without the repository being looked at."""
    app = meja.app()
    meja.clone.rename(meja.clone.with_name("diganti"))
    assert meja.browser("", app).get("/").status_code == 403
    assert meja.browser("", app).get("/l/salah").status_code == 403
    assert meja.told == []


def test_67_a_log_in_of_two_people_is_nobody_s(meja: Meja) -> None:
    office = meja.office
    office.set_branch("main", meja.main)
    data = office.read("roles.yaml").replace(b"login: sekda", b"login: kepala")
    landed = office.commit("kepala", 29, {"roles.yaml": data}, parents=(office.main,))
    office.git_bytes("push", "-q", "-f", str(meja.server), f"{landed}:refs/heads/main", env={})
    assert meja.browser("kepala").get("/").status_code == 403


@pytest.mark.parametrize(
    "host", ["", "localhost", "evil.example", f"{HOST}:8642", f"{HOST}.evil.example", HOST.upper()]
)
def test_67_asked_by_another_name(meja: Meja, host: str) -> None:
    page = meja.browser("kepala").get("/", host=host)
    assert page.status_code == 421


FOREIGN: dict[str, dict[str, str]] = {
    "another site": {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
    "a neighbour": {"origin": "https://situs.lpse.example", "sec-fetch-site": "same-site"},
    "the same name without TLS": {"origin": f"http://{HOST}", "sec-fetch-site": "same-origin"},
    "a sandboxed frame": {"origin": "null", "sec-fetch-site": "cross-site"},
    "an origin that is hidden": {"origin": "null", "sec-fetch-site": "same-origin"},
    "a browser that says another site": {"origin": ADDRESS, "sec-fetch-site": "cross-site"},
}


@pytest.mark.parametrize("what", FOREIGN)
def test_67_a_form_that_another_site_sends(meja: Meja, what: str) -> None:
    head = meja.browser("kepala")
    seal = head.seal(f"/r/{RFC}", WHERE)
    before = meja.main
    assert head.post(WHERE, {"seal": seal}, **FOREIGN[what]).status_code == 403
    assert meja.main == before
    assert head.post(WHERE, {"seal": seal}).status_code == 200


def test_67_a_form_of_which_nobody_says_where_it_comes_from(meja: Meja) -> None:
    head = meja.browser("kepala")
    seal = head.seal(f"/r/{RFC}", WHERE)
    said = head.client.post(WHERE, data={"seal": seal}, headers=head.headers)
    assert said.status_code == 403


def test_67_a_seal_of_another_person_form_or_record(meja: Meja) -> None:
    head, manager = meja.browser("kepala"), meja.browser("pengelola-1")
    own = head.seal(f"/r/{RFC}", WHERE)
    other = head.seal(f"/r/{RFC}", f"/r/{RFC}/return")
    before = meja.main
    # Not the last sign: some of its bits are none of the seal's.
    flipped = own[:-2] + ("A" if own[-2] != "A" else "B") + own[-1]
    for seal in ("", "x", other, flipped, own + "x", own.split(".")[0], "a" * 5000):
        assert head.post(WHERE, {"seal": seal}).status_code == 403, seal
    assert manager.post(WHERE, {"seal": own}).status_code == 403
    assert head.post(WHERE, {"f-analysis": "x"}).status_code == 403
    assert meja.main == before


def test_67_a_seal_serves_for_one_state(meja: Meja) -> None:
    """What landed by it cannot land once more."""
    head = meja.browser("kepala")
    seal = head.seal(f"/r/{RFC}", WHERE)
    assert head.post(WHERE, {"seal": seal}).status_code == 200
    before = meja.main
    assert head.post(WHERE, {"seal": seal}).status_code == 409
    assert meja.main == before


def test_67_nothing_is_decided_by_looking(meja: Meja) -> None:
    head = meja.browser("kepala")
    seal = head.seal(f"/r/{RFC}", WHERE)
    before = meja.main
    assert head.get(f"{WHERE}?seal={seal}").status_code == 200
    for method in ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE"):
        head.client.request(method, WHERE, headers={**head.headers, "origin": ADDRESS})
    assert meja.main == before


def part(name: str, value: bytes = b"x") -> bytes:
    """Return a part of a form with files (RFC 7578), without its end."""
    return b'--x\r\ncontent-disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (
        name.encode(),
        value,
    )


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"seal=x&seal=y", "", 400),
        (b"seal=%ff", "", 400),
        (b"seal=\xff", "", 400),
        (b"&".join(b"f-%d=x" % n for n in range(300)), "", 400),
        (b'{"seal": "x"}', "application/json", 415),
        (b"--x\r\n", "multipart/form-data; boundary=x", 400),
        (b"seal=x", "multipart/form-data", 400),
        (part("seal") + part("seal"), "multipart/form-data; boundary=x", 400),
        (part("seal", b"\xff"), "multipart/form-data; boundary=x", 403),
        (b"".join(part(f"f-{n}") for n in range(300)), "multipart/form-data; boundary=x", 400),
        (part("f-analysis", b"x" * LARGEST + b"x"), "multipart/form-data; boundary=x", 400),
        (part('u-attachments-0"; filename="a.png') * 2, "multipart/form-data; boundary=x", 400),
        (part('u-lain"; filename="a.png'), "multipart/form-data; boundary=x", 400),
        (b"seal=x", "text/plain", 415),
        (b"f-analysis=" + b"x" * LARGEST, "", 413),
    ],
)
def test_67_what_no_form_of_ours_sends(meja: Meja, body: bytes, kind: str, status: int) -> None:
    head = meja.browser("kepala")
    headers = {
        **head.headers,
        "origin": ADDRESS,
        "content-type": kind or "application/x-www-form-urlencoded",
    }
    body += b"--x--\r\n" if body.endswith(b"\r\n") and len(body) > 9 else b""
    assert head.client.post(WHERE, content=body, headers=headers).status_code == status


def test_67_a_body_that_is_longer_than_it_says(meja: Meja) -> None:
    head = meja.browser("kepala")

    def endless() -> object:
        for _ in range(LARGEST // 1024 + 2):
            yield b"x" * 1024

    headers = {
        **head.headers,
        "origin": ADDRESS,
        "content-type": "application/x-www-form-urlencoded",
    }
    assert head.client.post(WHERE, content=endless(), headers=headers).status_code == 411  # type: ignore[arg-type]
    headers["content-length"] = "10"
    assert head.client.post(WHERE, content=endless(), headers=headers).status_code == 400  # type: ignore[arg-type]


def test_67_too_often(meja: Meja) -> None:
    app = meja.app()
    head = meja.browser("kepala", app)
    statuses = [head.post(WHERE, {"seal": "x"}).status_code for _ in range(40)]
    assert statuses[:30] == [403] * 30
    assert set(statuses[30:]) == {429}
    assert meja.browser("sekda", app).get("/").status_code == 200
    meja.ticks = 61
    assert head.get("/").status_code == 200
    assert head.post(WHERE, {"seal": "x"}).status_code == 403


def test_67_one_address_that_asks_without_end(meja: Meja) -> None:
    app = meja.app()
    evil = meja.browser("", app)
    forwarded = {"x-forwarded-for": "198.51.100.9"}
    statuses = [evil.get("/desk.css", **forwarded).status_code for _ in range(260)]
    assert statuses[-1] == 429
    # What a visitor puts before the proxy's own word changes nothing.
    assert evil.get("/desk.css", **{"x-forwarded-for": "1.2.3.4, 198.51.100.9"}).status_code == 429
    assert evil.get("/desk.css", **{"x-forwarded-for": "198.51.100.10"}).status_code == 200


def test_the_names_that_are_counted_are_not_without_end() -> None:
    rates = Rates(2, 60, lambda: 0.0, names=3)
    assert all(rates.takes(f"n{number}") for number in range(50))
    assert len(rates.seen) == 3
    assert [rates.takes("n49") for _ in range(3)] == [True, False, False]


def test_67_every_answer_is_marked(meja: Meja) -> None:
    head = meja.browser("kepala")
    for page in (
        head.get("/"),
        head.get("/tidak-ada"),
        meja.browser().get("/"),
        head.get("/", host="x"),
    ):
        assert page.headers["x-frame-options"] == "DENY"
        assert page.headers["referrer-policy"] == "strict-origin"
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
        assert page.headers["cache-control"] == "no-store"
        assert "set-cookie" not in page.headers


def test_67_an_address_never_leads_elsewhere(meja: Meja) -> None:
    head = meja.browser("kepala")
    for address in (f"{ADDRESS}//evil.example", "/r//evil.example", "/r/..%2f..%2fetc%2fpasswd", "/r/RFC-2026-0001%00",
                    "/b/..%2f..%2fHEAD", "/b/refs/heads/main", "/b/--upload-pack=x", "/b/main", "/new/"):  # fmt: skip
        page = head.get(address)
        assert page.status_code in (404, 405), (address, page.status_code)
        assert "location" not in page.headers


def test_67_nobody_writes_lines_into_the_log(meja: Meja) -> None:
    manager = meja.browser("pengelola-1")
    seal = manager.seal(f"/r/{RFC}/withdraw", f"/r/{RFC}/withdraw")
    forged = "x%0Akepala (proxy): approve RFC-2026-0001 landed as 0123456789ab"
    assert manager.post(f"/r/{forged}/withdraw", {"seal": seal}).status_code == 404
    assert meja.told
    assert all("\n" not in line for line in meja.told)


def test_67_no_secret_stands_in_the_log(meja: Meja) -> None:
    address = meja.link("kepala")
    stranger = meja.browser()
    assert stranger.answer(address, "approve").status_code == 200
    told = "\n".join(meja.told)
    assert told
    assert address.removeprefix("/l/") not in told
    assert not re.search(r"[A-Za-z0-9_-]{60,}", told)
