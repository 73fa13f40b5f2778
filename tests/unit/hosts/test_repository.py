# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A maker's repository: whose key is trusted, and what its files say."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.hosts import openpgp, repository
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError
from ansible_collections.maestro.databases.plugins.module_utils.hosts.repository import Repository

MAKER = Repository(
    uri="http://repo.example.com/apt/{id}",
    suite="{codename}/server/{version}",
    key_url="https://keys.example.com/{version}.asc",
    origin="maker",
    packages=("server-org*", "server-shell"),
    fingerprints={"7.0": "AA", "8.0": "BB"},
)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """Fingerprint and armour of two keys that GnuPG made, of both kinds that makers use."""
    if not shutil.which("gpg"):
        pytest.fail("gpg is not installed; install gnupg")
    home = tmp_path_factory.mktemp("gnupg")
    home.chmod(0o700)
    made = {}
    for name, kind in (("rsa", "rsa2048"), ("curve", "ed25519")):
        options = ["gpg", "--homedir", str(home), "--batch", "--quiet", "--passphrase", ""]
        subprocess.run([*options, "--quick-generate-key", f"{name}@example.com", kind, "sign"], check=True)
        listed = subprocess.run(
            [*options, "--with-colons", "--list-keys", f"{name}@example.com"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        fingerprint = next(line.split(":")[9] for line in listed.splitlines() if line.startswith("fpr:"))
        armour = subprocess.run(
            [*options, "--armor", "--export", f"{name}@example.com"], check=True, capture_output=True, text=True
        ).stdout
        made[name] = (fingerprint, armour)
    return made


@pytest.mark.parametrize("name", ["rsa", "curve"])
def test_a_fingerprint_is_the_one_that_gnupg_tells(keys, name):
    fingerprint, armour = keys[name]
    assert openpgp.fingerprints(armour) == [fingerprint]
    assert openpgp.fingerprints(armour.replace("\n", "\r\n")) == [fingerprint]


@pytest.mark.parametrize(
    "text", ["", "no key", "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n!!\n-----END PGP PUBLIC KEY BLOCK-----"]
)
def test_what_is_no_key_has_no_fingerprint(text):
    assert openpgp.fingerprints(text) == []


def test_half_a_key_has_no_other_fingerprint(keys):
    fingerprint, armour = keys["rsa"]
    lines = armour.splitlines()
    half = "\n".join([*lines[:4], *lines[-1:]])
    assert openpgp.fingerprints(half) in ([], [fingerprint])


def test_fingerprints_are_compared_without_their_spaces():
    assert openpgp.same("0xab cd:EF", "ABCDEF")
    assert not openpgp.same("", "")


def test_the_files():
    made = repository.files("server", MAKER.filled(version="7.0", id="debian", codename="trixie"))
    assert {file.path: file.content.splitlines()[1:] for file in made} == {
        "/etc/apt/sources.list.d/maestro-server.sources": [
            "Types: deb",
            "URIs: http://repo.example.com/apt/debian",
            "Suites: trixie/server/7.0",
            "Components: main",
            "Signed-By: /etc/apt/keyrings/maestro-server.asc",
        ],
        "/etc/apt/preferences.d/maestro-server.pref": [
            "Package: *",
            "Pin: release o=maker",
            "Pin-Priority: -10",
            "",
            "Package: server-org* server-shell",
            "Pin: release o=maker",
            "Pin-Priority: 500",
        ],
    }


def test_what_the_user_says_wins():
    mirror = MAKER.with_given({"uri": "http://10.0.0.1/{version}", "suite": "./", "fingerprint": "CC", "origin": ""})
    filled = mirror.filled(version="8.0", id="debian", codename="sid")
    assert (filled.uri, filled.fingerprint) == ("http://10.0.0.1/8.0", "CC")
    source, pins = repository.files("server", filled)
    assert "Components" not in source.content
    assert 'Pin: origin "10.0.0.1"\n' in pins.content


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"url": "http://x"}, "repository: unknown key url"),
        ({"uri": "http://x\nTrusted: yes"}, "repository: uri: is to be one line of text"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_told(given, text):
    with pytest.raises(HostError, match=text):
        MAKER.with_given(given)


def test_the_fingerprint_follows_the_version():
    assert MAKER.filled(version="8.0", id="debian", codename="sid").fingerprint == "BB"


@pytest.mark.parametrize("wrong", ["another key", "a key more", "no key"])
def test_a_key_that_is_not_the_pinned_one_is_refused(keys, wrong, monkeypatch):
    fingerprint, armour = keys["rsa"]
    text = {"another key": keys["curve"][1], "a key more": armour + keys["curve"][1], "no key": "<html>"}[wrong]
    monkeypatch.setattr(repository, "Files", None)  # nothing may be written
    pinned = MAKER.with_given({"fingerprint": fingerprint})
    with pytest.raises(HostError, match=f"and {fingerprint} is trusted; nothing was installed"):
        repository.add("server", pinned, lambda url: text)


def test_without_a_fingerprint_nothing_is_fetched():
    with pytest.raises(HostError, match="no key is trusted"):
        repository.add("server", MAKER, lambda url: 1 / 0)


def test_a_version_that_no_key_is_known_of_is_told_before_anything_is_fetched():
    with pytest.raises(HostError) as caught:
        MAKER.filled(version="9.0", id="debian", codename="sid")
    assert str(caught.value) == (
        "repository: no key is known of a version 9.0; pin one of 7.0, 8.0, or give the repository's fingerprint"
    )
    given = MAKER.with_given({"fingerprint": "CC"}).filled(version="9.0", id="debian", codename="sid")
    assert (given.suite, given.fingerprint) == ("sid/server/9.0", "CC")


def test_a_host_that_has_it_is_current(keys, tmp_path: Path, monkeypatch):
    fingerprint, armour = keys["curve"]
    here = MAKER.with_given({"fingerprint": fingerprint}).filled(version="7.0", id="debian", codename="trixie")
    monkeypatch.setattr(repository, "keyring", lambda engine: str(tmp_path / "key.asc"))
    monkeypatch.setattr(repository, "files", lambda engine, given: [])
    assert not repository.current("server", here)
    (tmp_path / "key.asc").write_text(armour)
    assert repository.current("server", here)
    assert not repository.current("server", here.with_given({"fingerprint": "AA"}))
