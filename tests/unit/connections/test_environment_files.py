# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files and drop-ins on a host: what is written, in which order, and what a diff shows."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.connections import environment, files, units
from ansible_collections.maestro.databases.plugins.module_utils.connections.environment import (
    carry_out,
    diff,
    make_plan,
)
from ansible_collections.maestro.databases.plugins.module_utils.connections.files import Wanted, find, put


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for /etc."""
    monkeypatch.setattr(units, "UNITS", str(tmp_path / "units"))
    monkeypatch.setattr(environment, "UNITS", str(tmp_path / "units"))
    return tmp_path


def wanted(path: Path, content: str) -> Wanted:
    return Wanted(str(path), content, os.getuid(), os.getgid(), 0o640)


def do(path: Path, content: str | None, names: list[str]) -> environment.Plan:
    plan = make_plan(str(path), None if content is None else wanted(path, content), names)
    for change in plan.changes:
        carry_out(change, 0o755)
    return plan


def drop_in(host: Path, unit: str) -> Path:
    return host / "units" / f"{unit}.d" / "50-maestro.conf"


def test_units_come_and_go(host: Path) -> None:
    path = host / "a" / "b.env"
    do(path, "A='1'\n", ["one.service", "two.service"])
    assert path.read_text() == "A='1'\n"
    assert drop_in(host, "one.service").read_text().endswith(f"[Service]\nEnvironmentFile={path}\n")
    assert do(path, "A='1'\n", ["one.service", "two.service"]).changes == []

    plan = do(path, "A='1'\n", ["two.service"])
    assert [change.unit for change in plan.changes] == ["one.service"]
    assert not drop_in(host, "one.service").parent.exists()
    assert environment.rewritten(plan) == {"one.service"}

    plan = do(path, None, [])
    # A unit never reads a file that is gone.
    assert [change.unit for change in plan.changes] == ["two.service", ""]
    assert not path.exists()
    assert do(path, None, []).changes == []


def test_a_folder_with_drop_ins_of_others_is_left(host: Path) -> None:
    do(host / "a.env", "A='1'\n", ["one.service"])
    other = drop_in(host, "one.service").with_name("90-admin.conf")
    other.write_text("[Service]\n")
    do(host / "a.env", None, [])
    assert list(other.parent.iterdir()) == [other]


def test_a_unit_of_another_application_is_refused(host: Path) -> None:
    do(host / "a.env", "A='1'\n", ["one.service", "two.service"])
    with pytest.raises(ValueError, match=r"one.service reads .*/a.env already; .*; two.service reads .*/a.env already"):
        make_plan(str(host / "b.env"), wanted(host / "b.env", "B='1'\n"), ["one.service", "two.service"])
    # Whose file is gone has let go of it.
    (host / "a.env").unlink()
    do(host / "b.env", "B='1'\n", ["one.service"])
    assert str(host / "b.env") in drop_in(host, "one.service").read_text()


def test_a_diff_names_variables_and_hides_values(host: Path) -> None:
    path = host / "a.env"
    do(path, "KEPT='k'\nOLD='s1'\nMOVED='s2'\n", [])
    plan = make_plan(str(path), wanted(path, "KEPT='k'\nMOVED='s3'\nNEW='s4'\n"), [])
    assert plan.names == environment.Names(added=("NEW",), changed=("MOVED",), removed=("OLD",))
    access = f"# mode 0640, owner {os.getuid()}, group {os.getgid()}\n"
    assert diff(plan) == [
        {
            "before_header": str(path),
            "after_header": str(path),
            "before": f"{access}KEPT=(hidden)\nOLD=(hidden)\nMOVED=(hidden, before)\n",
            "after": f"{access}KEPT=(hidden)\nMOVED=(hidden, after)\nNEW=(hidden)\n",
        }
    ]


def test_rights_alone_leave_the_time_of_the_content(host: Path) -> None:
    path = host / "a.env"
    do(path, "A='1'\n", [])
    os.utime(path, (1, 1))
    path.chmod(0o600)
    plan = do(path, "A='1'\n", [])
    assert len(plan.changes) == 1
    assert not plan.environment.rewrites
    assert (path.stat().st_mtime, path.stat().st_mode & 0o777) == (1, 0o640)


def test_a_failed_write_leaves_the_old_file_and_nothing_else(host: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = host / "a.env"
    do(path, "A='1'\n", [])

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        put(wanted(path, "A='2'\n"), find(str(path)))
    assert path.read_text() == "A='1'\n"
    assert list(host.iterdir()) == [path]


def test_what_a_killed_run_left_is_replaced(host: Path) -> None:
    path = host / "a.env"
    (host / ".a.env.maestro").write_text("A='half")
    do(path, "A='1'\n", [])
    assert [entry.name for entry in host.iterdir()] == ["a.env"]


def test_a_link_is_never_followed(host: Path) -> None:
    (host / "a.env").symlink_to(host / "elsewhere")
    with pytest.raises(ValueError, match=r"a\.env is no regular file; move it away"):
        find(str(host / "a.env"))


def test_a_unit_that_stays_with_the_former_primary_is_told_when_it_changes(host: Path) -> None:
    path = host / "a.env"
    main, spare = ("postgresql://shop:x@10.0.0.3/shop", "postgresql://shop:x@10.0.0.4/shop")
    before = f"POSTGRESQL_URL='{main}'\nPOSTGRESQL_MAIN_URL='{main}'\n"
    after = f"POSTGRESQL_URL='{spare}'\nPOSTGRESQL_MAIN_URL='{main}'\n"
    unit = units.Unit("web.service", environment={"DATABASE_URL": "postgres://me:x@10.0.0.3/shop"})
    do(path, before, ["web.service"])
    assert environment.hand_set([unit], make_plan(str(path), wanted(path, before), ["web.service"])) == []
    assert environment.hand_set([unit], make_plan(str(path), wanted(path, after), ["web.service"])) == [
        "web.service: DATABASE_URL in Environment= leads to 10.0.0.3, our POSTGRESQL_URL to 10.0.0.4 from now on"
    ]
    do(path, after, ["web.service"])
    assert environment.hand_set([unit], make_plan(str(path), wanted(path, after), ["web.service"])) == []
