# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A container of the machine's own engine, of the image that a host of the lab has, which is not booted."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from tests.hosts import Lab

_LIMITS = ("--pids-limit=0", "--ulimit=nofile=20000:20000", "--ulimit=nproc=10000:10000")


def network(lab: Lab) -> str:
    """The option that gives a container an address beside those of a lab's hosts."""
    return f"--network=maestro-lab-{lab.name}"


def in_container(lab: Lab, host: str, options: Sequence[str], command: Sequence[str]) -> bytes:
    """What a command prints in a container that ends with it; it must succeed."""
    inspect = ["podman", "inspect", "--format={{.Image}} {{.OCIRuntime}}", f"maestro-lab-{lab.name}-{host}"]
    image, runtime = subprocess.run(inspect, capture_output=True, text=True, check=True).stdout.split()
    program, *words = command
    podman = ["podman", "--runtime", runtime, "run", "--rm", *_LIMITS, *options, f"--entrypoint={program}", image]
    done = subprocess.run([*podman, *words], capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
