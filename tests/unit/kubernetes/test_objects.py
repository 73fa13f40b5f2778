# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects themselves, as literal as they go to the server."""

from __future__ import annotations

import base64
import re

import yaml

from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.objects import (
    Owner,
    Published,
    build,
    environment_name,
)
from tests.checkout import ROOT

OWNER = Owner("shop-production", "shop", "production")
LABELS = {
    "app.kubernetes.io/managed-by": "maestro-databases",
    "maestro.databases/application": "shop",
    "maestro.databases/environment": "production",
    "maestro.databases/engine": "mysql",
    "maestro.databases/group": "main",
    "maestro.databases/primary": "true",
}


def group(*addresses: str, name: str = "mysql", engine: str = "mysql", port: int = 3306, **secret: str) -> Published:
    return Published(name, engine, "main", True, port, addresses, secret)


def test_the_objects_of_a_group() -> None:
    assert build(OWNER, [group("192.0.2.10", MYSQL_PASSWORD="pass")]) == [
        {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"name": "mysql", "namespace": "shop-production", "labels": LABELS},
            "type": "Opaque",
            "data": {"MYSQL_PASSWORD": "cGFzcw==", "MYSQL_PORT": "MzMwNg=="},
        },
        {
            "apiVersion": "discovery.k8s.io/v1",
            "kind": "EndpointSlice",
            "metadata": {
                "name": "mysql-ipv4",
                "namespace": "shop-production",
                "labels": {
                    **LABELS,
                    "kubernetes.io/service-name": "mysql",
                    "endpointslice.kubernetes.io/managed-by": "maestro-databases",
                },
            },
            "addressType": "IPv4",
            "ports": [{"name": "mysql", "port": 3306, "protocol": "TCP"}],
            "endpoints": [{"addresses": ["192.0.2.10"], "conditions": {"ready": True}}],
        },
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": "mysql", "namespace": "shop-production", "labels": LABELS},
            "spec": {
                "type": "ClusterIP",
                "ports": [{"name": "mysql", "port": 3306, "protocol": "TCP"}],
                "ipFamilyPolicy": "SingleStack",
                "ipFamilies": ["IPv4"],
            },
        },
    ]


def test_each_address_family_has_a_slice_and_each_address_an_endpoint() -> None:
    objects = build(OWNER, [group("192.0.2.10", "2001:db8::1", "192.0.2.11")])
    slices = [item for item in objects if item["kind"] == "EndpointSlice"]
    assert [
        (item["metadata"]["name"], item["addressType"], [entry["addresses"] for entry in item["endpoints"]])
        for item in slices
    ] == [
        ("mysql-ipv4", "IPv4", [["192.0.2.10"], ["192.0.2.11"]]),
        ("mysql-ipv6", "IPv6", [["2001:db8::1"]]),
    ]
    assert objects[-1]["spec"]["ipFamilyPolicy"] == "PreferDualStack"
    assert "ipFamilies" not in objects[-1]["spec"]


def test_a_group_of_ipv6_only_asks_for_an_ipv6_service() -> None:
    *_others, service = build(OWNER, [group("2001:db8::1")])
    assert service["spec"]["ipFamilies"] == ["IPv6"]


def test_secrets_come_first_and_services_last() -> None:
    objects = build(OWNER, [group("192.0.2.10"), group("192.0.2.11", name="redis", engine="redis", port=6379)])
    assert [(item["kind"], item["metadata"]["name"]) for item in objects] == [
        ("Secret", "mysql"),
        ("Secret", "redis"),
        ("EndpointSlice", "mysql-ipv4"),
        ("EndpointSlice", "redis-ipv4"),
        ("Service", "mysql"),
        ("Service", "redis"),
    ]


def test_c010_the_secret_outweighs_the_variable_that_kubernetes_makes_for_the_service() -> None:
    groups = [
        group("192.0.2.10"),
        group("192.0.2.11", name="mysql-spare", port=3307),
        group("192.0.2.12", name="redis", engine="redis", port=6379),
        group("192.0.2.13", name="postgresql", engine="postgresql", port=5432),
    ]
    # What service links put into a pod of the namespace.
    pod = {f"{one.name.upper().replace('-', '_')}_PORT": f"tcp://10.96.0.1:{one.port}" for one in groups}
    for item in build(OWNER, groups):
        if item["kind"] == "Secret":
            pod |= {key: base64.b64decode(value).decode() for key, value in item["data"].items()}
    assert {key: int(value) for key, value in pod.items()} == {
        "MYSQL_PORT": 3306,
        "MYSQL_SPARE_PORT": 3307,
        "REDIS_PORT": 6379,
        "POSTGRESQL_PORT": 5432,
    }


def test_the_pod_of_the_documentation_asks_for_no_variables_of_services() -> None:
    """C010."""
    blocks = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs/kubernetes.md").read_text(), re.DOTALL)
    pods = [found for found in map(yaml.safe_load, blocks) if isinstance(found, dict) and found.get("kind") == "Pod"]
    assert [pod["spec"]["enableServiceLinks"] for pod in pods] == [False]
    assert all("secretRef" in source for source in pods[0]["spec"]["containers"][0]["envFrom"])


def test_the_environment_is_one_more_secret_with_a_numeric_port_for_every_service() -> None:
    """C010 holds for whoever takes this Secret alone; what the user wrote is kept as it is."""
    redis = group("192.0.2.11", name="redis", engine="redis", port=6379)
    mysql = Published("mysql", "mysql", "main", True, 3306, ("192.0.2.10",), aliases=("mysql-main",))
    secret = build(OWNER, [mysql, redis], None, {"REDIS_URL": "redis://redis/0", "MOTTO": " a'b\n"})[0]
    assert secret == {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {
            "name": "shop-production",
            "namespace": "shop-production",
            "labels": {
                "app.kubernetes.io/managed-by": "maestro-databases",
                "maestro.databases/application": "shop",
                "maestro.databases/environment": "production",
            },
        },
        "type": "Opaque",
        "data": {
            "MOTTO": "IGEnYgo=",
            "MYSQL_MAIN_PORT": "MzMwNg==",
            "MYSQL_PORT": "MzMwNg==",
            "REDIS_PORT": "NjM3OQ==",
            "REDIS_URL": "cmVkaXM6Ly9yZWRpcy8w",
        },
    }
    assert "shop-production" not in [item["metadata"]["name"] for item in build(OWNER, [redis], None, {})]
    assert [item["metadata"]["name"] for item in build(OWNER, [], None, {"A": "1"})] == ["shop-production"]
    assert environment_name(Owner("x", "My.Shop", "pre_view")) == "my-shop-pre-view"


def test_ownership_is_the_labels_all_of_them() -> None:
    item = {"metadata": {"labels": LABELS}}
    assert OWNER.owns(item)
    assert not Owner("shop-production", "shop", "staging").owns(item)
    assert not OWNER.owns({"metadata": {"labels": {**LABELS, "app.kubernetes.io/managed-by": "Helm"}}})
    assert not OWNER.owns({"metadata": {}})
