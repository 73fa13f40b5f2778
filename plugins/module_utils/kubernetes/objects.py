# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the objects of a database group: a Secret, an EndpointSlice for each address family, a Service."""

from __future__ import annotations

import base64
import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .kinds import SECRET, SERVICE, SLICE, Kind, Object

#: Field manager, and value of the labels that say whose an object is.
MANAGER = "maestro-databases"

MANAGED_BY = "app.kubernetes.io/managed-by"
APPLICATION = "maestro.databases/application"
ENVIRONMENT = "maestro.databases/environment"
ENGINE = "maestro.databases/engine"
GROUP = "maestro.databases/group"
PRIMARY = "maestro.databases/primary"
SLICE_MANAGED_BY = "endpointslice.kubernetes.io/managed-by"
SERVICE_NAME = "kubernetes.io/service-name"

_FAMILIES = {4: "IPv4", 6: "IPv6"}


@dataclass(frozen=True)
class Owner:
    """The application whose objects are meant, and where they live."""

    namespace: str
    application: str
    environment: str

    @property
    def labels(self) -> dict[str, str]:
        """What all objects of the application carry, and what pruning goes by."""
        return {MANAGED_BY: MANAGER, APPLICATION: self.application, ENVIRONMENT: self.environment}

    def owns(self, item: Object) -> bool:
        """True for an object of this application."""
        labels = item["metadata"].get("labels") or {}
        return all(labels.get(key) == value for key, value in self.labels.items())


@dataclass(frozen=True)
class Published:
    """One database group as it is to be reached from the cluster."""

    #: Of the Service, and of the Secret.
    name: str
    engine: str
    group: str
    primary: bool
    port: int
    #: IP addresses in their shortest form.
    addresses: tuple[str, ...]
    #: Content of the Secret. Not part of the text that Python makes of this object.
    secret: Mapping[str, str] = field(default_factory=dict, repr=False)


def link_key(service: str) -> str:
    """The variable that Kubernetes puts into pods for a Service of that name, as ``tcp://address:port``."""
    return f"{service.upper().replace('-', '_')}_PORT"


def slice_name(service: str, family: str) -> str:
    """Name of a Service's slice for one address family."""
    return f"{service}-{family.lower()}"


def build(owner: Owner, services: Iterable[Published]) -> list[dict[str, Any]]:
    """All objects of the groups, in the order in which they are to be written."""
    groups = list(services)
    return (
        [_secret(owner, group) for group in groups]
        + [item for group in groups for item in _slices(owner, group)]
        + [_service(owner, group) for group in groups]
    )


def _secret(owner: Owner, group: Published) -> dict[str, Any]:
    # The Service's own _PORT wins over the one that Kubernetes makes up, which is no number.
    content = {link_key(group.name): str(group.port), **group.secret}
    encoded = {key: base64.b64encode(content[key].encode()).decode() for key in sorted(content)}
    return {**_head(SECRET, owner, group, group.name), "type": "Opaque", "data": encoded}


def _slices(owner: Owner, group: Published) -> list[dict[str, Any]]:
    slices = []
    for family in families(group):
        addresses = [address for address in group.addresses if _family(address) == family]
        item = _head(SLICE, owner, group, slice_name(group.name, family))
        item["metadata"]["labels"] |= {SERVICE_NAME: group.name, SLICE_MANAGED_BY: MANAGER}
        # kube-proxy only looks at the first address of an endpoint; what a missing `ready` means depends on the proxy.
        item |= {
            "addressType": family,
            "ports": [_port(group)],
            "endpoints": [{"addresses": [address], "conditions": {"ready": True}} for address in addresses],
        }
        slices.append(item)
    return slices


def _service(owner: Owner, group: Published) -> dict[str, Any]:
    found = families(group)
    spec: dict[str, Any] = {"type": "ClusterIP", "ports": [_port(group)]}
    if len(found) == 1:
        # Left to the cluster, the Service could get the family that has no endpoint.
        spec |= {"ipFamilyPolicy": "SingleStack", "ipFamilies": found}
    else:
        spec |= {"ipFamilyPolicy": "PreferDualStack"}
    return {**_head(SERVICE, owner, group, group.name), "spec": spec}


def families(group: Published) -> list[str]:
    """Address families of a group's endpoints, IPv4 first."""
    return [family for family in _FAMILIES.values() if family in {_family(address) for address in group.addresses}]


def _family(address: str) -> str:
    return _FAMILIES[ipaddress.ip_address(address).version]


def _port(group: Published) -> dict[str, Any]:
    # One name in both objects: a proxy matches the slice's port to the Service's by it.
    return {"name": group.engine, "port": group.port, "protocol": "TCP"}


def _head(kind: Kind, owner: Owner, group: Published, name: str) -> dict[str, Any]:
    labels = {
        **owner.labels,
        ENGINE: group.engine,
        GROUP: group.group,
        PRIMARY: "true" if group.primary else "false",
    }
    return {
        "apiVersion": kind.api_version,
        "kind": kind.name,
        "metadata": {"name": name, "namespace": owner.namespace, "labels": labels},
    }
