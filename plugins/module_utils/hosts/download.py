# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Get a text from the web, by the host's own means and proxies."""

from __future__ import annotations

from typing import Any

from .problem import HostError

#: Bytes; a key is far smaller.
_LIMIT = 256 * 1024


def text(module: Any, url: str) -> str:
    """The text at a URL.

    Args:
        module: The Ansible module that runs.
        url: Where it is.

    Raises:
        HostError: It cannot be had.
    """
    # Only now: importing it takes longer than all else that a module that downloads nothing needs.
    from ansible.module_utils.urls import fetch_url  # noqa: PLC0415

    answer, about = fetch_url(module, url, timeout=30)
    if answer is None or about["status"] != 200:
        raise HostError(f"{url}: {about['msg']}; give the key itself in the repository's key, or reach it by a proxy")
    return str(answer.read(_LIMIT).decode("ascii", errors="replace"))
