# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Brings a namespace to the wanted objects: look, try everything dry, then write what differs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..declaration.problem import ProblemsError
from ..problem import Problem
from .client import ApiError, Client, ConnectionFailedError, explain
from .diff import Differ
from .fields import differs, unchanged
from .kinds import KINDS, SERVICE, SLICE, Object, kind_of, label
from .objects import APPLICATION, ENVIRONMENT, MANAGED_BY, MANAGER, SERVICE_NAME, SLICE_MANAGED_BY, Owner
from .outcome import CHANGED, CREATED, PRUNED, UNCHANGED, Outcome, Result

_PERMISSIONS = "docs/kubernetes-role.yml of this collection holds the permissions that publishing needs"


class PublishError(Exception):
    """A write failed after others had succeeded; the text says what is written and what is not."""


@dataclass(frozen=True)
class Options:
    """How far a run may go."""

    create_namespace: bool = True
    prune: bool = True
    #: Prune also where nothing is wanted any more.
    prune_all: bool = False
    #: Take over objects and fields of the same name that others made.
    adopt: bool = False
    #: Have the server try everything, and write nothing.
    check: bool = False


@dataclass
class _Step:
    """One wanted object: what it is now, and what the dry run made of it."""

    wanted: Object
    live: Object | None
    state: str = UNCHANGED
    answer: Object | None = None


def publish(client: Client, owner: Owner, wanted: Sequence[Object], options: Options) -> Outcome:
    """Makes the owner's objects in its namespace the wanted ones.

    Raises:
        ProblemsError: Something would go wrong; no object was written.
        PublishError: Something went wrong on the way; the next run goes on from there.
        ConnectionFailedError: The server could not be asked.
    """
    return _Run(client, owner, options).publish(wanted)


