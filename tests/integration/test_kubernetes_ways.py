# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways to a cluster: kubeconfigs as users have them, proxies, a pod's account, a server that is away or slow."""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.apply import PublishError
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.client import Client
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.errors import ConnectionFailedError
from tests.checkout import ROOT
from tests.integration.cluster import Cluster, directly, group
from tests.integration.tunnel import tunnel

MAIN, SPARE = group("mysql-main"), group("mysql-spare", "192.0.2.11")
RULES: list[dict[str, Any]] = yaml.safe_load((ROOT / "docs/kubernetes-role.yml").read_text())["items"][0]["rules"]


def changed(kubeconfig: Path, path: Path, **cluster: Any) -> Path:
    """A copy of a kubeconfig with other facts about its cluster."""
    content = yaml.safe_load(kubeconfig.read_text())
    content["clusters"][0]["cluster"] |= cluster
    path.write_text(yaml.safe_dump(content))
    return path


def test_a_kubeconfig_with_several_contexts_a_token_a_bundle_beside_it_and_a_proxy(
    cluster: Cluster, tmp_path: Path
) -> None:
    namespace = cluster.namespace(make=True)
    content = yaml.safe_load(namespace.account(RULES, tmp_path / "account").read_text())
    known = content["clusters"][0]["cluster"]
    data = known.pop("certificate-authority-data", None)
    bundle = base64.b64decode(data) if data else Path(known["certificate-authority"]).read_bytes()
    (tmp_path / "bundle.pem").write_bytes(bundle)
    with tunnel() as proxy:
        known |= {"certificate-authority": "bundle.pem", "proxy-url": proxy.url}
        away = {"name": "away", "cluster": {"server": "https://127.0.0.1:1"}}
        wanted = content["contexts"][0]
        other = {"name": "other", "context": {**wanted["context"], "cluster": "away"}}
        content |= {
            "clusters": [away, *content["clusters"]],
            "contexts": [other, wanted],
            "current-context": "other",
        }
        (tmp_path / "kubeconfig").write_text(yaml.safe_dump(content))
        result = namespace.publish(MAIN, kubeconfig=str(tmp_path / "kubeconfig"), context=wanted["name"])
        assert result["changed"]
        assert set(proxy.asked) == {known["server"].removeprefix("https://")}
    with pytest.raises(ConnectionFailedError, match=r"127\.0\.0\.1:1 cannot be reached"):
        directly(namespace, MAIN, kubeconfig=tmp_path / "kubeconfig")


def plugin(path: Path, **status: str) -> dict[str, Any]:
    """What a kubeconfig says of a credential plugin that gives this out."""
    version = "client.authentication.k8s.io/v1"
    answer = json.dumps({"apiVersion": version, "kind": "ExecCredential", "status": status})
    path.write_text(f"#!{sys.executable}\nprint({answer!r})\n")
    path.chmod(0o700)
    return {"exec": {"apiVersion": version, "command": str(path), "interactiveMode": "Never"}}


def test_client_certificates_and_credential_plugins(cluster: Cluster, tmp_path: Path) -> None:
    namespace = cluster.namespace(make=True)
    content = yaml.safe_load(cluster.kubeconfig.read_text())
    (administrator,) = (one["user"] for one in content["users"])
    certificate, key = (
        base64.b64decode(administrator[f"client-{part}-data"]).decode() for part in ("certificate", "key")
    )
    (tmp_path / "admin.crt").write_text(certificate)
    (tmp_path / "admin.key").write_text(key)
    token = yaml.safe_load(namespace.account(RULES, tmp_path / "account").read_text())["users"][0]["user"]["token"]
    users = {
        "192.0.2.1": {"client-certificate": "admin.crt", "client-key": str(tmp_path / "admin.key")},
        "192.0.2.2": plugin(tmp_path / "token", token=token),
        "192.0.2.3": plugin(tmp_path / "pair", clientCertificateData=certificate, clientKeyData=key),
    }
    for address, user in users.items():
        content["users"][0]["user"] = user
        (tmp_path / "kubeconfig").write_text(yaml.safe_dump(content))
        directly(namespace, group("mysql-main", address), kubeconfig=tmp_path / "kubeconfig")
        assert namespace.get("EndpointSlice", "mysql-main-ipv4")["endpoints"][0]["addresses"] == [address]


