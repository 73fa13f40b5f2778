# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import base64
import io
import json
import stat
import tarfile
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

import pytest

from tests.lab.cluster import assets, build, kubeconfig, pod, toolchain, versions
from tests.lab.cluster.pki import Authority
from tests.lab.cluster.servers import Cluster
from tests.lab.errors import LabError
from tests.lab.hosts import Host
from tests.lab.network import Network
from tests.lab.shell import output, run


def test_ready_made_programs_are_taken_by_the_variables_of_envtest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("kube-apiserver", "etcd", "special"):
        (tmp_path / name).touch(mode=0o755)
    monkeypatch.setenv("KUBEBUILDER_ASSETS", str(tmp_path))
    assert assets.apiserver() == [str(tmp_path / "kube-apiserver")]
    assert assets.etcd() == tmp_path / "etcd"
    assert assets.ready_made("kubectl") is None
    monkeypatch.setenv("TEST_ASSET_KUBE_APISERVER", str(tmp_path / "special"))
    assert assets.apiserver() == [str(tmp_path / "special")]


def test_a_variable_that_points_nowhere_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_ASSET_ETCD", "/nowhere/etcd")
    with pytest.raises(LabError, match="/nowhere/etcd is no program"):
        assets.etcd()


@pytest.mark.parametrize(("text", "found"), [("go1.26.8", (1, 26)), ("go1.19", (1, 19)), ("devel", (0, 0))])
def test_the_version_of_go_is_read(text: str, found: tuple[int, int]) -> None:
    assert toolchain.version(text) == found


def test_all_staging_modules_are_of_the_release_that_is_built() -> None:
    text = (build.SOURCES / "go.mod").read_text()
    staging = build.kubernetes_version().replace("v1.", "v0.")
    replaced = [line.split() for line in text.splitlines() if "=>" in line]
    assert len(replaced) > 30
    assert {(line[0] == line[2], line[3]) for line in replaced} == {(True, staging)}


def test_another_version_takes_the_staging_modules_that_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "k8s.io/streaming" not in versions.requirements("v1.35.4")
    text = versions.requirements("v1.37.2")
    assert "replace k8s.io/streaming => k8s.io/streaming v0.37.2\n" in text
    assert "require k8s.io/kubernetes v1.37.2\n" in text
    monkeypatch.setenv("MAESTRO_LAB_KUBERNETES", "1.33.13")
    assert build.kubernetes_version() == "v1.33.13"
    assert build.digest("v1.33.13") != build.digest(versions.own())
    monkeypatch.setenv("MAESTRO_LAB_KUBERNETES", "latest")
    with pytest.raises(LabError, match=r"write it as 1\.33\.13"):
        build.kubernetes_version()


def test_servers_of_two_labs_do_not_meet() -> None:
    one = Cluster("one", Network("n", "b", IPv4Network("10.88.0.0/24")))
    last = Cluster("last", Network("n", "b", IPv4Network("10.95.255.0/24")))
    assert (one.server, one.etcd_address) == ("https://10.88.0.1:6443", "http://127.0.0.1:20000")
    assert (last.server, last.etcd_address) == ("https://10.95.255.1:6443", "http://127.0.0.1:22047")


def test_a_pod_has_the_names_of_its_own_namespace_first() -> None:
    assert pod.resolver("shop") == (
        "nameserver 10.96.0.10\nsearch shop.svc.cluster.local svc.cluster.local cluster.local\noptions ndots:5\n"
    )


def test_a_pod_enters_the_hosts_network_and_only_on_demand_its_files() -> None:
    host = Host("web1", "bookworm", IPv4Address("10.90.1.10"), "running", 42, "c")
    assert pod.command(host, "shop", ["true"], inside=False)[:5] == ["nsenter", "-t", "42", "-n", "unshare"]
    assert "-m" in pod.command(host, "shop", ["true"], inside=True)[:6]


def test_a_pod_gets_a_file_for_each_key_of_a_secret() -> None:
    packed = pod.archive({"mysql-binding": {"username": "c2hvcA==", "password": "8J+YgCM="}, "redis": {}})
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        found = {entry.name: (entry.mode, tar.extractfile(entry.name).read()) for entry in tar}
    assert found == {
        "mysql-binding/username": (0o644, b"shop"),
        "mysql-binding/password": (0o644, "😀#".encode()),
    }


def test_a_pod_gets_the_keys_of_a_secret_as_variables() -> None:
    data = {"URL": "cG9zdGdyZXNxbDovL2E6YkBjL2Q=", "MOTTO": "8J+YgAoj", "NOTHING": ""}
    assert pod.variables_of(data) == {"URL": "postgresql://a:b@c/d", "MOTTO": "😀\n#", "NOTHING": ""}


def test_a_kubeconfig_stands_alone_and_is_its_owners(tmp_path: Path) -> None:
    authority = tmp_path / "ca.crt"
    authority.write_text("CA")
    path = kubeconfig.write(
        tmp_path / "configs/shop.yml",
        server="https://10.90.1.1:6443",
        authority=authority,
        user="u",
        token="t",
        namespace="shop",
    )
    found = json.loads(path.read_text())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert found["users"] == [{"name": "u", "user": {"token": "t"}}]
    assert found["contexts"][0]["context"] == {"cluster": "lab", "user": "u", "namespace": "shop"}
    assert base64.b64decode(found["clusters"][0]["cluster"]["certificate-authority-data"]) == b"CA"


def test_certificates_are_made_once_and_verify(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    serving = authority.server("api", ["kubernetes"], ["10.90.1.1"])
    before = serving.certificate.read_bytes()
    assert Authority(tmp_path).server("api", ["kubernetes"], ["10.90.1.1"]).certificate.read_bytes() == before
    verify: list[str | Path] = ["openssl", "verify", "-CAfile", authority.pair.certificate]
    run([*verify, "-purpose", "sslserver", "-verify_ip", "10.90.1.1", serving.certificate])
    client = authority.client("lab-admin", ["system:masters"])
    run([*verify, "-purpose", "sslclient", client.certificate])
    subject = output(["openssl", "x509", "-in", client.certificate, "-noout", "-subject"])
    assert subject == "subject=O = system:masters, CN = lab-admin" or subject.endswith("O=system:masters, CN=lab-admin")
    assert stat.S_IMODE(serving.key.stat().st_mode) == 0o600


def test_a_certificate_that_a_killed_run_half_made_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "ca.key").write_text("half")
    assert Authority(tmp_path).pair.made
    run(["openssl", "x509", "-in", tmp_path / "ca.crt", "-noout"])
