# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Go that is new enough to build Kubernetes, however old the one on this machine is."""

from __future__ import annotations

import json
import platform
import re
import sys
from pathlib import Path

from ..errors import LabError
from ..machine import ensure_programs, present
from ..shell import output, run

NEEDED = (1, 26)
TOOLCHAIN = "go1.26.0"
MODULE = "golang.org/toolchain"
MACHINES = {"x86_64": "amd64", "aarch64": "arm64"}


def go() -> str:
    """Return the go command to build with."""
    if not present("go"):
        ensure_programs({"go": "golang-go"})
    if version(output(["go", "env", "GOVERSION"], cwd=Path("/"))) >= NEEDED:
        return "go"
    return str(newer())


def version(text: str) -> tuple[int, int]:
    """Read what `go env GOVERSION` prints."""
    found = re.match(r"go(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def newer() -> Path:
    """Return a newer toolchain, which is a Go module like any other and comes from where modules come from."""
    print(f"fetching {TOOLCHAIN}, for the go of this machine is too old", file=sys.stderr)
    machine = MACHINES.get(platform.machine(), platform.machine())
    wanted = f"{MODULE}@v0.0.1-{TOOLCHAIN}.linux-{machine}"
    done = run(
        ["go", "mod", "download", "-json", wanted],
        what=f"fetch {TOOLCHAIN}",
        mend=f"put a go of at least {NEEDED[0]}.{NEEDED[1]} on PATH",
        env={"GO111MODULE": "on", "GOFLAGS": "-mod=mod"},
        cwd=Path("/"),
    )
    root = Path(json.loads(done.stdout)["Dir"])
    # Modules carry no execute bits.
    for program in [*root.glob("bin/*"), *root.glob("pkg/tool/**/*")]:
        if program.is_file():
            program.chmod(0o755)
    if not (root / "bin/go").exists():
        raise LabError(f"{wanted} has no bin/go", f"put a go of at least {NEEDED[0]}.{NEEDED[1]} on PATH")
    return root / "bin/go"
