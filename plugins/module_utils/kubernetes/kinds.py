# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of Kubernetes objects that we write, and where the API keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: An object as the API and a manifest hold it.
Object = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """One kind of object."""

    name: str
    api_version: str
    #: Its name in a path of the API.
    plural: str
    #: Where several kinds are written, the lower number first; removal goes the other way.
    order: int

    def path(self, namespace: str, name: str = "") -> str:
        """Path of all objects of the kind in a namespace, or of one of them."""
        root = "/api/v1" if self.api_version == "v1" else f"/apis/{self.api_version}"
        path = f"{root}/namespaces/{namespace}/{self.plural}"
        return f"{path}/{name}" if name else path


# A Service is written last and removed first: whoever can look it up finds it working.
SECRET = Kind("Secret", "v1", "secrets", 0)
SLICE = Kind("EndpointSlice", "discovery.k8s.io/v1", "endpointslices", 1)
POLICY = Kind("NetworkPolicy", "networking.k8s.io/v1", "networkpolicies", 2)
SERVICE = Kind("Service", "v1", "services", 3)

KINDS: dict[str, Kind] = {kind.name: kind for kind in (SECRET, SLICE, POLICY, SERVICE)}

#: What came before slices. Only looked for, never written.
ENDPOINTS = Kind("Endpoints", "v1", "endpoints", -1)


def kind_of(item: Object) -> Kind:
    """The kind of an object of ours."""
    return KINDS[item["kind"]]


def label(item: Object) -> str:
    """``Service mysql``: an object in messages."""
    return f"{item['kind']} {item['metadata']['name']}"
