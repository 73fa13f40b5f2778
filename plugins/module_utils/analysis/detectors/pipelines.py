# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pipelines: what tests run against. Never more than a hint, and never for production.

Where they run against one database server and then another, whoever deploys the application chooses as well.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ..formats import yaml_lines as yaml
from ..formats.errors import FormatError
from ..model import DEVELOPMENT, HINT, Claim, Evidence, Findings, Variants
from ..rules.judgement import RELATIONAL, RIVAL_SERVERS
from ..rules.platforms import engine_of_words
from ..rules.services import engine_of_image
from ..tree import Tree
from .pipeline_choices import of_github, of_gitlab, of_travis

_DEPTH = 2
#: Image or name of a service, with its node.
Found = Iterator[tuple[str, Any]]
_VERSION = re.compile(r"\d+(?:\.\d+)*")
_SERVICE_WORD = re.compile(r"\b(?:services|docker|containers|addons)\b")
_CHOICE_WORDS = (re.compile("mysql|mariadb", re.IGNORECASE), re.compile("postgres|pgsql", re.IGNORECASE))


def detect(tree: Tree, environment: str) -> Findings:
    """Services that the pipelines of a tree start, and the databases that they test with one by one."""
    del environment  # pipelines run in none of them
    findings = Findings()
    tested: dict[str, Evidence] = {}
    paths = tree.matching(lambda name: name.endswith((".yml", ".yaml")), _DEPTH, 4 * yaml.YAML_FILES_LIMIT)
    readers = [(path, reader) for path in paths if (reader := _reader(path))]
    for path, reader in sorted(readers, key=lambda found: found[1] is _travis):
        text = tree.read(path)
        if text is None or len(text) > yaml.YAML_LIMIT or not _tells(text):
            continue
        try:
            root = yaml.parse_yaml(text)
        except FormatError as exc:
            tree.warn(path, f"cannot be read as YAML ({exc}); it was left out")
            continue
        run = [claim for image, node in reader(root) if (claim := _claim(path, image, node))]
        findings.claims += run
        if reader is _travis and RIVAL_SERVERS & set(tested):
            # Left over from before: the other pipelines have the databases.
            continue
        for claim in run:
            if claim.engine in RELATIONAL:
                tested.setdefault(claim.engine, claim.evidence)
        for engine, node in _CHOICES[reader](root) if reader in _CHOICES else ():
            tested.setdefault(engine, Evidence(path, yaml.line_of(node), "service", f"pipeline tests with {engine}"))
    _open(tested, findings)
    return findings


def _open(tested: dict[str, Evidence], findings: Findings) -> None:
    """What tests are run with is what the application can use, where there are servers to choose from."""
    if len(RIVAL_SERVERS & set(tested)) > 1:
        run = {claim.engine for claim in findings.claims}
        findings.claims += [Claim(engine, tested[engine], HINT, DEVELOPMENT) for engine in sorted(set(tested) - run)]
        detail = f"pipelines test with each of {', '.join(sorted(tested))}"
        place = replace(tested[min(tested)], kind="structure", detail=detail)
        findings.variants.append(Variants(frozenset(tested), place, tested=True))


def _tells(text: str) -> bool:
    """True for what may run an engine, or tell one server from the other."""
    return bool(_SERVICE_WORD.search(text)) or all(word.search(text) for word in _CHOICE_WORDS)


def _reader(path: str) -> Any:
    folder, name = posixpath.split(path)
    if folder == ".github/workflows":
        return _github
    if folder == "" and name in _ROOT_READERS:
        return _ROOT_READERS[name]
    return _READERS.get((folder, name))


def _claim(path: str, image: str, node: Any) -> Claim | None:
    engine, flavour, version = engine_of_image(image)
    engine = engine or (engine_of_words(image) if "/" not in image else "")
    evidence = Evidence(path, yaml.line_of(node), "service", f"pipeline runs {image.split('@', maxsplit=1)[0]}")
    return Claim(engine, evidence, HINT, DEVELOPMENT, False, False, version, flavour) if engine else None


def _github(root: Any) -> Found:
    for _key, job in yaml.members(yaml.at(root, "jobs")).values():
        for _name, service in yaml.members(yaml.at(job, "services")).values():
            yield from _image(yaml.at(service, "image"))


def _gitlab(root: Any) -> Found:
    """`services` at the top, in `default` and in each job; an entry is an image or has a name."""
    for part in (root, *(node for _key, node in yaml.members(root).values())):
        for item in yaml.items(yaml.at(part, "services")):
            yield from _image(yaml.at(item, "name") if yaml.is_mapping(item) else item)


def _circle(root: Any) -> Found:
    """The first image of a job runs the job itself; the others serve it."""
    for part in ("jobs", "executors"):
        for _key, job in yaml.members(yaml.at(root, part)).values():
            for item in yaml.items(yaml.at(job, "docker"))[1:]:
                yield from _image(yaml.at(item, "image"))


def _travis(root: Any) -> Found:
    services = yaml.at(root, "services")
    for item in yaml.items(services) or [services]:
        if yaml.scalar(item):
            yield yaml.scalar(item).removesuffix("-server"), item
    for name, (key, node) in yaml.members(yaml.at(root, "addons")).items():
        version = _VERSION.fullmatch(yaml.scalar(node))
        yield (f"{name}:{version.group()}" if version else name), key


def _named_services(root: Any) -> Found:
    """Drone and Woodpecker: a list with images, or a mapping of them."""
    services = yaml.at(root, "services")
    for item in [*yaml.items(services), *(node for _key, node in yaml.members(services).values())]:
        yield from _image(yaml.at(item, "image"))


def _bitbucket(root: Any) -> Found:
    for _key, service in yaml.members(yaml.at(root, "definitions", "services")).values():
        yield from _image(yaml.at(service, "image", "name") or yaml.at(service, "image"))


def _azure(root: Any) -> Found:
    for item in yaml.items(yaml.at(root, "resources", "containers")):
        yield from _image(yaml.at(item, "image"))


def _image(node: Any) -> Found:
    if yaml.scalar(node):
        yield yaml.scalar(node), node


_ROOT_READERS = {
    ".gitlab-ci.yml": _gitlab,
    ".travis.yml": _travis,
    ".drone.yml": _named_services,
    ".woodpecker.yml": _named_services,
    "bitbucket-pipelines.yml": _bitbucket,
    "azure-pipelines.yml": _azure,
}
_CHOICES = {_github: of_github, _gitlab: of_gitlab, _travis: of_travis}
_READERS = {(".circleci", "config.yml"): _circle}
