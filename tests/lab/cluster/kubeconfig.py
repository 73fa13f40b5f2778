# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files by which clients reach the cluster. They are JSON, which every YAML reader takes."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path

from .pki import Pair


def write(
    path: Path,
    *,
    server: str,
    authority: Path,
    user: str,
    pair: Pair | None = None,
    token: str = "",
    namespace: str = "",
) -> Path:
    """Write a kubeconfig that stands alone, readable by its owner only."""
    credentials: dict[str, str] = {}
    if pair:
        credentials["client-certificate-data"] = _encoded(pair.certificate)
        credentials["client-key-data"] = _encoded(pair.key)
    if token:
        credentials["token"] = token
    context = {"cluster": "lab", "user": user, **({"namespace": namespace} if namespace else {})}
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "lab",
        "clusters": [{"name": "lab", "cluster": {"server": server, "certificate-authority-data": _encoded(authority)}}],
        "users": [{"name": user, "user": credentials}],
        "contexts": [{"name": "lab", "context": context}],
    }
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.{os.getpid()}.half")
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as store:
        json.dump(config, store, indent=2)
        store.write("\n")
    half.rename(path)
    return path


def _encoded(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()
