# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Images of bare Debian hosts, one a release: a minbase install that boots systemd and takes SSH."""

from __future__ import annotations

import hashlib
import shutil
import sys
import time
from pathlib import Path

from . import archive, packagecache
from .lock import lock
from .paths import folder
from .processes import MARK, end_marked
from .shell import run

RELEASES = ("bookworm", "trixie", "sid")
INCLUDE = "systemd,systemd-sysv,dbus,python3,python3-apt,iproute2,ca-certificates,sudo,procps,openssh-server,nftables"
# What a fresh install has of its own is made at the first boot: SSH host keys, machine id.
# A kernel without modules makes systemd-modules-load fail, and the host report `degraded`.
CUSTOMISE = (
    'rm -f "$1"/etc/ssh/ssh_host_*',
    ': > "$1/etc/machine-id"',
    'ln -sf /dev/null "$1/etc/systemd/system/systemd-modules-load.service"',
    # The archive seen through a cache, or a mirror that lags, may be older than its validity.
    """echo 'Acquire::Check-Valid-Until "false";' > "$1/etc/apt/apt.conf.d/90check-valid-until" """,
    # A third of what each host would fetch and index is descriptions in other words.
    """echo 'Acquire::Languages "none";' > "$1/etc/apt/apt.conf.d/90languages" """,
)


def recipe(release: str) -> str:
    """Return a short digest of all that goes into an image."""
    found = archive.of_this_machine()
    parts = [release, INCLUDE, *CUSTOMISE, *(archive.sources(found, release) if found else [])]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def reference(release: str) -> str:
    """Return the image's name."""
    return f"localhost/maestro-lab-{release}:{recipe(release)}"


def exists(image: str) -> bool:
    """Tell whether podman has the image."""
    return run(["podman", "image", "exists", image], check=False).returncode == 0


def ensure(release: str) -> str:
    """Return the image of a release, built when missing."""
    image = reference(release)
    if exists(image):
        return image
    with lock(f"image-{release}"):
        if not exists(image):
            build(release, image)
    return image


def build(release: str, image: str) -> None:
    """Build an image; the lock is ours."""
    started = time.monotonic()
    print(f"building the image of {release} (about a minute)", file=sys.stderr)
    identity = f"{folder('images')}/{release}"
    end_marked(identity)
    work = folder("images") / release
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(mode=0o755)
    tarball = work / "root.tar"
    try:
        with packagecache.passing() as proxy:
            run(
                command(release, tarball, proxy),
                what=f"mmdebstrap {release}",
                mend="is the Debian archive of this machine's apt reachable?",
                env={"TMPDIR": str(work), MARK: identity},
            )
        run(["podman", "import", "-q", tarball, image], what=f"import the image of {release}", mend="disk full?")
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(f"image of {release} built in {time.monotonic() - started:.0f} s", file=sys.stderr)


def command(release: str, tarball: Path, proxy: str) -> list[str | Path]:
    """Return the mmdebstrap command."""
    found = archive.of_this_machine()
    # For the build only: the file is removed from the image.
    line = f'Acquire::http::Proxy "{proxy}";'
    through = f"""mkdir -p "$1/etc/apt/apt.conf.d"; echo '{line}' > "$1/etc/apt/apt.conf.d/01build" """
    argv: list[str | Path] = ["mmdebstrap", "--quiet", "--variant=minbase", f"--include={INCLUDE}"]
    argv += [
        '--aptopt=Acquire::Check-Valid-Until "false"',
        f"--setup-hook={through}",
        '--customize-hook=rm "$1/etc/apt/apt.conf.d/01build" "$1/etc/apt/apt.conf.d/99mmdebstrap"',
        "--dpkgopt=force-unsafe-io",
    ]
    argv += [f"--customize-hook={line}" for line in CUSTOMISE]
    argv += [release, tarball]
    if found:
        argv += archive.sources(found, release)
    return argv
