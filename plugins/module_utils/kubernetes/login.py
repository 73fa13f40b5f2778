# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The header that proves to a Kubernetes API server who asks."""

from __future__ import annotations

from typing import Any

from .errors import ConnectionFailedError


def authorization(configuration: Any, server: str) -> dict[str, str]:
    """The header, where there is one. To be asked for at every request: the library renews a token that runs out.

    Args:
        configuration: The library's Configuration.
        server: What messages call the server. They never hold the token.
    """
    try:
        token = configuration.auth_settings().get("BearerToken")
    except Exception as error:
        # A file that is gone, or whatever a plugin raises.
        raise ConnectionFailedError(
            f"the credentials for {server} cannot be renewed ({type(error).__name__}); see what gives them out"
        ) from None
    if not token:
        return {}
    scheme, _space, secret = str(token["value"]).partition(" ")
    # A file that holds a token ends with a line break, as files do.
    secret = secret.strip()
    if not (secret.isascii() and secret.isprintable()):
        raise ConnectionFailedError(
            f"the token for {server} has a line break or another character within it that no request can carry; "
            "write it anew where the kubeconfig takes it from"
        )
    return {"Authorization": f"{scheme} {secret}"}
