# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What nftables.service is made to do: the generator in a folder of the test, and its commands on an nft made up."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.hosts import closing, flushes

DROP_IN, GENERATOR = flushes.files()
DEBIANS = """\
[Unit]
Description=nftables
[Service]
Type=oneshot
ExecStart=/usr/sbin/nft -f /etc/nftables.conf
ExecReload=/usr/sbin/nft -f /etc/nftables.conf
ExecStop=/usr/sbin/nft flush ruleset
"""
OURS = 'include "/etc/maestro/nftables.conf"'
THEIRS = {"ExecStart": 'include "/etc/nftables.conf"', "ExecReload": 'include "/etc/nftables.conf"'}
THEIRS["ExecStop"] = "flush ruleset"


def generated(root: Path, units: dict[str, str]) -> list[str]:
    """The lines that the generator writes on a host with these units, by folder."""
    for folder, text in units.items():
        path = root / folder / "systemd/system/nftables.service"
        path.parent.mkdir(parents=True)
        path.write_text(text)
    script = GENERATOR["content"].replace(
        "/etc /run /usr/local/lib /usr/lib;", " ".join(f"{root}/{one}" for one in ("etc", "run", "local", "lib")) + ";"
    )
    subprocess.run(["sh", "-c", script, "generator", root / "out", root / "early", root / "late"], check=True)
    written = root / "out/nftables.service.d/00-maestro.conf"
    return written.read_text().splitlines() if written.exists() else []


def test_ours_follow_whatever_the_service_runs() -> None:
    assert DROP_IN["path"] == "/etc/systemd/system/nftables.service.d/zz-maestro.conf"
    assert DROP_IN["content"].splitlines()[2:] == [
        "[Service]",
        "ExecStartPost=-/usr/sbin/nft -f /etc/maestro/nftables.conf",
        "ExecReload=-/usr/sbin/nft -f /etc/maestro/nftables.conf",
        "ExecStopPost=-/usr/sbin/nft -f /etc/maestro/nftables.conf",
    ]
    assert (GENERATOR["mode"], GENERATOR["validate"]) == ("0755", "/bin/sh -n %s")


@pytest.mark.parametrize(
    "units",
    [
        {},
        {"etc": DEBIANS.replace("/etc/nftables.conf", "/etc/own.nft"), "lib": DEBIANS},
        {"run": "", "lib": DEBIANS},
        {"lib": DEBIANS + "ExecStartPost=/usr/bin/true\n"},
    ],
    ids=["none", "own", "masked", "another"],
)
def test_a_service_that_is_not_debians_runs_what_it_says(units: dict[str, str], tmp_path: Path) -> None:
    assert generated(tmp_path, units) == []


@pytest.mark.parametrize("verb", THEIRS)
@pytest.mark.parametrize(
    ("broken", "in_force", "loaded"),
    [
        ("", "table ours", "{theirs}; {ours}"),
        # Our files cannot be loaded: what is in force stays; and without any, theirs are loaded all the same.
        ("maestro", "table ours", "{theirs}; table ours"),
        ("maestro", "", "{theirs}"),
        # The fault is theirs: nothing changes.
        ("etc/nftables ruleset", "table ours", ""),
    ],
)
def test_debians_does_the_same_with_ours_in_one_transaction(
    verb: str, broken: str, in_force: str, loaded: str, tmp_path: Path
) -> None:
    lines = generated(tmp_path, {"lib": DEBIANS})
    clear, command = (line for line in lines if line.startswith(verb))
    assert clear == f"{verb}="
    nft = tmp_path / "nft"
    nft.write_text(
        f"#!/bin/sh\ncd {tmp_path}\n"
        f"test $1 = list && {{ test -n '{in_force}' && echo '{in_force}'; exit; }}\n"
        f"for word in {broken}; do case $1 in *$word*) exit 1; esac; done\n"
        'echo "$*" >>loaded\n'
    )
    nft.chmod(0o755)
    # As systemd reads it.
    words = [word.replace("$$", "$") for word in shlex.split(command.partition("=")[2])]
    ended = subprocess.run([word.replace("/usr/sbin/nft", str(nft)) for word in words], check=False)
    done = (tmp_path / "loaded").read_text() if (tmp_path / "loaded").exists() else ""
    assert done.strip() == loaded.format(theirs=THEIRS[verb], ours=OURS)
    assert (ended.returncode == 0) is bool(loaded)


def test_an_engine_takes_its_own_rules_with_it_and_the_last_one_all_of_it(tmp_path: Path) -> None:
    for name in ("influxdb.nft", "influxdb-backups.nft", "redis.nft", "note"):
        (tmp_path / name).touch()

    def gone(engine: str) -> list[str]:
        files = closing.files(engine, str(tmp_path))
        assert {(file.state, file.notify) for file in files} <= {("absent", "firewall")}
        return [file.path.removeprefix(f"{tmp_path}/") for file in files]

    assert gone("influxdb") == ["influxdb-backups.nft", "influxdb.nft"]
    assert gone("mysql") == []
    (tmp_path / "redis.nft").unlink()
    assert gone("influxdb")[2:] == [flushes.DROP_IN, flushes.GENERATOR]
    assert closing.files("redis", str(tmp_path / "none"))[0].path == flushes.DROP_IN
