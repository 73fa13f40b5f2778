# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what a user has, a kubeconfig or a pod's own account, to a client."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Any

from .client import Client, ConnectionFailedError

# Whether it is there is asked of client.IMPORT_ERROR.
with suppress(ImportError):
    from kubernetes import config as kubernetes_config
    from kubernetes.client import Configuration


def connect(kubeconfig: str, context: str, *, timeout: int, temporary: str) -> Client:
    """A client for the cluster that a kubeconfig names, or that this process runs in.

    Args:
        kubeconfig: Path; empty for ``$KUBECONFIG`` or ``~/.kube/config``, else the cluster that this process runs in.
        context: Name of the context; empty for the current one.
        timeout: Seconds that one answer may take.
        temporary: Folder for the key files that the TLS library wants; the caller removes it.

    Raises:
        ConnectionFailedError: The configuration cannot be used.
    """
    library: Any = kubernetes_config
    configuration = Configuration()
    path = kubeconfig or os.environ.get("KUBECONFIG") or os.path.expanduser("~/.kube/config")
    try:
        if kubeconfig or context or any(os.path.exists(part) for part in path.split(os.pathsep)):
            if kubeconfig and not os.path.exists(kubeconfig):
                raise ConnectionFailedError(
                    f"the kubeconfig {kubeconfig} does not exist; give the path of one that does"
                )
            library.load_kube_config(
                config_file=path, context=context or None, client_configuration=configuration, temp_file_path=temporary
            )
        elif "KUBERNETES_SERVICE_HOST" in os.environ:
            library.load_incluster_config(client_configuration=configuration)
        else:
            raise ConnectionFailedError(f"there is no kubeconfig at {path}; give the path of one")
    except ConnectionFailedError:
        raise
    except Exception as error:
        # The library raises its own exception for some faults, and the YAML parser's or a plugin's for others.
        raise ConnectionFailedError(
            f"the kubeconfig {path} cannot be used ({type(error).__name__}: {error})"
        ) from error
    return Client(configuration, timeout)