class _Run:
    def __init__(self, client: Client, owner: Owner, options: Options) -> None:
        self._client = client
        self._owner = owner
        self._options = options
        self._differ = Differ()
        self._problems: list[Problem] = []
        self._outcome = Outcome()

    def publish(self, wanted: Sequence[Object]) -> Outcome:
        ours = self._read(wanted)
        missing = bool(wanted) and not ours and not self._client.has_namespace(self._owner.namespace)
        if missing and self._make_namespace():
            return self._all_new(wanted)
        steps = [_Step(item, ours.get(_key(item))) for item in wanted]
        stale = self._stale(ours, wanted)
        for step in steps:
            self._try(step)
        for item in stale:
            self._try_delete(item)
        if self._problems:
            raise ProblemsError(self._problems)
        for step in steps:
            self._finish(step)
        for item in stale:
            self._remove(item)
        return self._outcome

    # Looking

    def _read(self, wanted: Sequence[Object]) -> dict[tuple[str, str], Object]:
        """Everything in the namespace that carries our label, whichever application's it is."""
        namespace = self._owner.namespace
        try:
            found = [
                item
                for kind in KINDS.values()
                for item in self._client.list(kind, namespace, f"{MANAGED_BY}={MANAGER}")
            ]
            services = [item["metadata"]["name"] for item in wanted if item["kind"] == SERVICE.name]
            if services:
                others = f"{SERVICE_NAME} in ({','.join(services)}),{SLICE_MANAGED_BY}!={MANAGER}"
                self._refuse_others(self._client.list(SLICE, namespace, others))
        except ApiError as error:
            raise ProblemsError([Problem(f"namespace {namespace}", str(error), _PERMISSIONS)]) from error
        return {_key(item): item for item in found}

    def _refuse_others(self, slices: Iterable[Object]) -> None:
        """Somebody else's slices of our Services would send a part of the connections elsewhere."""
        namespace = self._owner.namespace
        for item in slices:
            labels = item["metadata"]["labels"]
            service, manager = labels[SERVICE_NAME], labels.get(SLICE_MANAGED_BY, "nobody in particular")
            what = f"EndpointSlice {item['metadata']['name']} of {manager} gives it other addresses besides"
            if manager.startswith("endpointslicemirroring-controller"):
                what += ", copied from an old Endpoints object of that name"
                mend = f"remove that: kubectl -n {namespace} delete endpoints {service}"
            else:
                mend = "remove it, or rename the database group"
            self._problems.append(Problem(f"Service {service}", what, mend))

    def _stale(self, ours: dict[tuple[str, str], Object], wanted: Sequence[Object]) -> list[Object]:
        """The owner's objects that are no longer wanted, in the order of removal."""
        keys = {_key(item) for item in wanted}
        services = {item["metadata"]["name"] for item in wanted if item["kind"] == SERVICE.name}
        everything = self._options.prune and (bool(wanted) or self._options.prune_all)
        stale = [
            item
            for key, item in ours.items()
            # A wanted Service's slice of another address family would go on taking connections: never left behind.
            if key not in keys
            and self._owner.owns(item)
            and (everything or item["metadata"]["labels"].get(SERVICE_NAME) in services)
        ]
        return sorted(stale, key=lambda item: -kind_of(item).order)

    # Trying

    def _make_namespace(self) -> bool:
        """Makes the namespace; True where it would only be made, so that nothing can be tried in it."""
        name = self._owner.namespace
        if not self._options.create_namespace:
            what = "does not exist"
            raise ProblemsError(
                [
                    Problem(
                        f"namespace {name}",
                        what,
                        f"make it (kubectl create namespace {name}) or allow create_namespace",
                    )
                ]
            )
        try:
            self._client.create_namespace(name, dry_run=self._options.check)
        except ApiError as error:
            if error.reason != "AlreadyExists":
                raise ProblemsError(
                    [Problem(f"namespace {name}", str(error), f"make it first, or see: {_PERMISSIONS}")]
                ) from error
            return False
        self._outcome.results.append(Result("Namespace", name, CREATED))
        self._outcome.diffs.append(self._differ.entry(None, {"kind": "Namespace", "metadata": {"name": name}}))
        return self._options.check

    def _all_new(self, wanted: Sequence[Object]) -> Outcome:
        if self._problems:
            raise ProblemsError(self._problems)
        for item in wanted:
            self._outcome.results.append(Result(item["kind"], item["metadata"]["name"], CREATED))
            self._outcome.diffs.append(self._differ.entry(None, item))
        return self._outcome

    def _try(self, step: _Step) -> None:
        """Has the server work out what a write would do, and notes why it must not be."""
        adopt = self._options.adopt
        if step.live and not self._owner.owns(step.live) and not adopt:
            self._problems.append(self._taken(step.live))
            return
        if step.live and unchanged(step.live, step.wanted):
            return
        try:
            new, step.answer = self._client.apply(step.wanted, dry_run=True, force=adopt)
            if new:
                step.state = CREATED
                return
            if not step.live and not self._found(step):
                return
        except ApiError as error:
            if step.live or self._found(step):
                self._problems.append(self._refused(error, step.wanted))
            return
        if step.live and differs(step.live, step.answer):
            step.state = CHANGED

    def _found(self, step: _Step) -> bool:
        """Reads an object that does not carry our label; False where it must stay as it is, which is noted."""
        try:
            step.live = self._client.get(kind_of(step.wanted), self._owner.namespace, step.wanted["metadata"]["name"])
        except ApiError as error:
            self._problems.append(self._refused(error, step.wanted))
            return False
        if step.live is None:
            return True
        fault = _not_adoptable(step.live)
        if fault and self._options.adopt:
            self._problems.append(Problem(label(step.live), fault, "remove it, or rename the database group"))
        elif not self._options.adopt:
            self._problems.append(self._taken(step.live))
        return self._options.adopt and not fault

    def _try_delete(self, item: Object) -> None:
        try:
            self._client.delete(item, dry_run=True)
        except ApiError as error:
            self._problems.append(self._refused(error, item))

    def _taken(self, live: Object) -> Problem:
        labels = live["metadata"].get("labels") or {}
        if labels.get(MANAGED_BY) == MANAGER:
            what = f"belongs to the application {labels.get(APPLICATION)} in {labels.get(ENVIRONMENT)}"
            mend = "use a namespace for each application"
        else:
            managers = sorted(
                {entry.get("manager", "") for entry in live["metadata"].get("managedFields") or []} - {""}
            )
            what = f"exists and is not ours (made by {', '.join(managers) or 'somebody else'})"
            mend = "rename the database group, or remove it"
        return Problem(
            f"{label(live)} in namespace {self._owner.namespace}", what, f"{mend}, or take it over with adopt"
        )

    def _refused(self, error: ApiError, item: Object) -> Problem:
        mend = "mend what the server names"
        if error.status == 409:
            mend = "have that manager leave the fields alone, or take them over with adopt"
        elif error.status == 403 and " cannot " in str(error):
            # Quotas and namespaces that are being removed answer 403 as well, in other words.
            mend = _PERMISSIONS
        return Problem(f"namespace {self._owner.namespace}", _without_values(explain(error, item), item), mend)

    # Writing

    def _finish(self, step: _Step) -> None:
        before = step.live
        after = step.answer or step.live
        state = step.state
        if state != UNCHANGED and not self._options.check:
            new, after = self._write(step)
            moved = before is None or before["metadata"]["resourceVersion"] != after["metadata"]["resourceVersion"]
            state = CREATED if new else CHANGED if moved else UNCHANGED
        self._note(step.wanted, state, before, after)

    def _write(self, step: _Step) -> tuple[bool, Object]:
        try:
            return self._client.apply(step.wanted, dry_run=False, force=self._options.adopt)
        except (ApiError, ConnectionFailedError) as error:
            raise self._broken(step.wanted, error) from error

    def _remove(self, item: Object) -> None:
        if not self._options.check:
            try:
                self._client.delete(item, dry_run=False)
            except (ApiError, ConnectionFailedError) as error:
                raise self._broken(item, error) from error
        self._note(item, PRUNED, item, None)

    def _note(self, item: Object, state: str, before: Object | None, after: Object | None) -> None:
        real = bool(after) and not (self._options.check and state != UNCHANGED)
        version = after["metadata"].get("resourceVersion", "") if after and real else ""
        self._outcome.results.append(Result(item["kind"], item["metadata"]["name"], state, version))
        if state != UNCHANGED:
            self._outcome.diffs.append(self._differ.entry(before, after))

    def _broken(self, item: Object, error: ApiError | ConnectionFailedError) -> PublishError:
        text = explain(error, item) if isinstance(error, ApiError) else f"{label(item)}: {error}"
        done = [
            f"{result.kind} {result.name} {result.state}"
            for result in self._outcome.results
            if result.state != UNCHANGED
        ]
        return PublishError(
            f"{_without_values(text, item)}. Written before that: {', '.join(done) or 'nothing'}. "
            "Run again, it goes on from there."
        )


def _key(item: Object) -> tuple[str, str]:
    return item["kind"], item["metadata"]["name"]


def _not_adoptable(live: Object) -> str:
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


def _without_values(text: str, item: Object) -> str:
    """A text of the server's, without the values of a Secret that it may repeat."""
    for value in (item.get("data") or {}).values():
        text = text.replace(value, "(hidden)") if value else text
    return text
