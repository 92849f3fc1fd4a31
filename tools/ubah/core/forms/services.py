"""Which services an office speaks of: as its requests of late have named them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ubah.core.strict_yaml.source import parse


def services_named(records: Iterable[bytes]) -> tuple[str, ...]:
    """Return the services that these records name, those most often named first.

    A record that cannot be read names none: what is wrong with it is the judge's to say.
    """
    named: Counter[str] = Counter()
    for data in records:
        document, _ = parse(data, "")
        value = document.value if document else None
        request = value.get("request") if isinstance(value, dict) else None
        services = request.get("services") if isinstance(request, dict) else None
        if isinstance(services, list):
            named.update(service for service in services if isinstance(service, str))
    return tuple(name for name, _ in named.most_common())
