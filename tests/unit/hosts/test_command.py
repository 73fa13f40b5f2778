# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How programs are started, and how their end is waited for: real ones, by Ansible's own means."""

from __future__ import annotations

import os
import subprocess
import time

import pytest
from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.testing import patch_module_args

from ansible_collections.maestro.databases.plugins.module_utils.hosts import command
from ansible_collections.maestro.databases.plugins.module_utils.hosts.problem import HostError


@pytest.fixture(autouse=True)
def module() -> None:
    with patch_module_args({}):
        command.use(AnsibleModule({}))


def started(*words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def ended(process: subprocess.Popen[bytes]) -> None:
    """It has ended, and nobody has asked."""
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)


def test_what_a_program_says_and_ends_with() -> None:
    told = command.run(["sh", "-c", "echo $LANGUAGE $SEEN; echo no >&2; exit 3"], check=False, env={"SEEN": "yes"})
    assert told == command.Ended(3, "C yes\n", "no\n")


def test_a_program_that_fails_or_takes_too_long_is_told() -> None:
    with pytest.raises(HostError, match=r"^look around: exit status 3: no$"):
        command.run(["sh", "-c", "echo no >&2; exit 3"], what="look around")
    with pytest.raises(HostError, match=r"^sleep 9: did not end within 0.1 s$"):
        command.run(["sleep", "9"], timeout=0.1)


# Ansible looks whether it has ended when nothing was heard for a second.
@pytest.mark.parametrize("seconds", [1.0, 1.01, 1.02, 1.04])
def test_the_last_words_of_a_silent_program_are_heard(seconds: float) -> None:
    assert command.run(["sh", "-c", f"sleep {seconds}; echo told"]).stdout == "told\n"


def test_a_program_that_ends_in_the_middle_of_a_look_has_not_ended_yet() -> None:
    process = started("cat")
    command._careful(process)
    assert process.poll() is None
    assert process.stdin
    process.stdin.close()
    ended(process)
    assert process.poll() is None
    time.sleep(command._ONE_LOOK)
    assert process.poll() == 0


def test_a_program_whose_words_are_unread_has_not_ended_yet() -> None:
    process = started("echo", "told")
    command._careful(process)
    ended(process)
    for _look in range(2):
        time.sleep(command._ONE_LOOK)
        assert process.poll() is None
    assert process.stdout
    assert process.stdout.read() == b"told\n"
    time.sleep(command._ONE_LOOK)
    assert process.poll() == 0
