# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the objects of an application: of each group Secrets, slices and a Service, and a Secret with all variables."""

from __future__ import annotations

import base64
import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..plan.naming import namespace
from .egress import egress
from .kinds import POLICY, SECRET, SERVICE, SLICE, Kind, Object

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
    #: IP addresses in their shortest form; none where there is an external name.
    addresses: tuple[str, ...]
    #: Content of the Secret. Not part of the text that Python makes of this object.
    secret: Mapping[str, str] = field(default_factory=dict, repr=False)
    #: Content of the Secret that is mounted; empty where there is to be none.
    binding: Mapping[str, str] = field(default_factory=dict, repr=False)
    #: Further names of the Service.
    aliases: tuple[str, ...] = ()
    #: DNS name that stands for the addresses.
    external_name: str = ""
    #: Addresses to which clients go past the Service, and the ranges of their ports.
    direct: tuple[str, ...] = ()
    direct_ports: tuple[tuple[int, int], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All names of the Service, its own first."""
        return (self.name, *self.aliases)


def link_key(service: str) -> str:
    """The variable that Kubernetes puts into pods for a Service of that name, as ``tcp://address:port``."""
    return f"{service.upper().replace('-', '_')}_PORT"


def slice_name(service: str, family: str) -> str:
    """Name of a Service's slice for one address family."""
    return f"{service}-{family.lower()}"


def binding_name(service: str) -> str:
    """Name of the Secret that a container mounts."""
    return f"{service}-binding"


def environment_name(owner: Owner) -> str:
    """Name of the Secret with the whole environment of the application."""
    return namespace(owner.application, owner.environment)


def build(
    owner: Owner,
    services: Iterable[Published],
    pods: Mapping[str, str] | None = None,
    environment: Mapping[str, str] | None = None,
) -> list[dict[str, Any]]:
    """All objects of the groups, in the order in which they are to be written.

    Args:
        owner: Whose objects they are.
        services: The groups.
        pods: Labels of the pods that get a NetworkPolicy; empty for none.
        environment: Every variable of the application; empty for no Secret with them.
    """
    groups = list(services)
    return (
        ([_environment(owner, groups, environment)] if environment else [])
        + [item for group in groups for item in _secrets(owner, group)]
        + [item for group in groups for name in group.names for item in _slices(owner, group, name)]
        + [_policy(owner, group, pods) for group in groups if pods and group.addresses]
        + [_service(owner, group, name) for group in groups for name in group.names]
    )


def _secrets(owner: Owner, group: Published) -> list[dict[str, Any]]:
    secrets = [_secret(_head(SECRET, owner, group, group.name), "Opaque", {**_links(group), **group.secret})]
    if group.binding:
        kind = f"servicebinding.io/{group.engine}"
        secrets.append(_secret(_head(SECRET, owner, group, binding_name(group.name)), kind, group.binding))
    return secrets


def _environment(owner: Owner, groups: Iterable[Published], content: Mapping[str, str]) -> dict[str, Any]:
    links = {key: port for group in groups for key, port in _links(group).items()}
    return _secret(_bare(SECRET, owner, environment_name(owner), owner.labels), "Opaque", {**links, **content})


def _links(group: Published) -> dict[str, str]:
    # A Service's own _PORT wins over the one that Kubernetes makes up, which is no number.
    return {link_key(name): str(group.port) for name in group.names}


def _secret(head: Mapping[str, Any], kind: str, content: Mapping[str, str]) -> dict[str, Any]:
    encoded = {key: base64.b64encode(content[key].encode()).decode() for key in sorted(content)}
    return {**head, "type": kind, "data": encoded}


def _slices(owner: Owner, group: Published, service: str) -> list[dict[str, Any]]:
    slices = []
    for family in families(group):
        addresses = [address for address in group.addresses if _family(address) == family]
        item = _head(SLICE, owner, group, slice_name(service, family))
        item["metadata"]["labels"] |= {SERVICE_NAME: service, SLICE_MANAGED_BY: MANAGER}
        # kube-proxy only looks at the first address of an endpoint; what a missing `ready` means depends on the proxy.
        item |= {
            "addressType": family,
            "ports": [_port(group)],
            "endpoints": [{"addresses": [address], "conditions": {"ready": True}} for address in addresses],
        }
        slices.append(item)
    return slices


def _policy(owner: Owner, group: Published, pods: Mapping[str, str]) -> dict[str, Any]:
    ways = [(group.addresses, ((group.port, group.port),)), (group.direct, group.direct_ports)]
    return {**_head(POLICY, owner, group, group.name), "spec": egress(pods, ways)}


def _service(owner: Owner, group: Published, name: str) -> dict[str, Any]:
    spec: dict[str, Any] = {"type": "ClusterIP", "ports": [_port(group)]}
    found = families(group)
    if group.external_name:
        spec |= {"type": "ExternalName", "externalName": group.external_name}
    elif len(found) == 1:
        # Left to the cluster, the Service could get the family that has no endpoint.
        spec |= {"ipFamilyPolicy": "SingleStack", "ipFamilies": found}
    else:
        # Both where the cluster has both. Naming them would be refused where it has one.
        spec |= {"ipFamilyPolicy": "PreferDualStack"}
    return {**_head(SERVICE, owner, group, name), "spec": spec}


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
    return _bare(kind, owner, name, labels)


def _bare(kind: Kind, owner: Owner, name: str, labels: Mapping[str, str]) -> dict[str, Any]:
    return {
        "apiVersion": kind.api_version,
        "kind": kind.name,
        "metadata": {"name": name, "namespace": owner.namespace, "labels": dict(labels)},
    }
