# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module application_files on a host: made, changed and refused, each in check mode, for real, and again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conftest import LabFactory
from tests.hosts import Lab

MODULE = "maestro.databases.application_files"
FOLDER = "/srv/shop"
CANARY = "kanarienvogel"
GROUP = {
    "engine": "postgresql",
    "group": "default",
    "primary": True,
    "deployment": "dedicated",
    "prefixes": ["POSTGRESQL_DEFAULT", "POSTGRESQL"],
    "hosts": [{"name": "db1"}],
    "port": 5432,
    "database": "shop_production",
}
FILES = [{"path": FOLDER, "kind": "rails"}, {"path": FOLDER, "kind": "django", "mode": "0600"}]
UNIT = "[Service]\nExecStart=/usr/bin/sleep infinity\nEnvironment=DATABASE_URL=postgresql://a:b@old/c\n"


@pytest.fixture(scope="module")
def host(lab: LabFactory) -> Lab:
    place = lab("web:bookworm")
    place.ssh("web", f"cat >/etc/systemd/system/files-web.service <<'EOF'\n{UNIT}EOF")
    place.ssh("web", "systemctl daemon-reload; systemctl start files-web; getent passwd shop || useradd -r shop")
    place.ssh("web", f"install -d -o shop -g shop {FOLDER} {FOLDER}/config; echo A=1 >{FOLDER}/.env")
    return place


def content(address: str) -> str:
    values = {"ADDRESS": address, "PORT": "5432", "USERNAME": "shop", "PASSWORD": CANARY, "DATABASE": "shop"}
    values["URL"] = f"postgresql://shop:{CANARY}@{address}:5432/shop"
    return "".join(f"POSTGRESQL_{name}='{value}'\n" for name, value in values.items())


def run(host: Lab, *options: str, **arguments: Any) -> dict[str, Any]:
    must_pass = arguments.pop("must_pass", True)
    given = {"files": FILES, "databases": [GROUP], "units": ["files-web"], **arguments}
    done = host.module("web", MODULE, given, *options, must_pass=must_pass)
    assert CANARY not in json.dumps(done)
    return done


def told(done: dict[str, Any]) -> list[Any]:
    return [done[key] for key in ("changed", "files", "notes", "restart", "diff")]


def each_way(host: Lab, **arguments: Any) -> dict[str, Any]:
    """Check mode predicts, the run does it, and neither does it again; returns the run's result."""
    predicted = run(host, "--check", "--diff", **arguments)
    done = run(host, "--diff", **arguments)
    assert done["changed"]
    assert told(predicted) == told(done)
    host.ssh("web", "systemctl restart files-web")
    for options in (("--check",), ()):
        again = run(host, *options, **arguments)
        assert (again["changed"], again["restart"]) == (False, [])
    return done


def test_files_are_made_for_their_users_alone(host: Lab) -> None:
    done = each_way(host, content=content("10.0.0.3"))
    assert [file["state"] for file in done["files"]] == ["created", "changed"]
    assert done["restart"] == ["files-web.service"]
    assert done["warnings"] == [
        (
            "DATABASE_URL in the environment of files-web.service leads 'primary' of "
            f"{FOLDER}/config/database.yml to old, "
            "not to 10.0.0.3: unset it"
        )
    ]
    rights = host.ssh("web", f"stat -c '%a %U' {FOLDER}/config/database.yml {FOLDER}/.env; ls -A {FOLDER}").stdout
    assert rights.split("\n")[:4] == ["640 shop", "600 root", ".env", "config"]
    assert host.ssh("web", f"head -1 {FOLDER}/.env").stdout == "A=1\n"


def test_another_address_changes_the_files_and_names_the_unit(host: Lab) -> None:
    done = each_way(host, content=content("10.0.0.4"))
    assert [file["state"] for file in done["files"]] == ["changed", "changed"]
    assert done["diff"][0]["after"] == "  host: (hidden, after)\n"
    assert done["restart"] == ["files-web.service"]


def test_a_unit_that_was_not_restarted_is_found_later(host: Lab) -> None:
    assert run(host, content=content("10.0.0.5"))["changed"]
    later = run(host, content=content("10.0.0.5"))
    assert (later["changed"], later["restart"]) == (False, ["files-web.service"])


def test_what_is_left_alone_and_what_a_url_does_not_keep_is_a_warning(host: Lab) -> None:
    old = "postgresql://u@/db?host=/run/postgresql&charset=utf8"
    host.ssh("web", f"printf 'production:\\n  adapter: postgres\\n' >{FOLDER}/config/database.yml")
    host.ssh("web", f"echo 'DATABASE_URL={old}' >{FOLDER}/.env")
    left = f"{FOLDER}/config/database.yml: production is left alone: its adapter is postgres"
    lost = f"{FOLDER}/.env: DATABASE_URL does not keep host of the old URL: they say how that server is reached"
    values = {"content": content("10.0.0.6")}
    # Looking is followed by a run that says it.
    assert "warnings" not in run(host)
    for options in (("--check",), ()):
        done = run(host, *options, **values)
        assert (done["notes"], done["warnings"]) == ([left], [left, lost])
    assert run(host, **values)["warnings"] == [left]
    url = f"postgresql://shop:{CANARY}@10.0.0.6:5432/shop?charset=utf8"
    assert host.ssh("web", f"cat {FOLDER}/.env").stdout == f"DATABASE_URL='{url}'\n"


def test_all_that_is_wrong_is_refused_before_the_first_file_is_written(host: Lab) -> None:
    before = host.ssh("web", f"sha256sum {FOLDER}/.env").stdout
    host.ssh("web", f"printf 'production:\\n  a: 1\\n  host x\\n' >{FOLDER}/config/database.yml")
    paths = [{"path": "/srv/away/x", "kind": "laravel"}, {"path": "/srv/nowhere", "kind": "django"}]
    files = [FILES[1], FILES[0], *paths, {**FILES[1], "owner": "nobody-here"}]
    for values in ({"content": content("10.0.0.9")}, {}):
        done = run(host, files=files, must_pass=False, **values)
        assert [problem.partition(";")[0] for problem in done["problems"]] == [
            f"{FOLDER}/config/database.yml line 3: is no 'key: value'",
            "/srv/away/x: there is no folder /srv/away",
            "/srv/nowhere: is neither there nor the name of a file of the kind django",
            f"{FOLDER}: {FOLDER}/.env is named twice",
            f"{FOLDER}: this host has no user 'nobody-here'",
        ]
    assert host.ssh("web", f"sha256sum {FOLDER}/.env; ls /srv").stdout == f"{before}shop\n"
