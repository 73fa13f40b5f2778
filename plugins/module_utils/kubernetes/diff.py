# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows what changes in an object, with a short hash where a Secret has a value."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Any

from .kinds import Object

_DIGITS = 8


class Differ:
    """Makes diffs of one run.

    The hashes of a run can be compared with each other and with nothing else: their salt is forgotten with it.
    """

    def __init__(self) -> None:
        self._salt = secrets.token_bytes(16)

    def entry(self, before: Object | None, after: Object | None) -> dict[str, Any]:
        """One entry of a module's diff; None stands for an object that is not there."""
        item: Object = before or after or {}
        metadata = item["metadata"]
        header = (
            f"{item['kind']} {metadata['namespace']}/{metadata['name']}"
            if "namespace" in metadata
            else f"{item['kind']} {metadata['name']}"
        )
        return {
            "before_header": header,
            "after_header": header,
            "before": self._shown(before) if before else "",
            "after": self._shown(after) if after else "",
        }

    def _shown(self, item: Object) -> dict[str, Any]:
        shown: dict[str, Any] = {"labels": dict(item["metadata"].get("labels") or {})}
        if item["kind"] == "Service":
            spec = item["spec"]
            shown["spec"] = {
                key: spec[key]
                for key in ("type", "externalName", "ipFamilyPolicy", "ipFamilies", "selector")
                if key in spec
            }
            shown["spec"]["ports"] = [_only(port, "name", "port", "protocol") for port in spec.get("ports") or []]
        elif item["kind"] == "EndpointSlice":
            shown["addressType"] = item["addressType"]
            shown["ports"] = [_only(port, "name", "port", "protocol") for port in item.get("ports") or []]
            shown["endpoints"] = [_only(entry, "addresses", "conditions") for entry in item.get("endpoints") or []]
        elif item["kind"] == "NetworkPolicy":
            shown["spec"] = dict(item.get("spec") or {})
        elif item["kind"] == "Secret":
            shown["type"] = item.get("type", "")
            name = item["metadata"]["name"]
            shown["data"] = {
                key: self._hash(name, key, value) for key, value in sorted((item.get("data") or {}).items())
            }
        return shown

    def _hash(self, *parts: str) -> str:
        return f"hash {hmac.new(self._salt, chr(0).join(parts).encode(), hashlib.sha256).hexdigest()[:_DIGITS]}"


def _only(entry: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: entry[key] for key in keys if key in entry}
