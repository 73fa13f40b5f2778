# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What there is already: ours, what others added to our Services, and what is no longer wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..declaration.problem import ProblemsError
from ..problem import Problem
from .client import Client
from .errors import ApiError
from .kinds import KINDS, POLICY, SERVICE, SLICE, Object, kind_of
from .objects import MANAGED_BY, MANAGER, SERVICE_NAME, SLICE_MANAGED_BY, Owner
from .refusals import PERMISSIONS, doubled


def key(item: Object) -> tuple[str, str]:
    """What an object is known by in a namespace."""
    return item["kind"], item["metadata"]["name"]


def look(
    client: Client, namespace: str, wanted: Sequence[Object]
) -> tuple[dict[tuple[str, str], Object], list[Problem]]:
    """Everything in the namespace that carries our label, whichever application's it is; and what is in the way.

    Raises:
        ProblemsError: The server does not let us look.
    """
    policies = any(item["kind"] == POLICY.name for item in wanted)
    services = [item["metadata"]["name"] for item in wanted if item["kind"] == SERVICE.name]
    found: list[Object] = []
    problems: list[Problem] = []
    try:
        for kind in KINDS.values():
            try:
                found += client.list(kind, namespace, f"{MANAGED_BY}={MANAGER}")
            except ApiError as error:
                # Who may not look at policies and wants none has never made one.
                if kind is not POLICY or policies or error.status != 403:
                    raise
        if services:
            others = f"{SERVICE_NAME} in ({','.join(services)}),{SLICE_MANAGED_BY}!={MANAGER}"
            problems += [doubled(piece, namespace) for piece in client.list(SLICE, namespace, others)]
    except ApiError as error:
        raise ProblemsError([Problem(f"namespace {namespace}", str(error), PERMISSIONS)]) from error
    return {key(item): item for item in found}, problems


def leftovers(
    owner: Owner, ours: Mapping[tuple[str, str], Object], wanted: Sequence[Object], *, everything: bool
) -> list[Object]:
    """The owner's objects that are no longer wanted, in the order of removal.

    A wanted Service's slice of another address family would go on taking connections: it goes even where not
    everything does.
    """
    keys = {key(item) for item in wanted}
    services = {item["metadata"]["name"] for item in wanted if item["kind"] == SERVICE.name}
    stale = [
        item
        for known, item in ours.items()
        if known not in keys
        and owner.owns(item)
        and (everything or item["metadata"]["labels"].get(SERVICE_NAME) in services)
    ]
    return sorted(stale, key=lambda item: -kind_of(item).order)
