# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials: made once, kept encrypted, written in one step."""

from __future__ import annotations

import multiprocessing
import os
import re
import stat
from pathlib import Path
from typing import Any

import pytest
from ansible.parsing.vault import VaultLib, VaultSecret

from ansible_collections.maestro.databases.plugins.module_utils.credentials.entries import complete, without
from ansible_collections.maestro.databases.plugins.module_utils.credentials.generate import password
from ansible_collections.maestro.databases.plugins.module_utils.credentials.store import Store, StoreError

PLAN: dict[str, Any] = {
    "groups": [
        {
            "engine": "mysql",
            "group": "main",
            "accounts": [
                {"kind": "application", "username": "shop_production"},
                {"kind": "admin", "username": "maestro_admin"},
            ],
        }
    ]
}


class Vault:
    """Ansible's vault with a password of the test's own."""

    def __init__(self) -> None:
        self._vault = VaultLib([("default", VaultSecret(b"a vault password"))])

    def encrypt(self, plain: bytes) -> bytes:
        content: bytes = self._vault.encrypt(plain)
        return content

    def decrypt(self, content: bytes) -> bytes:
        plain: bytes = self._vault.decrypt(content)
        return plain


def test_passwords_need_no_quoting_and_differ() -> None:
    made = {password() for _attempt in range(500)}
    assert len(made) == 500
    for one in made:
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9]*[-_][A-Za-z0-9]+", one)
        assert len(one) == 32
        assert re.search("[a-z]", one)
        assert re.search("[A-Z]", one)
        assert re.search("[0-9]", one)


def test_only_what_is_missing_is_made() -> None:
    first, made = complete({}, PLAN)
    assert made == ["mysql/main/application", "mysql/main/admin"]
    assert first["mysql/main/application"]["username"] == "shop_production"
    second, made = complete(first, PLAN)
    assert made == []
    assert second == first


def test_a_group_that_is_removed_is_forgotten_alone() -> None:
    login = {"username": "shop", "password": "x"}
    stored = dict.fromkeys(
        ("redis/spare/admin", "redis/spare2/admin", "mysql/spare/admin", "redis/spare/application"), login
    )
    assert list(without(stored, "redis", "spare")) == ["redis/spare2/admin", "mysql/spare/admin"]


def test_what_is_written_is_read_and_encrypted(tmp_path: Path) -> None:
    store = Store(tmp_path, Vault())
    assert store.read() == {}
    credentials, _made = complete({}, PLAN)
    store.write(credentials)
    assert store.read() == credentials
    content = store.path.read_bytes()
    assert content.startswith(b"$ANSIBLE_VAULT;1.1;AES256\n")
    assert credentials["mysql/main/admin"]["password"].encode() not in content
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["credentials.yml"]


def test_a_plain_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "credentials.yml").write_text("format: 1\ncredentials: {}\n", encoding="utf-8")
    with pytest.raises(StoreError, match="is not encrypted"):
        Store(tmp_path, Vault()).read()


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path, Vault())
    credentials, _made = complete({}, PLAN)
    store.write(credentials)

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        store.write({})
    assert store.read() == credentials
    assert [path.name for path in tmp_path.iterdir()] == ["credentials.yml"]


def _add(folder: Path, number: int) -> None:
    store = Store(folder, Vault())
    with store.locked():
        credentials = store.read()
        credentials[f"redis/g{number}/application"] = {"username": "u", "password": password()}
        store.write(credentials)


def test_writers_wait_for_each_other(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_add, args=(tmp_path, number)) for number in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(Store(tmp_path, Vault()).read()) == [f"redis/g{number}/application" for number in range(6)]
