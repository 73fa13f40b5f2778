# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Brings a namespace to the wanted objects: look, try everything dry, then write what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..declaration.problem import ProblemsError
from ..problem import Problem
from .checksum import checksum
from .client import Client
from .diff import Differ
from .errors import ApiError, ConnectionFailedError, explain
from .fields import differs, unchanged
from .kinds import ENDPOINTS, SERVICE, Object, kind_of, label
from .look import key, leftovers, look
from .objects import Owner
from .outcome import CHANGED, CREATED, PRUNED, UNCHANGED, Outcome, Result
from .refusals import PERMISSIONS, not_adoptable, old_endpoints, refused, taken, without_values

#: Label of an Endpoints object that the cluster leaves alone.
_SKIP_MIRROR = "endpointslice.kubernetes.io/skip-mirror"


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
        ours, self._problems = look(self._client, self._owner.namespace, wanted)
        missing = bool(wanted) and not ours and not self._client.has_namespace(self._owner.namespace)
        if missing and self._make_namespace():
            return self._all_new(wanted)
        steps = [_Step(item, ours.get(key(item))) for item in wanted]
        # The application's own Secret is there without any group, too.
        groups = any(item["kind"] == SERVICE.name for item in wanted)
        everything = self._options.prune and (groups or self._options.prune_all)
        stale = leftovers(self._owner, ours, wanted, everything=everything)
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

    # Trying

    def _make_namespace(self) -> bool:
        """Makes the namespace; True where it would only be made, so that nothing can be tried in it."""
        name = self._owner.namespace
        if not self._options.create_namespace:
            mend = f"make it (kubectl create namespace {name}) or allow create_namespace"
            raise ProblemsError([Problem(f"namespace {name}", "does not exist", mend)])
        try:
            self._client.create_namespace(name, dry_run=self._options.check)
        except ApiError as error:
            if error.reason != "AlreadyExists":
                mend = f"make it first, or see: {PERMISSIONS}"
                raise ProblemsError([Problem(f"namespace {name}", str(error), mend)]) from error
            return False
        self._outcome.results.append(Result("Namespace", name, CREATED))
        self._outcome.diffs.append(self._differ.entry(None, {"kind": "Namespace", "metadata": {"name": name}}))
        return self._options.check

    def _all_new(self, wanted: Sequence[Object]) -> Outcome:
        if self._problems:
            raise ProblemsError(self._problems)
        for item in wanted:
            self._outcome.results.append(
                Result(item["kind"], item["metadata"]["name"], CREATED, checksum=checksum(item))
            )
            self._outcome.diffs.append(self._differ.entry(None, item))
        return self._outcome

    def _try(self, step: _Step) -> None:
        """Has the server work out what a write would do, and notes why it must not be."""
        adopt = self._options.adopt
        if step.live and not self._owner.owns(step.live) and not adopt:
            self._problems.append(taken(step.live, self._owner.namespace))
            return
        if step.live and unchanged(step.live, step.wanted):
            return
        try:
            new, step.answer = self._client.apply(step.wanted, dry_run=True, force=adopt)
            if new:
                step.state = CREATED
                self._look_for_endpoints(step.wanted)
                return
            if not step.live and not self._found(step):
                return
        except ApiError as error:
            if step.live or self._found(step):
                self._problems.append(refused(error, step.wanted))
            return
        if step.live and differs(step.live, step.answer):
            step.state = CHANGED

    def _look_for_endpoints(self, item: Object) -> None:
        """The cluster would copy them as soon as there is a Service without selector."""
        if item["kind"] != SERVICE.name or item["spec"]["type"] != "ClusterIP":
            return
        try:
            live = self._client.get_quietly(ENDPOINTS, self._owner.namespace, item["metadata"]["name"])
        except ApiError as error:
            self._problems.append(refused(error, item))
            return
        if live and (live["metadata"].get("labels") or {}).get(_SKIP_MIRROR) != "true":
            self._problems.append(old_endpoints(live, self._owner.namespace))

    def _found(self, step: _Step) -> bool:
        """Reads an object that does not carry our label; False where it must stay as it is, which is noted."""
        try:
            step.live = self._client.get(kind_of(step.wanted), self._owner.namespace, step.wanted["metadata"]["name"])
        except ApiError as error:
            self._problems.append(refused(error, step.wanted))
            return False
        if step.live is None:
            return True
        fault = not_adoptable(step.live)
        if fault and self._options.adopt:
            self._problems.append(Problem(label(step.live), fault, "remove it, or rename the database group"))
        elif not self._options.adopt:
            self._problems.append(taken(step.live, self._owner.namespace))
        return self._options.adopt and not fault

    def _try_delete(self, item: Object) -> None:
        try:
            self._client.delete(item, dry_run=True)
        except ApiError as error:
            self._problems.append(refused(error, item))

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
        number = checksum(item) if state != PRUNED else ""
        self._outcome.results.append(Result(item["kind"], item["metadata"]["name"], state, version, number))
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
            f"{without_values(text, item)}. Written before that: {', '.join(done) or 'nothing'}. "
            "Run again, it goes on from there."
        )
