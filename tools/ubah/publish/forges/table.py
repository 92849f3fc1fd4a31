"""The forges that pages and files are written for, by the name that office.yaml has for them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ubah.publish.forges import ForgePages
from ubah.publish.forges.forgejo import FORGEJO
from ubah.publish.forges.github import GITHUB
from ubah.publish.forges.gitlab import GITLAB

FORGE_PAGES: Mapping[str, ForgePages] = MappingProxyType(
    {pages.name: pages for pages in (GITHUB, FORGEJO, GITLAB)}
)
