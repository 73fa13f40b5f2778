# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why an object must not be written, and who has to do what about it."""

from __future__ import annotations

from collections.abc import Iterable

from ..problem import Problem
from .errors import ApiError, explain
from .kinds import SERVICE, Object, label
from .objects import APPLICATION, ENVIRONMENT, MANAGED_BY, MANAGER, SERVICE_NAME, SLICE_MANAGED_BY

PERMISSIONS = "docs/kubernetes-role.yml of this collection holds the permissions that publishing needs"


def taken(live: Object, namespace: str) -> Problem:
    """An object of the same name that is not the owner's."""
    labels = live["metadata"].get("labels") or {}
    if labels.get(MANAGED_BY) == MANAGER:
        what = f"belongs to the application {labels.get(APPLICATION)} in {labels.get(ENVIRONMENT)}"
        mend = "use a namespace for each application"
    else:
        managers = sorted({entry.get("manager", "") for entry in live["metadata"].get("managedFields") or []} - {""})
        what = f"exists and is not ours (made by {', '.join(managers) or 'somebody else'})"
        mend = "rename the database group, or remove it"
    return Problem(f"{label(live)} in namespace {namespace}", what, f"{mend}, or take it over with adopt")


def refused(error: ApiError, item: Object) -> Problem:
    """What the server said to a try."""
    namespace, name = item["metadata"]["namespace"], item["metadata"]["name"]
    mend = "mend what the server names"
    if error.status == 409:
        mend = "have that manager leave the fields alone, or take them over with adopt"
    elif error.status == 403 and " cannot " in str(error):
        # Quotas and namespaces that are being removed answer 403 as well, in other words.
        mend = PERMISSIONS
    elif "primary ipFamily" in str(error) or "ipFamilies[0]" in str(error):
        mend = (
            "a Service keeps the address family it was made with: give the host an address of that family, or let the "
            f"Service be made anew (kubectl -n {namespace} delete service {name})"
        )
    return Problem(f"namespace {namespace}", without_values(explain(error, item), item), mend)


def not_adoptable(live: Object) -> str:
    """Why an object that others made cannot become ours, in words that follow it; empty where it can."""
    spec = live.get("spec") or {}
    if live["kind"] != SERVICE.name:
        return ""
    if spec.get("selector"):
        pods = ",".join(f"{key}={value}" for key, value in sorted(spec["selector"].items()))
        return f"leads to pods of the cluster ({pods}) and cannot be taken over"
    if spec.get("type") == "ExternalName":
        return "is of type ExternalName and cannot be taken over"
    return ""


def doubled(piece: Object, namespace: str) -> Problem:
    """Somebody else's slice of a Service of ours: it would send a part of the connections elsewhere."""
    labels = piece["metadata"]["labels"]
    service, manager = labels[SERVICE_NAME], labels.get(SLICE_MANAGED_BY, "nobody in particular")
    what = f"EndpointSlice {piece['metadata']['name']} of {manager} gives it other addresses besides"
    mend = "remove it, or rename the database group"
    if manager.startswith("endpointslicemirroring-controller"):
        what += ", copied from an old Endpoints object of that name"
        mend = f"remove that: kubectl -n {namespace} delete endpoints {service}"
    return Problem(f"Service {service}", what, mend)


def old_endpoints(live: Object, namespace: str) -> Problem:
    """An Endpoints object that the cluster would copy into a second slice once there is a Service of its name."""
    name = live["metadata"]["name"]
    found = ", ".join(_addresses(live)) or "no address"
    what = f"an old Endpoints object of that name ({found}) would give it other addresses besides"
    return Problem(
        f"Service {name}",
        what,
        f"remove it: kubectl -n {namespace} delete endpoints {name}, or rename the database group",
    )


def without_values(text: str, item: Object) -> str:
    """A text of the server's, without the values of a Secret that it may repeat."""
    for value in (item.get("data") or {}).values():
        text = text.replace(value, "(hidden)") if value else text
    return text


def _addresses(endpoints: Object) -> Iterable[str]:
    for subset in endpoints.get("subsets") or []:
        for place in [*(subset.get("addresses") or []), *(subset.get("notReadyAddresses") or [])]:
            yield str(place.get("ip"))
