# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An application that is declared by a manifest.yml and a service.yml alone, up to what it finds on its host."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import LabFactory
from tests.hosts import Lab
from tests.play import Run, ansible_playbook

WEB, DB = "manifest-web", "manifest-db"
MANIFEST = """
production:
  docker:
    servers:
      - server: {{unique_name: {web}, address: {address}}}
  redis:
    groups:
      main:
        primary: true
        configuration: {{version: 8.0}}
        servers:
          - server: {{unique_name: {db}, size: m3.medium}}
      spare:
        servers:
          - server: {{same_as: {web}}}
  memcached:
    configuration: {{memory: {memory}, port: 11300}}
environment_variables:
  GREETING: good morning
  TOKEN: AUTO_GENERATE_15
  CACHE_OF: _env(MEMCACHED_ADDRESS):_env(MEMCACHED_PORT)
"""
SERVICE = "services:\n  web: {git_url: 'https://git.example.com/shop.git'}\ndatabases: [redis]\n"
#: The application, which knows its environment alone.
APPLICATION = """
import json, os, redis
from pymemcache.client.base import Client
e = os.environ
found = {}
for name in ("REDIS", "REDIS_SPARE"):
    client = redis.Redis.from_url(e[f"{name}_URL"])
    client.set("shop:key", name)
    found[name] = [client.get("shop:key").decode(), client.info("server")["redis_version"], e[f"{name}_ADDRESS"]]
cache = Client(e["CACHE_OF"])
found["memcached"] = [cache.stats()[b"limit_maxbytes"], e["CACHE_OF"].split(":")[1]]
found["variables"] = [e["GREETING"], len(e["TOKEN"])]
print(json.dumps(found))
"""


@dataclass
class Project:
    """The application's files beside an inventory."""

    hosts: Lab
    folder: Path

    def deploy(self, memory: int, *options: str) -> Run:
        text = MANIFEST.format(web=WEB, address=self.hosts.addresses[WEB], db=DB, memory=memory)
        (self.folder / "manifest.yml").write_text(text)
        given = {
            "maestro_application": "shop",
            "maestro_web": WEB,
            "maestro_manifest_file": str(self.folder / "manifest.yml"),
            "maestro_service_file": str(self.folder / "service.yml"),
            "redis_memory_mb": 256,
        }
        vault = f"--vault-password-file={self.folder / 'vault'}"
        return ansible_playbook("maestro.databases.deploy", self.folder / "hosts.yml", given, vault, *options)

    def application(self) -> dict[str, list[object]]:
        """What it finds."""
        line = f"set -a; . /etc/maestro/applications/shop-production.env; python3 -c {shlex.quote(APPLICATION)}"
        found: dict[str, list[object]] = json.loads(self.hosts.ssh(WEB, line).stdout)
        return found


@pytest.fixture(scope="module")
def project(lab: LabFactory, tmp_path_factory: pytest.TempPathFactory) -> Project:
    hosts = lab(f"{WEB}:bookworm", f"{DB}:trixie")
    folder = tmp_path_factory.mktemp("project")
    (folder / "hosts.yml").write_text(hosts.inventory.read_text())
    (folder / "vault").write_text("a vault password")
    (folder / "service.yml").write_text(SERVICE)
    hosts.ssh(WEB, "apt-get -qq update && apt-get -qq install -y python3-redis python3-pymemcache >/dev/null 2>&1")
    return Project(hosts, folder)


def test_the_application_finds_what_its_manifest_says(project: Project) -> None:
    project.hosts.ssh(DB, "apt-get -qq update")
    check = project.deploy(128, "--check")
    real = project.deploy(128)
    assert check.changes() == real.changes()
    found = project.application()
    main, spare = found["REDIS"], found["REDIS_SPARE"]
    assert (main[0], spare[0]) == ("REDIS", "REDIS_SPARE")
    assert re.fullmatch(r"8\.0\.\d+", str(main[1]))
    assert re.fullmatch(r"7\.0\.\d+", str(spare[1]))
    assert (main[2], spare[2]) == (project.hosts.addresses[DB], "127.0.0.1")
    assert found["memcached"] == [128 * 1024 * 1024, "11300"]
    assert found["variables"] == ["good morning", 15]
    assert project.deploy(128).changed() == []


def test_what_changes_in_it_is_pending_and_then_there(project: Project) -> None:
    check = project.deploy(192, "--check")
    told = check.of("maestro.databases.plan")["pending"]
    assert [one["text"] for one in told] == [
        "memcached group 'default': setting 'memory' set -> set otherwise (at the next deployment)"
    ]
    real = project.deploy(192)
    assert check.changes() == real.changes()
    assert project.application()["memcached"] == [192 * 1024 * 1024, "11300"]
    assert real.changed(DB) == []
