# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The servers of a cluster: etcd, kube-apiserver, CoreDNS and, on demand, kube-controller-manager."""

from __future__ import annotations

import shutil
import socket
import urllib.request
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Address
from pathlib import Path

from .. import subnet
from ..daemon import Daemon, boot_id
from ..errors import LabError
from ..network import Network
from ..paths import run_folder
from . import assets, kubeconfig
from .api import Api
from .pki import Authority

API_PORT = 6443
DNS_PORT = 10053
DNS_READY_PORT = 10181
CONTROLLERS_PORT = 10257
ETCD_FIRST_PORT = 20000
SERVICES = "10.96.0.0/16,fd00:96::/112"
DNS_SERVICE = IPv4Address("10.96.0.10")
API_SERVICE = IPv4Address("10.96.0.1")
GRACE = 3.0
DNS_USER = "system:coredns"
PROXY_USER = "system:kube-proxy"
CONTROLLERS = "garbage-collector-controller,endpointslice-mirroring-controller,namespace-controller"


@dataclass(frozen=True)
class Cluster:
    """The cluster of one lab, on the lab's own network."""

    lab: str
    network: Network

    @property
    def folder(self) -> Path:
        """Where its state is."""
        return run_folder(self.lab) / "kubernetes"

    @property
    def address(self) -> str:
        """Where its servers listen."""
        return str(self.network.gateway)

    @property
    def server(self) -> str:
        """The API server, as clients name it."""
        return f"https://{self.address}:{API_PORT}"

    @property
    def etcd_address(self) -> str:
        """A loopback port of the lab's own: the networks are numbered, and so are these."""
        number = (int(self.network.addresses.network_address) - int(subnet.RANGE.network_address)) >> 8
        return f"http://127.0.0.1:{ETCD_FIRST_PORT + number}"

    @cached_property
    def authority(self) -> Authority:
        """The certificate authority."""
        return Authority(self.folder / "pki")

    @property
    def admin(self) -> Path:
        """The administrator's kubeconfig."""
        return self.folder / "admin.yml"

    @cached_property
    def api(self) -> Api:
        """The API as administrator."""
        pair = self.authority.client("lab-admin", ["system:masters"])
        return Api(self.address, API_PORT, self.authority.pair.certificate, pair)

    def daemon(self, name: str) -> Daemon:
        """Return one of its processes."""
        return Daemon(name, self.folder)

    def config_for(self, user: str) -> Path:
        """Return the kubeconfig of one of the cluster's own components."""
        return kubeconfig.write(
            self.folder / f"{user.removeprefix('system:')}.yml",
            server=self.server,
            authority=self.authority.pair.certificate,
            user=user,
            pair=self.authority.client(user),
        )

    def running(self) -> bool:
        """Tell whether the API server runs and is ready."""
        return self.daemon("kube-apiserver").pid() is not None and self.api.ready()

    def require(self) -> None:
        """Say how to get a cluster where none runs."""
        if not (self.folder.exists() and self.running()):
            raise LabError(f"lab {self.lab} has no Kubernetes running", f"lab --name {self.lab} kubernetes up")

    def up(self, *, controllers: bool = False) -> None:
        """Leave all servers running and ready."""
        assets.prepare()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._etcd()
        self._apiserver()
        pair = self.authority.client("lab-admin", ["system:masters"])
        authority = self.authority.pair.certificate
        kubeconfig.write(self.admin, server=self.server, authority=authority, user="lab-admin", pair=pair)
        self._dns()
        if controllers:
            self._controllers()

    def down(self) -> None:
        """End all servers and forget the state."""
        for name in ("kube-controller-manager", "coredns", "kube-apiserver", "etcd"):
            self.daemon(name).stop(GRACE)
        for pid_file in self.folder.glob("*.pid"):
            Daemon(pid_file.stem, self.folder).stop(GRACE)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _etcd(self) -> None:
        data, mark = self.folder / "etcd", self.folder / "etcd.boot"
        daemon = self.daemon("etcd")
        if data.exists() and (not mark.exists() or mark.read_text() != boot_id()):
            # Written without fsync: what the machine's last boot left is not to be trusted.
            shutil.rmtree(data)
        mark.write_text(boot_id())
        address = self.etcd_address
        argv = [assets.etcd(), "--data-dir", data, "--unsafe-no-fsync"]
        argv += ["--listen-client-urls", address, "--advertise-client-urls", address]
        argv += ["--listen-peer-urls", "http://127.0.0.1:0"]

        def ready() -> bool:
            try:
                with urllib.request.urlopen(f"{address}/health", timeout=2) as answer:
                    return b'"true"' in answer.read()
            except OSError:
                return False

        if not daemon.runs(list(map(str, argv))):
            daemon.stop(GRACE)
            _refuse_stranger("etcd", "127.0.0.1", int(address.rsplit(":", 1)[1]))
        daemon.ensure(list(map(str, argv)), ready=ready, grace=GRACE)

    def _apiserver(self) -> None:
        names = ["kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"]
        addresses = [self.address, "127.0.0.1", str(API_SERVICE)]
        serving = self.authority.server("kube-apiserver", [*names, "localhost"], addresses)
        tokens = self.authority.signing_key("service-accounts")
        argv = [
            *assets.apiserver(),
            f"--etcd-servers={self.etcd_address}",
            f"--bind-address={self.address}",
            f"--advertise-address={self.address}",
            f"--secure-port={API_PORT}",
            f"--cert-dir={self.folder / 'pki'}",
            f"--tls-cert-file={serving.certificate}",
            f"--tls-private-key-file={serving.key}",
            f"--client-ca-file={self.authority.pair.certificate}",
            "--authorization-mode=RBAC",
            f"--service-cluster-ip-range={SERVICES}",
            "--disable-admission-plugins=ServiceAccount",
            f"--service-account-issuer={self.server}/",
            f"--service-account-key-file={tokens.certificate}",
            f"--service-account-signing-key-file={tokens.key}",
            "--allow-privileged=true",
            "--profiling=false",
        ]
        daemon = self.daemon("kube-apiserver")
        if not daemon.runs(argv):
            daemon.stop(GRACE)
            _refuse_stranger("the API server", self.address, API_PORT)
        daemon.ensure(argv, ready=self.api.ready, timeout=90, grace=GRACE)

    def _dns(self) -> None:
        rule = {"apiGroups": [""], "resources": ["services", "namespaces", "pods"], "verbs": ["list", "watch"]}
        slices = {"apiGroups": ["discovery.k8s.io"], "resources": ["endpointslices"], "verbs": ["list", "watch"]}
        rbac = "rbac.authorization.k8s.io"
        self.api.apply(
            f"/apis/{rbac}/v1/clusterroles/{DNS_USER}",
            {
                "apiVersion": f"{rbac}/v1",
                "kind": "ClusterRole",
                "metadata": {"name": DNS_USER},
                "rules": [rule, slices],
            },
        )
        self.api.apply(
            f"/apis/{rbac}/v1/clusterrolebindings/{DNS_USER}",
            {
                "apiVersion": f"{rbac}/v1",
                "kind": "ClusterRoleBinding",
                "metadata": {"name": DNS_USER},
                "roleRef": {"apiGroup": rbac, "kind": "ClusterRole", "name": DNS_USER},
                "subjects": [{"apiGroup": rbac, "kind": "User", "name": DNS_USER}],
            },
        )
        corefile = self.folder / "Corefile"
        text = (
            f".:{DNS_PORT} {{\n    bind {self.address}\n    ready {self.address}:{DNS_READY_PORT}\n    errors\n"
            f"    kubernetes cluster.local {{\n        kubeconfig {self.config_for(DNS_USER)}\n    }}\n"
            "    forward . /etc/resolv.conf\n}\n"
        )
        corefile.write_text(text)
        self.daemon("coredns").ensure(
            [str(assets.dns()), "-conf", str(corefile)],
            ready=lambda: _answers(f"http://{self.address}:{DNS_READY_PORT}/ready"),
            digest=text,
            grace=GRACE,
        )
        self._dns_service()

    def _dns_service(self) -> None:
        ports = [{"name": f"dns-{kind.lower()}", "port": 53, "protocol": kind} for kind in ("UDP", "TCP")]
        self.api.apply(
            "/api/v1/namespaces/kube-system/services/kube-dns",
            {
                "apiVersion": "v1",
                "kind": "Service",
                "metadata": {"name": "kube-dns"},
                "spec": {"clusterIP": str(DNS_SERVICE), "ports": ports},
            },
        )
        self.api.apply(
            "/apis/discovery.k8s.io/v1/namespaces/kube-system/endpointslices/kube-dns",
            {
                "apiVersion": "discovery.k8s.io/v1",
                "kind": "EndpointSlice",
                "metadata": {"name": "kube-dns", "labels": {"kubernetes.io/service-name": "kube-dns"}},
                "addressType": "IPv4",
                "endpoints": [{"addresses": [self.address], "conditions": {"ready": True}}],
                "ports": [{**port, "port": DNS_PORT} for port in ports],
            },
        )

    def _controllers(self) -> None:
        argv = [
            str(assets.controllers()),
            f"--kubeconfig={self.admin}",
            f"--controllers={CONTROLLERS}",
            f"--bind-address={self.address}",
            f"--secure-port={CONTROLLERS_PORT}",
            f"--cert-dir={self.folder / 'controllers'}",
            "--leader-elect=false",
            "--concurrent-gc-syncs=5",
        ]
        daemon = self.daemon("kube-controller-manager")
        daemon.ensure(argv, ready=lambda: _listens(self.address, CONTROLLERS_PORT), grace=GRACE)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _listens(address: str, port: int) -> bool:
    try:
        socket.create_connection((address, port), timeout=1).close()
    except OSError:
        return False
    return True


def _refuse_stranger(what: str, address: str, port: int) -> None:
    """Name a port that a process which is not ours holds, rather than talk to it."""
    if _listens(address, port):
        raise LabError(f"{what} wants {address}:{port}, where something else listens", "`ss -ltnp` shows what")
