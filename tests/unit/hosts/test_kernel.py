# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is told of the kernel's settings."""

from __future__ import annotations

from pathlib import Path

from ansible_collections.maestro.databases.plugins.module_utils.hosts.kernel import lacking

WANTED = [{"name": "vm.overcommit_memory", "value": "1", "otherwise": "the server may fail to save its data"}]


def test_a_setting_that_is_not_in_force_is_told_with_what_comes_of_it(tmp_path: Path) -> None:
    (tmp_path / "vm").mkdir()
    setting = tmp_path / "vm/overcommit_memory"
    setting.write_text("0\n")
    assert lacking(WANTED, str(tmp_path)) == [
        (
            "vm.overcommit_memory is 0 and not 1, and cannot be set from within this host, which seems to be a "
            "container: the server may fail to save its data; set it on the machine below"
        )
    ]
    setting.write_text("1\n")
    assert lacking(WANTED, str(tmp_path)) == []


def test_a_setting_that_the_kernel_does_not_know_is_told_too(tmp_path: Path) -> None:
    assert lacking(WANTED, str(tmp_path))[0].startswith("vm.overcommit_memory is unknown and not 1, and cannot")
