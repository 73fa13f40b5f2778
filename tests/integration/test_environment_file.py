# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module environment_file on a host with systemd: 12 steps, units, conflicts, and no secret anywhere."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conftest import LabFactory
from tests.hosts import Lab

MODULE = "maestro.databases.environment_file"
PATH = "/etc/maestro/applications/shop-test.env"
CANARY = "kanarienvogel"
SECOND = "kanarienhahn"

#: A unit that only tells what it was started with.
TELLER = """[Unit]
Description=Tells its environment
[Service]
ExecStart=/usr/bin/sleep infinity
"""


@pytest.fixture(scope="module")
def host(lab: LabFactory) -> Lab:
    place = lab("web:bookworm")
    for name in ("shop-web", "shop-worker", "shop-stopped", "shop-job@"):
        place.ssh("web", f"cat >/etc/systemd/system/{name}.service <<'EOF'\n{TELLER}EOF")
    place.ssh("web", "systemctl daemon-reload; systemctl start shop-web shop-worker shop-job@1 shop-job@2")
    place.ssh("web", "getent group shop || groupadd shop")
    return place


def content(**variables: str) -> str:
    return "".join(f"{name}='{value}'\n" for name, value in variables.items())


def run(host: Lab, *options: str, **arguments: Any) -> dict[str, Any]:
    return host.module("web", MODULE, {"path": PATH, **arguments}, *options)


def twelve(host: Lab, **arguments: Any) -> dict[str, Any]:
    """Check mode predicts, the run does it, and neither does it again; returns the run's result."""
    predicted = run(host, "--check", "--diff", **arguments)
    done = run(host, "--diff", **arguments)
    assert predicted["changed"]
    assert {key: predicted[key] for key in done if key != "invocation"} == {
        key: done[key] for key in done if key != "invocation"
    }
    restart(host, done)
    for options in (("--check", "--diff"), ("--diff",)):
        again = run(host, *options, **arguments)
        assert not again["changed"]
        assert (again["diff"], again["restart"], again["daemon_reload"]) == ([], [], False)
    return done


def restart(host: Lab, done: dict[str, Any]) -> None:
    """What the role does after the module."""
    if done["daemon_reload"]:
        host.ssh("web", "systemctl daemon-reload")
    for unit in done["restart"]:
        host.ssh("web", f"systemctl restart {unit}")


def environment_of(host: Lab, unit: str) -> str:
    """What a unit's process sees."""
    return host.ssh("web", f"tr '\\0' '\\n' </proc/$(systemctl show -P MainPID {unit})/environ").stdout


def test_further_files_come_change_and_go(host: Lab) -> None:
    def files(value: str) -> list[dict[str, str]]:
        return [{"path": f"/run/further/{name}", "content": f"A={value}"} for name in ("a.env", "b.sh")]

    main = {"path": "/run/further/main.env", "content": content(A="1"), "group": "shop"}
    paths = ["/run/further/a.env", "/run/further/b.sh"]
    created = twelve(host, **main, files=files(CANARY))
    assert (created["files"], created["restart"]) == (paths, [])
    assert host.ssh("web", f"stat -c '%U %G %a' {paths[0]}; cat {paths[1]}").stdout == f"root shop 640\nA={CANARY}"
    changed = run(host, "--diff", **main, files=[*files(CANARY)[:1], *files(SECOND)[1:]])
    assert (changed["files"], changed["variables"]["changed"]) == (paths[1:], [])
    assert CANARY not in json.dumps([created, changed])
    gone = run(host, path=main["path"], state="absent", files=[{"path": path} for path in paths])
    assert gone["files"] == paths
    assert host.ssh("web", "ls -A /run/further").stdout == ""


