# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts that may do in one namespace what a publisher of databases needs, and nothing elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from . import kubeconfig
from .servers import Cluster

RBAC = "rbac.authorization.k8s.io"
VERBS = ["get", "list", "watch", "create", "patch", "update", "delete"]
RULES: dict[str, list[dict[str, Any]]] = {
    "publisher": [
        {"apiGroups": [""], "resources": ["services", "secrets"], "verbs": VERBS},
        {"apiGroups": ["discovery.k8s.io"], "resources": ["endpointslices"], "verbs": VERBS},
        {"apiGroups": [""], "resources": ["endpoints"], "verbs": ["get"]},
    ],
}
LIFETIME = 7 * 24 * 3600


def config(cluster: Cluster, namespace: str, role: str) -> Path:
    """Return a kubeconfig with a token of a ServiceAccount bound to that role; namespace and all are made on demand."""
    cluster.require()
    api = cluster.api
    core, rbac = f"/api/v1/namespaces/{namespace}", f"/apis/{RBAC}/v1/namespaces/{namespace}"
    meta = {"metadata": {"name": role}}
    api.apply(core, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}})
    api.apply(f"{core}/serviceaccounts/{role}", {"apiVersion": "v1", "kind": "ServiceAccount", **meta})
    api.apply(f"{rbac}/roles/{role}", {"apiVersion": f"{RBAC}/v1", "kind": "Role", **meta, "rules": RULES[role]})
    api.apply(
        f"{rbac}/rolebindings/{role}",
        {
            "apiVersion": f"{RBAC}/v1",
            "kind": "RoleBinding",
            **meta,
            "roleRef": {"apiGroup": RBAC, "kind": "Role", "name": role},
            "subjects": [{"kind": "ServiceAccount", "name": role, "namespace": namespace}],
        },
    )
    group = "authentication.k8s.io/v1"
    request = {"apiVersion": group, "kind": "TokenRequest", "spec": {"expirationSeconds": LIFETIME}}
    token = api.create(f"{core}/serviceaccounts/{role}/token", request)["status"]["token"]
    return kubeconfig.write(
        cluster.folder / "kubeconfigs" / f"{namespace}-{role}.yml",
        server=cluster.server,
        authority=cluster.authority.pair.certificate,
        user=f"{namespace}-{role}",
        token=token,
        namespace=namespace,
    )
