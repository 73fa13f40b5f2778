# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""MySQL's packages make its first data when they are installed: where that is cut off, nothing is stuck for good."""

from __future__ import annotations

import shlex

from tests.conftest import LabFactory
from tests.hosts import Lab
from tests.integration.mysql_servers import play

HOST = "first1"
#: Kills what makes the data, half a second after it began, so many times.
KILLER = """
import os, subprocess, sys, time
left = int(sys.argv[1])
while left:
    found = subprocess.run(["pgrep", "-f", "^mysqld --initialize"], capture_output=True, text=True).stdout.split()
    if found:
        time.sleep(0.5)
        os.kill(int(found[0]), 9)
        left -= 1
        print("killed", flush=True)
    time.sleep(0.05)
"""
DATA = "/var/lib/mysql"
NOTE = "/var/lib/maestro/initialising/mysql"


def kill(place: Lab, times: int) -> None:
    """Starts what kills."""
    unit = f"killer{times}"
    place.ssh(HOST, f"systemd-run --quiet --unit {unit} {shlex.join(['python3', '-c', KILLER, str(times)])}")


def killed(place: Lab, times: int) -> int:
    """How often it did."""
    told = place.ssh(HOST, f"systemctl is-active killer{times}; journalctl -u killer{times}", check=False).stdout
    assert told.startswith("inactive")
    return told.count(": killed")


def test_first_data_that_are_cut_off_are_made_anew_by_the_same_run_and_by_the_next(lab: LabFactory) -> None:
    place = lab(f"{HOST}:sid")
    kill(place, 2)
    cut = play(place, HOST, "mysql", must_pass=False)
    assert (cut.code != 0, killed(place, 2)) == (True, 2)
    assert "dpkg: error processing package mysql-server" in cut.output
    # Nothing half made is left, nor a note by which the next run would take data for such.
    assert place.ssh(HOST, f"ls -A {DATA}; ls {NOTE}", check=False).stdout == ""

    kill(place, 1)
    play(place, HOST, "mysql")
    assert killed(place, 1) == 1
    assert place.ssh(HOST, f"ls {NOTE}", check=False).stdout == ""
    assert place.ssh(HOST, "mysql --batch --skip-column-names --execute 'SELECT 6 * 7'").stdout == "42\n"
    assert play(place, HOST, "mysql").changed() == []