def test_create_change_remove(host: Lab) -> None:
    units = ["shop-web", "shop-worker.service"]
    created = twelve(host, content=content(A="1", B=CANARY), group="shop", units=units)
    assert created["variables"] == {"added": ["A", "B"], "changed": [], "removed": []}
    assert created["drop_ins"] == created["restart"] == ["shop-web.service", "shop-worker.service"]
    assert host.ssh("web", f"stat -c '%U %G %a' {PATH}").stdout == "root shop 640\n"
    assert host.ssh("web", "stat -c '%U %a' /etc/maestro /etc/maestro/applications").stdout == "root 755\n" * 2
    assert f"B={CANARY}\n" in environment_of(host, "shop-web")

    changed = twelve(host, content=content(A="1", B=SECOND, C="3"), group="shop", units=["shop-web"])
    assert changed["variables"] == {"added": ["C"], "changed": ["B"], "removed": []}
    assert changed["drop_ins"] == ["shop-worker.service"]
    assert sorted(changed["restart"]) == ["shop-web.service", "shop-worker.service"]
    assert f"B={SECOND}\n" in environment_of(host, "shop-web")
    assert "B=" not in environment_of(host, "shop-worker")

    removed = twelve(host, state="absent")
    assert removed["variables"]["removed"] == ["A", "B", "C"]
    assert removed["restart"] == ["shop-web.service"]
    assert "B=" not in environment_of(host, "shop-web")
    assert host.ssh("web", f"ls -d {PATH} /etc/systemd/system/*/50-maestro.conf", check=False).stdout == ""

    shown = json.dumps([created, changed, removed])
    assert CANARY not in shown
    assert SECOND not in shown
    assert "B=(hidden, after)" in shown
    places = "/etc/maestro /etc/systemd/system /tmp /root"
    assert host.ssh("web", f"find {places} -name '*.maestro' -o -name 'ansible-tmp-*'").stdout == ""


def test_rights_alone(host: Lab) -> None:
    twelve(host, content=content(A="1"), units=["shop-web"])
    host.ssh("web", f"chmod 644 {PATH}; chgrp shop {PATH}")
    mended = twelve(host, content=content(A="1"), units=["shop-web"])
    assert mended["restart"] == []
    assert host.ssh("web", f"stat -c '%G %a' {PATH}").stdout == "root 640\n"
    restart(host, run(host, state="absent"))


def test_a_killed_run_is_finished_by_the_next(host: Lab) -> None:
    arguments: dict[str, Any] = {"content": content(A="5"), "units": ["shop-web"]}
    host.ssh("web", "systemctl restart shop-web")
    # Written, and then nothing restarted.
    assert run(host, **arguments)["restart"] == ["shop-web.service"]
    left = run(host, **arguments)
    assert not left["changed"]
    assert left["daemon_reload"]
    assert left["restart"] == ["shop-web.service"]
    restart(host, left)
    assert "A=5\n" in environment_of(host, "shop-web")
    assert run(host, **arguments)["restart"] == []
    restart(host, run(host, state="absent"))


def test_units_that_are_stopped_missing_or_templates(host: Lab) -> None:
    units = ["shop-stopped", "shop-to-come", "shop-job@.service"]
    name = host.ssh("web", "uname -n").stdout.strip()
    for options in (("--check",), ()):
        done = run(host, *options, content=content(A="1"), units=units)
        assert done["missing"] == ["shop-to-come.service"]
        (warning,) = done["warnings"]
        assert str(warning).startswith(f"shop-to-come.service is no unit of {name}, or is masked there")
    assert sorted(done["restart"]) == ["shop-job@1.service", "shop-job@2.service"]
    restart(host, done)
    assert "A=1\n" in environment_of(host, "shop-job@2")
    host.ssh("web", "systemctl start shop-stopped")
    assert "A=1\n" in environment_of(host, "shop-stopped")
    restart(host, run(host, state="absent"))
    host.ssh("web", "systemctl stop shop-stopped")


def test_a_unit_that_failed_for_want_of_its_database(host: Lab) -> None:
    host.ssh(
        "web",
        'printf \'[Service]\\nExecStart=/bin/sh -c "test -n \\\\"$$REDIS_URL\\\\" && exec sleep infinity"\\n\''
        " >/etc/systemd/system/shop-needy.service; systemctl daemon-reload; systemctl start shop-needy",
    )
    host.ssh("web", "systemctl is-failed --wait shop-needy || sleep 1; systemctl is-failed shop-needy")
    done = run(host, content=content(REDIS_URL="redis://redis"), units=["shop-needy"])
    assert done["restart"] == ["shop-needy.service"]
    restart(host, done)
    assert host.ssh("web", "systemctl is-active shop-needy").stdout == "active\n"
    restart(host, run(host, state="absent"))


