# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A maker's repository: whose key is trusted, and what its files say."""

from __future__ import annotations

import getpass
import grp
import os
import shutil
import subprocess
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.hosts import openpgp, repository
from ansible_collections.maestro.databases.plugins.module_utils.hosts.files import Wanted
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
    # The agent that held the secret keys would outlive the tests.
    subprocess.run(["gpgconf", "--homedir", str(home), "--kill", "gpg-agent"], check=True)
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


@pytest.fixture
def places(tmp_path: Path, monkeypatch) -> Path:
    """Where the files go instead of /etc/apt."""
    made = repository.files
    user, group = getpass.getuser(), grp.getgrgid(os.getgid()).gr_name

    def there(engine, given):
        return [
            replace(file, path=f"{tmp_path}/{os.path.basename(file.path)}", owner=user, group=group)
            for file in made(engine, given)
        ]

    monkeypatch.setattr(repository, "files", there)
    monkeypatch.setattr(repository, "keyring", lambda engine: f"{tmp_path}/{engine}.asc")
    monkeypatch.setattr(repository, "Wanted", partial(Wanted, owner=user, group=group))
    return tmp_path


def state(folder: Path) -> dict[str, tuple[str, int]]:
    return {path.name: (path.read_text(), path.stat().st_mode & 0o777) for path in folder.iterdir()}


NO_RELEASE = "E: The repository 'http://repo.example.com/apt/debian trixie/server/7.0 Release' has no Release file."
NO_SUITE = (
    "repository of server: http://repo.example.com/apt/debian, suite trixie/server/7.0, cannot be read, and was taken "
    f"off the host again: {NO_RELEASE}\nWhere it has no such suite, pin a version that it has for this release, or "
    "correct its uri and suite in maestro_repositories"
)
LOCKED = "E: Could not get lock"


@pytest.mark.parametrize("former", ["none", "another"])
@pytest.mark.parametrize(("said", "told"), [(NO_RELEASE, NO_SUITE), (LOCKED, LOCKED)])
def test_a_repository_that_cannot_be_read_is_taken_off_again(keys, places, monkeypatch, former, said, told):
    fingerprint, armour = keys["curve"]
    there = MAKER.with_given({"fingerprint": fingerprint, "key": armour})
    monkeypatch.setattr(repository.apt, "refresh", lambda *_given: None)
    if former == "another":
        with repository.added("server", there.filled(version="6.0", id="debian", codename="trixie"), str, 1):
            pass
        (places / "maestro-server.sources").chmod(0o600)
    before = state(places)

    def refuse(*_given):
        raise HostError(said)

    monkeypatch.setattr(repository.apt, "refresh", refuse)
    filled = there.filled(version="7.0", id="debian", codename="trixie")
    with pytest.raises(HostError) as caught, repository.added("server", filled, str, 1):
        pytest.fail("it came to the packages")
    assert str(caught.value) == told
    assert state(places) == before
    assert len(before) == {"none": 0, "another": 3}[former]


def test_a_repository_without_the_packages_is_taken_off_again(keys, places, monkeypatch):
    fingerprint, armour = keys["curve"]
    monkeypatch.setattr(repository.apt, "refresh", lambda *_given: None)
    filled = MAKER.with_given({"fingerprint": fingerprint, "key": armour}).filled(
        version="7.0", id="debian", codename="trixie"
    )
    added = repository.added("server", filled, str, 1)
    added.__enter__()
    assert len(state(places)) == 3
    lacking = HostError("no server-org")
    assert not added.__exit__(HostError, lacking, None)
    assert state(places) == {}
