# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects as a file."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.manifest import ManifestError, write_manifest
from ansible_collections.maestro.databases.plugins.module_utils.kubernetes.objects import Owner, Published, build

OWNER = Owner("shop-production", "shop", "production")


def wanted(*names: str) -> list[dict]:
    secret = {"MYSQL_PASSWORD": "canary"}
    return build(OWNER, [Published(name, "mysql", name, False, 3306, ("192.0.2.10",), secret) for name in names])


def states(outcome) -> dict[str, str]:
    return {f"{result.kind} {result.name}": result.state for result in outcome.results}


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_services_and_slices_without_namespace_and_without_secrets(tmp_path: Path) -> None:
    path = tmp_path / "build/shop.yml"
    outcome = write_manifest(str(path), wanted("mysql"), secrets=False, check=False)
    assert outcome.changed
    items = list(yaml.safe_load_all(path.read_text()))
    assert [item["kind"] for item in items] == ["EndpointSlice", "Service"]
    assert all("namespace" not in item["metadata"] for item in items)
    assert "canary" not in path.read_text()
    assert mode(path) == 0o644


def test_secrets_only_where_asked_for_and_for_the_owner_of_the_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "shop.yml"
    write_manifest(str(path), wanted("mysql"), secrets=False, check=False)
    outcome = write_manifest(str(path), wanted("mysql"), secrets=True, check=False)
    assert states(outcome) == {
        "Secret mysql": "created",
        "EndpointSlice mysql-ipv4": "unchanged",
        "Service mysql": "unchanged",
    }
    assert mode(path) == 0o600
    path.chmod(0o644)
    assert write_manifest(str(path), wanted("mysql"), secrets=True, check=False).changed
    assert mode(path) == 0o600


def test_a_second_run_leaves_the_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "shop.yml"
    write_manifest(str(path), wanted("mysql"), secrets=False, check=False)
    before = path.stat()
    assert not write_manifest(str(path), wanted("mysql"), secrets=False, check=False).changed
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_check_mode_predicts_and_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "folder/shop.yml"
    predicted = write_manifest(str(path), wanted("mysql"), secrets=False, check=True)
    assert predicted.changed
    assert not path.parent.exists()
    assert states(write_manifest(str(path), wanted("mysql"), secrets=False, check=False)) == states(predicted)


def test_what_is_no_longer_wanted_leaves_the_file(tmp_path: Path) -> None:
    path = tmp_path / "shop.yml"
    write_manifest(str(path), wanted("mysql-main", "mysql-spare"), secrets=False, check=False)
    outcome = write_manifest(str(path), wanted("mysql-main"), secrets=False, check=False)
    assert states(outcome) == {
        "EndpointSlice mysql-main-ipv4": "unchanged",
        "Service mysql-main": "unchanged",
        "EndpointSlice mysql-spare-ipv4": "pruned",
        "Service mysql-spare": "pruned",
    }
    assert "spare" not in path.read_text()


@pytest.mark.parametrize(
    "text", ["kind: Deployment\nmetadata: {name: shop}\n", "{", "just text\n", "password: canary\n\tx"]
)
def test_a_file_that_is_not_ours_is_not_overwritten(tmp_path: Path, text: str) -> None:
    path = tmp_path / "shop.yml"
    path.write_text(text)
    with pytest.raises(ManifestError) as raised:
        write_manifest(str(path), wanted("mysql"), secrets=False, check=False)
    assert str(path) in str(raised.value)
    assert "canary" not in str(raised.value)
    assert path.read_text() == text
