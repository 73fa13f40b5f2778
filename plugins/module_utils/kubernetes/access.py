# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what a user has, a kubeconfig or a pod's own account, to a client."""

from __future__ import annotations

import logging
import os
import sys
from base64 import b64encode
from contextlib import suppress
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from .client import Client
from .errors import ConnectionFailedError

# Whether it is there is asked of client.IMPORT_ERROR.
with suppress(ImportError):
    from kubernetes import config as kubernetes_config
    from kubernetes.client import Configuration


def connect(kubeconfig: str, context: str, *, timeout: int, temporary: str) -> Client:
    """A client for the cluster that a kubeconfig names, or that this process runs in.

    Args:
        kubeconfig: Path; empty for ``$KUBECONFIG`` or ``~/.kube/config``, else the cluster that this process runs in.
        context: Name of the context; empty for the current one.
        timeout: Seconds that one request may take with all that belongs to it.
        temporary: Folder for the key files that the TLS library wants; the caller removes it.

    Raises:
        ConnectionFailedError: The configuration cannot be used.
    """
    library: Any = kubernetes_config
    configuration = Configuration()
    path = kubeconfig or os.environ.get("KUBECONFIG") or os.path.expanduser("~/.kube/config")
    faults = _Faults()
    try:
        if kubeconfig or context or any(os.path.exists(part) for part in path.split(os.pathsep)):
            if kubeconfig and not os.path.exists(kubeconfig):
                raise ConnectionFailedError(
                    f"the kubeconfig {kubeconfig} does not exist; give the path of one that does"
                )
            with faults:
                library.load_kube_config(
                    config_file=path,
                    context=context or None,
                    client_configuration=configuration,
                    temp_file_path=temporary,
                )
        elif "KUBERNETES_SERVICE_HOST" in os.environ:
            library.load_incluster_config(client_configuration=configuration)
        else:
            raise ConnectionFailedError(f"there is no kubeconfig at {path}; give the path of one")
    except ConnectionFailedError:
        raise
    except UnicodeError as error:
        # Its text holds a part of what may be a password.
        raise ConnectionFailedError(
            f"the kubeconfig {path} cannot be used ({type(error).__name__}): a user name, a password or a file that it "
            "names has a character that no request can carry; write it in plain ASCII"
        ) from None
    except Exception as error:
        # The library raises its own exception for some faults, and the YAML parser's or a plugin's for others.
        raise ConnectionFailedError(
            f"the kubeconfig {path} cannot be used ({type(error).__name__}: {error})"
        ) from error
    if faults.told and not configuration.api_key and not configuration.cert_file:
        raise ConnectionFailedError(
            f"the credential plugin of the kubeconfig {path} gives no credentials ({'; '.join(faults.told)})"
        )
    return _client(configuration, path, timeout)


class _Faults(logging.Handler):
    """What the library has against a credential plugin: it logs that, and goes on as nobody."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps a message."""
        self.told.append(record.getMessage())

    def __enter__(self) -> None:
        logging.getLogger().addHandler(self)

    def __exit__(self, *_dummy: object) -> None:
        logging.getLogger().removeHandler(self)


def _client(configuration: Any, path: str, timeout: int) -> Client:
    """The client; a URL is not repeated in a message, it may hold a password."""
    if timeout < 1:
        raise ConnectionFailedError(f"a timeout of {timeout} s leaves no time for an answer; give 1 or more")
    server = _parts(configuration.host)
    if not server or server.scheme not in ("http", "https"):
        raise ConnectionFailedError(f"the server of the kubeconfig {path} is no URL such as https://192.0.2.1:6443")
    proxy = _parts(configuration.proxy or "")
    if proxy and proxy.scheme in ("http", "https") and proxy.username is not None:
        # The library leaves the login of a proxy out.
        login = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
        configuration.proxy_headers = {"Proxy-Authorization": f"Basic {b64encode(login.encode()).decode()}"}
    whose = f"the proxy for the kubeconfig {path} (proxy-url, or HTTPS_PROXY in the environment)"
    try:
        return Client(configuration, timeout)
    except ImportError:
        raise ConnectionFailedError(
            f"{whose} is one of SOCKS, which needs a further Python library: {sys.executable} -m pip install PySocks; "
            "or give an HTTP proxy"
        ) from None
    except ValueError:
        raise ConnectionFailedError(f"{whose} is no URL such as http://192.0.2.1:3128") from None


def _parts(url: str) -> SplitResult | None:
    """The parts of a URL with a host; None for anything else."""
    try:
        parts = urlsplit(url)
        # Reading the port checks it.
        return parts if parts.hostname and parts.port != 0 else None
    except ValueError:
        return None
