# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a Kubernetes API server or the way to it has against a request."""

from __future__ import annotations

from collections.abc import Mapping

from .kinds import Object, label


class ApiError(Exception):
    """The API server refused a request.

    Attributes:
        status: The HTTP status.
        reason: The server's word for it, such as ``Conflict``.
        causes: Its details, each with ``reason``, ``message`` and ``field``.
    """

    def __init__(self, status: int, reason: str, message: str, causes: list[Mapping[str, str]]) -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason
        self.causes = causes


class ConnectionFailedError(Exception):
    """The API server cannot be used at all; the text says which one, why, and what to do."""


def explain(error: ApiError, item: Object) -> str:
    """What the server had against writing an object. A conflict names who holds the fields."""
    if error.status == 409 and error.reason == "Conflict" and error.causes:
        fields = "; ".join(f"{cause.get('field', '')}: {cause.get('message', '')}" for cause in error.causes)
        return f"{label(item)}: fields belong to another manager ({fields})"
    return f"{label(item)}: {error}"