def test_the_name_that_the_certificate_of_the_server_is_for(cluster: Cluster, tmp_path: Path) -> None:
    namespace = cluster.namespace(make=True)
    right, wrong = (
        changed(cluster.kubeconfig, tmp_path / name, **{"tls-server-name": name})
        for name in ("kubernetes.default.svc", "elsewhere.example.com")
    )
    directly(namespace, MAIN, kubeconfig=right)
    with pytest.raises(ConnectionFailedError) as raised:
        directly(namespace, SPARE, kubeconfig=wrong)
    assert "not valid for 'elsewhere.example.com'" in str(raised.value)
    assert str(raised.value).endswith("check the server's name in the kubeconfig (server, or tls-server-name)")
    assert set(namespace.all("Service")) == {"mysql-main"}


def test_a_proxy_of_the_environment(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    namespace = cluster.namespace(make=True)
    with tunnel() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        directly(namespace, MAIN)
        assert len(proxy.asked) == 1, "all requests go over one connection"
        monkeypatch.setenv("NO_PROXY", proxy.asked[0].rpartition(":")[0])
        directly(namespace, SPARE)
        assert len(proxy.asked) == 1


def test_a_pods_own_account(cluster: Cluster, tmp_path: Path) -> None:
    namespace = cluster.namespace(make=True)
    content = yaml.safe_load(namespace.account(RULES, tmp_path / "account").read_text())
    known = content["clusters"][0]["cluster"]
    data = known.get("certificate-authority-data")
    bundle = base64.b64decode(data) if data else Path(known["certificate-authority"]).read_bytes()
    (tmp_path / "ca.crt").write_bytes(bundle)
    (tmp_path / "token").write_text(content["users"][0]["user"]["token"])
    host, _colon, port = known["server"].removeprefix("https://").rpartition(":")
    place = "/run/secrets/kubernetes.io/serviceaccount"
    mount = f'mount -t tmpfs tmpfs /run && mkdir -p {place} && cp ca.crt token {place} && exec "$@"'
    module = "ansible_collections.maestro.databases.plugins.modules.kubernetes_services"
    arguments = {**namespace.arguments(MAIN), "_ansible_remote_tmp": str(tmp_path)}
    del arguments["kubeconfig"]
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT / ".build/collections"),
        "KUBERNETES_SERVICE_HOST": host,
        "KUBERNETES_SERVICE_PORT": port,
    }
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-ec", mount, "sh", sys.executable, "-m", module],
        cwd=tmp_path,
        env=environment,
        input=json.dumps({"ANSIBLE_MODULE_ARGS": arguments}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"changed": true' in done.stdout
    assert set(namespace.all("Service")) == {"mysql-main"}


def test_a_server_that_never_answers_is_not_waited_for(cluster: Cluster, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        kubeconfig = changed(cluster.kubeconfig, tmp_path / "kubeconfig", server=f"http://{address}")
        started = time.monotonic()
        with pytest.raises(ConnectionFailedError) as raised:
            directly(cluster.namespace(), MAIN, kubeconfig=kubeconfig, timeout=1)
    assert time.monotonic() - started < 5
    assert str(raised.value) == (
        f"the Kubernetes API server {address} gave no answer within 1 s; see what keeps it busy, or allow more time"
    )


def test_a_connection_that_is_cut_between_two_writes_is_told_and_the_next_run_goes_on(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    namespace = cluster.namespace(make=True)
    apply, written = Client.apply, []
    with tunnel() as proxy:

        def cut_before_the_third(self: Client, item: Any, *, dry_run: bool, force: bool) -> Any:
            if not dry_run and len(written) == 2:
                proxy.cut()
            result = apply(self, item, dry_run=dry_run, force=force)
            written.extend([item] if not dry_run else [])
            return result

        monkeypatch.setattr(Client, "apply", cut_before_the_third)
        kubeconfig = changed(cluster.kubeconfig, tmp_path / "kubeconfig", **{"proxy-url": proxy.url})
        with pytest.raises(PublishError) as raised:
            directly(namespace, MAIN, SPARE, kubeconfig=kubeconfig)
    monkeypatch.undo()
    assert "Written before that: Secret mysql-main created, Secret mysql-spare created." in str(raised.value)
    assert "Run again, it goes on from there." in str(raised.value)
    assert set(namespace.versions()) == {"Secret mysql-main", "Secret mysql-spare"}
    states = directly(namespace, MAIN, SPARE)
    assert [name for name, state in states.items() if state == "unchanged"] == [
        "Secret mysql-main",
        "Secret mysql-spare",
    ]
    assert set(namespace.all("Service")) == {"mysql-main", "mysql-spare"}
