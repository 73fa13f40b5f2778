# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Units that read an environment file: names, drop-ins and which run with an older environment."""

from __future__ import annotations

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.connections.units import (
    Unit,
    drop_in_target,
    drop_in_text,
    missing_text,
    parse_show,
    show_command,
    stale,
    unit_name,
    unread,
)

# As systemd 252 prints it.
SHOWN = """\
ExecMainStartTimestampMonotonic=5000000
Environment=VISITS_PORT=8080 "GREETING=a b" DATABASE_URL=postgres://root:old@old-db/db
EnvironmentFiles=/etc/default/visits (ignore_errors=yes)
EnvironmentFiles=/etc/maestro/applications/visits-test.env (ignore_errors=no)
Id=visits.service
LoadState=loaded
ActiveState=active
StateChangeTimestampMonotonic=5100000

ExecMainStartTimestampMonotonic=0
Environment=
Id=gone.service
LoadState=not-found
ActiveState=inactive
StateChangeTimestampMonotonic=0
"""


def test_what_systemd_tells() -> None:
    visits, gone = parse_show(SHOWN)
    assert visits == Unit(
        name="visits.service",
        loaded=True,
        state="active",
        started=5.0,
        environment={
            "VISITS_PORT": "8080",
            "GREETING": "a b",
            "DATABASE_URL": "postgres://root:old@old-db/db",
        },
        files=("/etc/default/visits", "/etc/maestro/applications/visits-test.env"),
    )
    assert gone == Unit(name="gone.service")


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("visits", "visits.service"),
        ("visits.service", "visits.service"),
        ("app@1", "app@1.service"),
        ("app@.service", "app@.service"),
        ("org.example.app", "org.example.app.service"),
    ],
)
def test_names(given: str, name: str) -> None:
    assert unit_name(given) == name


@pytest.mark.parametrize("given", ["", "../etc", "a b", "a/b.service", "@.service", "x\ny"])
def test_what_is_no_name(given: str) -> None:
    with pytest.raises(ValueError, match="is no name of a systemd service"):
        unit_name(given)


def test_a_unit_that_is_not_there_is_told_with_its_host() -> None:
    assert missing_text("shop-wbe.service", "web1").startswith(
        "shop-wbe.service is no unit of web1, or is masked there"
    )


def test_a_template_stands_for_its_instances() -> None:
    assert show_command(["app@.service", "web.service"])[-2:] == ["app@*.service", "web.service"]


def test_a_drop_in_names_its_file() -> None:
    assert drop_in_target(drop_in_text("/etc/maestro/a.env")) == "/etc/maestro/a.env"
    assert drop_in_target("[Service]\nNice=1\n") == ""


def names(unit: Unit, changed: tuple[str, ...] = (), written: float | None = None) -> list[str]:
    key = "app@.service" if unit.name.startswith("app@") else unit.name
    return stale([unit], changed, {} if written is None else {key: written})


def running(name: str = "web.service", **more: object) -> Unit:
    return Unit(name, **{"loaded": True, "state": "active", "started": 10.0, **more})


def test_which_units_run_with_an_older_environment() -> None:
    assert names(running(), written=9.0) == []
    assert names(running(), changed=("web.service",), written=9.0) == ["web.service"]
    # A killed run wrote the file and never came to the restart.
    assert names(running(), written=11.0) == ["web.service"]
    # Its start failed for want of a database: what it lacks is there now.
    assert names(running(state="failed"), changed=("web.service",)) == ["web.service"]
    assert names(running(state="failed"), written=9.0) == []
    # Stopped by hand, or not there.
    assert names(running(state="inactive"), changed=("web.service",)) == []
    assert names(running(loaded=False), changed=("web.service",)) == []


def test_a_drop_in_that_systemd_has_not_read_yet() -> None:
    read = running(files=("/etc/maestro/a.env",))
    assert unread([read], "/etc/maestro/a.env", ["web.service"]) == set()
    assert unread([running()], "/etc/maestro/a.env", ["web.service"]) == {"web.service"}
    assert unread([running("app@1.service")], "/etc/maestro/a.env", ["app@.service"]) == {"app@1.service"}
    assert unread([running()], "/etc/maestro/a.env", []) == set()
    assert unread([running(loaded=False)], "/etc/maestro/a.env", ["web.service"]) == set()


def test_an_instance_follows_its_template() -> None:
    assert names(running("app@1.service"), changed=("app@.service",)) == ["app@1.service"]
    assert names(running("app@1.service"), written=11.0) == ["app@1.service"]
    assert names(running("app@1.service"), written=9.0) == []
