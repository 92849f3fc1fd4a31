"""The settings of letters by mail: outside the repository, where addresses would stay for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ubah.cli.asking.inputs import read_mapping
from ubah.core.diagnostics import CannotRun, msg
from ubah.core.strict_yaml.document import Json
from ubah.edge.system import disk
from ubah.edge.system.mail import MailServer

PORTS = {"starttls": 587, "tls": 465, "none": 25}
_KNOWN = ("from", "server", "people")
_MORE = ("desk",)
_OF_THE_SERVER = ("host", "port", "security", "user", "password_file")
_OF_THE_DESK = ("secret_file",)


@dataclass(frozen=True)
class NotifySettings:
    """Where letters are handed in, from which address, and person id → address.

    ``desk_secret`` is the file with the secret of the office's desk, None where letters hold no links.
    """

    server: MailServer
    sender: str
    addresses: Mapping[str, str]
    desk_secret: Path | None = None


def read_notify_settings(path: Path, root: Path) -> NotifySettings:
    """Return the settings in a file; ``root`` is the office's folder.

    Raises:
        CannotRun: if it lies in there, or is not what it has to be.
    """
    if path.resolve().is_relative_to(root.resolve()):
        raise CannotRun(
            msg("{path} lies in the office's repository, where addresses and passwords stay for ever",
                path=str(path)),
            msg("keep it elsewhere on the server, readable by this account alone, such as /etc/ubah"),
        )  # fmt: skip
    fields = read_mapping(path)
    server = fields.get("server")
    people = fields.get("people")
    sender = fields.get("from")
    desk = fields.get("desk", {})
    unknown = [key for key in fields if key not in (*_KNOWN, *_MORE)]
    if isinstance(server, dict):
        unknown += [f"server.{key}" for key in server if key not in _OF_THE_SERVER]
    if isinstance(desk, dict):
        unknown += [f"desk.{key}" for key in desk if key not in _OF_THE_DESK]
    if unknown:
        raise CannotRun(
            msg("{path}: nothing is known of {fields}", path=str(path), fields=", ".join(unknown)),
            msg(
                "possible here: {known}",
                known=", ".join((*_KNOWN, *_MORE, *_OF_THE_SERVER, *_OF_THE_DESK)),
            ),
        )
    if not (isinstance(server, dict) and isinstance(people, dict) and isinstance(sender, str)):
        raise CannotRun(
            msg("{path} has to hold: {fields}", path=str(path), fields=", ".join(_KNOWN)),
            msg("see docs/guides/plain-git.md, section Letters"),
        )
    addresses = {str(person): str(address) for person, address in people.items()}
    secret = desk.get("secret_file") if isinstance(desk, dict) else None
    return NotifySettings(
        _server(server, path), sender, addresses, Path(str(secret)) if secret else None
    )


def _server(fields: Mapping[str, Json], path: Path) -> MailServer:
    security = str(fields.get("security", "starttls"))
    host, port = fields.get("host"), fields.get("port", PORTS.get(security))
    whole = isinstance(port, int) and not isinstance(port, bool) and 0 < port < 65536
    if not isinstance(host, str) or security not in PORTS or not whole:
        raise CannotRun(
            msg("{path}: server has to hold host, and may hold port and security", path=str(path)),
            msg("security is one of: {known}", known=", ".join(PORTS)),
        )
    user, file = str(fields.get("user", "")), fields.get("password_file")
    if user and (security == "none" or not isinstance(file, str)):
        raise CannotRun(
            msg("{path}: a user needs password_file, and security starttls or tls", path=str(path)),
            msg("a password is never sent in the clear"),
        )
    secret: Any = disk.read(Path(str(file))).decode(errors="replace").strip() if user else ""
    return MailServer(host, int(str(port)), security, user, secret)