def test_what_the_user_set_by_hand_is_told(host: Lab) -> None:
    """C008."""
    host.ssh("web", f"echo 'DATABASE_URL=postgres://root:{CANARY}@old-db/db' >/etc/default/shop")
    host.ssh(
        "web",
        "mkdir -p /etc/systemd/system/shop-web.service.d && printf '[Service]\\nEnvironmentFile=/etc/default/shop\\n'"
        " >/etc/systemd/system/shop-web.service.d/10-own.conf; systemctl daemon-reload; systemctl restart shop-web",
    )
    arguments = {
        "path": PATH,
        "content": content(POSTGRESQL_URL=f"postgresql://shop:{SECOND}@10.0.0.3:5432/shop"),
        "units": ["shop-web"],
    }
    for options in (("--check",), (), ()):
        done = host.module("web", MODULE, arguments, *options)
        assert done["conflicts"] == [
            "shop-web.service: DATABASE_URL in /etc/default/shop leads to old-db, our POSTGRESQL_URL to 10.0.0.3"
        ]
        assert any("DATABASE_URL in /etc/default/shop leads to old-db" in str(one) for one in done["warnings"])
        assert CANARY not in json.dumps(done)
        assert SECOND not in json.dumps(done)
    restart(host, run(host, state="absent"))
    host.ssh("web", "rm -r /etc/default/shop /etc/systemd/system/shop-web.service.d; systemctl daemon-reload")


def test_every_mistake_at_once(host: Lab) -> None:
    wrong = {"path": "relative", "content": CANARY, "group": "nobody-here", "units": ["a/b"], "mode": "rw"}
    failed = host.module("web", MODULE, wrong, must_pass=False)
    for part in (
        "path 'relative' has to be absolute",
        "'a/b' is no name of a systemd service",
        "mode 'rw' is no octal mode",
        "this host has no group 'nobody-here'; make it first",
    ):
        assert part in failed["msg"]
    assert CANARY not in json.dumps(failed)


def test_another_application_keeps_its_unit(host: Lab) -> None:
    run(host, content=content(A="1"), units=["shop-web"])
    other = {"path": "/etc/maestro/applications/blog-test.env", "content": content(A="2"), "units": ["shop-web"]}
    failed = host.module("web", MODULE, other, must_pass=False)
    assert f"shop-web.service reads {PATH} already" in failed["msg"]
    assert "No such" in host.ssh("web", f"ls {other['path']} 2>&1", check=False).stdout
    restart(host, run(host, state="absent"))


def test_no_secret_in_any_output(host: Lab) -> None:
    secret = content(A_PASSWORD=CANARY, A_URL=f"mysql://shop:{SECOND}@10.0.0.3:3306/shop")
    plays = [
        {
            "hosts": "web",
            "gather_facts": False,
            "tasks": [
                {"name": "Write", MODULE: {"path": PATH, "content": "{{ secret }}", "units": ["shop-web"]}},
                {"name": "Fail", MODULE: {"path": PATH, "content": "{{ secret }}", "group": "nobody-here"}},
            ],
        }
    ]
    since = host.ssh("web", "date +%s").stdout.strip()
    for options in (("--check",), ()):
        # The tests' own record of results is printed nowhere, and is searched as well.
        done = host.playbook(plays, {"secret": secret}, *options, "-vvvv", "--diff", must_pass=False)
        assert done.stats["web"]["failures"] == 1
        shown = done.output + json.dumps([one.result for one in done.results])
        assert "A_PASSWORD=(hidden)" in shown
        for value in (CANARY, SECOND):
            assert value not in shown
    for value in (CANARY, SECOND):
        assert value not in host.ssh("web", f"journalctl --since=@{since} --no-pager -o verbose").stdout
        found = host.ssh("web", f"grep -rlF {value} /tmp /var/tmp /root /run /etc 2>/dev/null", check=False).stdout
        assert found.split() == [PATH]
    restart(host, run(host, state="absent"))
