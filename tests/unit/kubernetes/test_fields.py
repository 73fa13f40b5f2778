# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When an object counts as unchanged. The live objects are what Kubernetes 1.36 answered."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.fields import differs, unchanged

OWN_LABELS = {"app.kubernetes.io/managed-by": "maestro-databases", "maestro.databases/group": "main"}
LABEL_FIELDS = {f"f:{key}": {} for key in OWN_LABELS}

WANTED_SERVICE: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "redis", "namespace": "shop", "labels": OWN_LABELS},
    "spec": {
        "type": "ClusterIP",
        "ports": [{"name": "redis", "port": 6379, "protocol": "TCP"}],
        "ipFamilyPolicy": "SingleStack",
        "ipFamilies": ["IPv4"],
    },
}
LIVE_SERVICE: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {
        "name": "redis",
        "namespace": "shop",
        "uid": "9b9f9c4e-0000-4000-8000-000000000000",
        "resourceVersion": "281",
        "labels": OWN_LABELS,
        "managedFields": [
            {
                "manager": "maestro-databases",
                "operation": "Apply",
                "apiVersion": "v1",
                "time": "2026-11-25T02:00:00Z",
                "fieldsType": "FieldsV1",
                "fieldsV1": {
                    "f:metadata": {"f:labels": LABEL_FIELDS},
                    "f:spec": {
                        "f:ipFamilies": {},
                        "f:ipFamilyPolicy": {},
                        "f:ports": {
                            'k:{"port":6379,"protocol":"TCP"}': {".": {}, "f:name": {}, "f:port": {}, "f:protocol": {}}
                        },
                        "f:type": {},
                    },
                },
            }
        ],
    },
    "spec": {
        "ports": [{"name": "redis", "protocol": "TCP", "port": 6379, "targetPort": 6379}],
        "clusterIP": "10.96.177.241",
        "clusterIPs": ["10.96.177.241"],
        "type": "ClusterIP",
        "sessionAffinity": "None",
        "ipFamilies": ["IPv4"],
        "ipFamilyPolicy": "SingleStack",
        "internalTrafficPolicy": "Cluster",
    },
    "status": {"loadBalancer": {}},
}
WANTED_SLICE: dict[str, Any] = {
    "apiVersion": "discovery.k8s.io/v1",
    "kind": "EndpointSlice",
    "metadata": {"name": "redis-ipv4", "namespace": "shop", "labels": OWN_LABELS},
    "addressType": "IPv4",
    "ports": [{"name": "redis", "port": 6379, "protocol": "TCP"}],
    "endpoints": [{"addresses": ["192.0.2.10"], "conditions": {"ready": True}}],
}
LIVE_SLICE: dict[str, Any] = {
    **WANTED_SLICE,
    "metadata": {
        **WANTED_SLICE["metadata"],
        "resourceVersion": "280",
        "managedFields": [
            {
                "manager": "maestro-databases",
                "operation": "Apply",
                "fieldsV1": {
                    "f:addressType": {},
                    "f:endpoints": {},
                    "f:metadata": {"f:labels": LABEL_FIELDS},
                    "f:ports": {},
                },
            }
        ],
    },
}


def changed(item: dict[str, Any], value: object, *path: Any) -> dict[str, Any]:
    """A copy with one value put in; None takes it out."""
    result = copy.deepcopy(item)
    place: Any = result
    for step in path[:-1]:
        place = place[step]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return result


@pytest.mark.parametrize(("live", "wanted"), [(LIVE_SERVICE, WANTED_SERVICE), (LIVE_SLICE, WANTED_SLICE)])
def test_what_the_server_added_is_no_change(live: dict[str, Any], wanted: dict[str, Any]) -> None:
    assert unchanged(live, wanted)


@pytest.mark.parametrize(
    "live",
    [
        changed(LIVE_SERVICE, "NodePort", "spec", "type"),
        changed(LIVE_SERVICE, 6380, "spec", "ports", 0, "port"),
        changed(LIVE_SERVICE, "other", "spec", "ports", 0, "name"),
        changed(LIVE_SERVICE, ["IPv6"], "spec", "ipFamilies"),
        changed(LIVE_SERVICE, {}, "metadata", "labels"),
        changed(LIVE_SERVICE, None, "metadata", "managedFields"),
        changed(LIVE_SERVICE, "kubectl", "metadata", "managedFields", 0, "manager"),
        changed(LIVE_SERVICE, "Update", "metadata", "managedFields", 0, "operation"),
    ],
)
def test_another_value_or_another_owner_is_a_change(live: dict[str, Any]) -> None:
    assert not unchanged(live, WANTED_SERVICE)


def test_a_field_of_ours_that_is_no_longer_wanted_is_a_change() -> None:
    wanted = changed(WANTED_SERVICE, None, "metadata", "labels", "maestro.databases/group")
    assert not unchanged(LIVE_SERVICE, wanted)
    assert not unchanged(LIVE_SERVICE, changed(WANTED_SERVICE, None, "spec", "ipFamilies"))


def test_a_field_that_only_others_hold_is_no_change() -> None:
    live = changed(LIVE_SERVICE, {"theirs": "x"}, "metadata", "annotations")
    live = changed(
        live, [*live["spec"]["ports"], {"name": "metrics", "port": 9121, "protocol": "TCP"}], "spec", "ports"
    )
    assert unchanged(live, WANTED_SERVICE)


@pytest.mark.parametrize(
    "endpoints",
    [
        [],
        [{"addresses": ["192.0.2.11"], "conditions": {"ready": True}}],
        [{"addresses": ["192.0.2.10"], "conditions": {"ready": False}}],
        [{"addresses": ["192.0.2.10"]}],
        [*WANTED_SLICE["endpoints"], {"addresses": ["192.0.2.11"], "conditions": {"ready": True}}],
    ],
)
def test_a_list_that_the_server_takes_as_a_whole_is_compared_as_a_whole(endpoints: list[Any]) -> None:
    assert not unchanged(changed(LIVE_SLICE, endpoints, "endpoints"), WANTED_SLICE)


def test_the_answer_to_a_dry_run_differs_only_by_what_counts() -> None:
    answer = changed(LIVE_SERVICE, "2026-11-25T09:09:09Z", "metadata", "managedFields", 0, "time")
    assert not differs(LIVE_SERVICE, changed(answer, "299", "metadata", "resourceVersion"))
    assert differs(LIVE_SERVICE, changed(answer, "NodePort", "spec", "type"))
    assert differs(LIVE_SERVICE, changed(answer, [], "metadata", "managedFields"))
