# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the Kubernetes programs from their Go modules, once for each state of the sources."""

from __future__ import annotations

import hashlib
import shutil
import sys
import time
from pathlib import Path

from ..lock import lock
from ..paths import folder
from ..processes import MARK, end_marked
from ..shell import run
from . import toolchain, versions
from .versions import SOURCES

# A third of the compiler's time is spared by what a test binary does not need: no debugging information, no inlining,
# and a lazy garbage collector of the compiler itself.
FLAGS = ("-trimpath", "-buildvcs=false", "-gcflags=all=-dwarf=false -l")
ENVIRONMENT = {
    "CGO_ENABLED": "0",
    "GOGC": "400",
    "GOWORK": "off",
    "GOFLAGS": "",
    "GO111MODULE": "on",
    "GOTOOLCHAIN": "local",
}


def kubernetes_version() -> str:
    """Return the version that is built."""
    return versions.wanted()


def digest(version: str) -> str:
    """Return a short digest of the sources of a version."""
    found = hashlib.sha256(" ".join(FLAGS).encode())
    own = version == versions.own()
    for path in sorted([*SOURCES.glob("*/*.go"), *([SOURCES / "go.mod", SOURCES / "go.sum"] if own else [])]):
        found.update(path.relative_to(SOURCES).as_posix().encode() + b"\0" + path.read_bytes())
    if not own:
        found.update(versions.requirements(version).encode())
    return found.hexdigest()[:12]


def programs(*names: str) -> list[Path]:
    """Return the built programs (folders of the Go module), building those that are missing."""
    # CoreDNS has a version of its own, which goes with the one that go.mod names.
    of = {name: versions.own() if name == "coredns" else versions.wanted() for name in names}
    places = {version: folder("kubernetes", f"{version}-{digest(version)}") for version in set(of.values())}
    found = [places[of[name]] / name for name in names]
    if not all(program.exists() for program in found):
        with lock("kubernetes-build"):
            for version, place in places.items():
                missing = [name for name in names if of[name] == version and not (place / name).exists()]
                if missing:
                    _build(missing, version, place)
    return found


def _build(names: list[str], version: str, place: Path) -> None:
    started = time.monotonic()
    go = toolchain.go()
    print(f"building {' and '.join(names)} from source (about three minutes when cold)", file=sys.stderr)
    end_marked(str(place.parent))
    work = place.parent / ".half"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    own = version == versions.own()
    major, minor, _patch = version.removeprefix("v").split(".")
    stamps = {"gitVersion": version, "gitMajor": major, "gitMinor": minor, "gitTreeState": "clean"}
    linker = "-s -w " + " ".join(f"-X k8s.io/component-base/version.{key}={value}" for key, value in stamps.items())
    run(
        [
            go,
            "build",
            *FLAGS,
            *([] if own else ["-mod=mod"]),
            "-ldflags",
            linker,
            "-o",
            f"{work}/",
            *(f"./{name}" for name in names),
        ],
        what=f"build {' and '.join(names)}",
        mend="is the Go module proxy of `go env GOPROXY` reachable, and is there room on the disk?",
        cwd=SOURCES if own else versions.copy_sources(version, work / "sources"),
        env={**ENVIRONMENT, MARK: str(place.parent)},
    )
    for name in names:
        (work / name).rename(place / name)
    shutil.rmtree(work)
    print(f"built in {time.monotonic() - started:.0f} s", file=sys.stderr)
