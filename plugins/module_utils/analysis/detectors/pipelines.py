# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pipelines and development containers: what tests run against. Never more than a hint, and never for production."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from ..formats import yaml_lines as yaml
from ..formats.errors import FormatError
from ..model import DEVELOPMENT, HINT, Claim, Evidence, Findings
from ..rules.platforms import engine_of_words
from ..rules.services import engine_of_image
from ..tree import Tree

_DEPTH = 2
#: Image or name of a service, with its node.
Found = Iterator[tuple[str, Any]]
_VERSION = re.compile(r"\d+(?:\.\d+)*")


def detect(tree: Tree, environment: str) -> Findings:
    """Services that the pipelines of a tree start."""
    del environment  # pipelines run in none of them
    findings = Findings()
    for path in tree.matching(lambda name: name.endswith((".yml", ".yaml")), _DEPTH, 4 * yaml.YAML_FILES_LIMIT):
        reader = _reader(path)
        text = tree.read(path) if reader else None
        if reader is None or text is None or len(text) > yaml.YAML_LIMIT or not _SERVICE_WORD.search(text):
            continue
        try:
            root = yaml.parse_yaml(text)
        except FormatError as exc:
            tree.warn(path, f"cannot be read as YAML ({exc}); it was left out")
            continue
        for image, node in reader(root):
            _tell(path, image, node, findings)
    return findings


_SERVICE_WORD = re.compile(r"\b(?:services|docker|containers|addons)\b")


def _reader(path: str) -> Any:
    folder, name = posixpath.split(path)
    if folder == ".github/workflows":
        return _github
    if folder == "" and name in _ROOT_READERS:
        return _ROOT_READERS[name]
    return _READERS.get((folder, name))


def _tell(path: str, image: str, node: Any, findings: Findings) -> None:
    engine, flavour, version = engine_of_image(image)
    engine = engine or (engine_of_words(image) if "/" not in image else "")
    if engine:
        evidence = Evidence(path, yaml.line_of(node), "service", f"pipeline runs {image.split('@', maxsplit=1)[0]}")
        findings.claims.append(Claim(engine, evidence, HINT, DEVELOPMENT, False, False, version, flavour))


def _github(root: Any) -> Found:
    for _key, job in yaml.members(_at(root, "jobs")).values():
        for _name, service in yaml.members(_at(job, "services")).values():
            yield from _image(_at(service, "image"))


def _gitlab(root: Any) -> Found:
    """`services` at the top, in `default` and in each job; an entry is an image or has a name."""
    for part in (root, *(node for _key, node in yaml.members(root).values())):
        for item in yaml.items(_at(part, "services")):
            yield from _image(_at(item, "name") if yaml.is_mapping(item) else item)


def _circle(root: Any) -> Found:
    """The first image of a job runs the job itself; the others serve it."""
    for part in ("jobs", "executors"):
        for _key, job in yaml.members(_at(root, part)).values():
            for item in yaml.items(_at(job, "docker"))[1:]:
                yield from _image(_at(item, "image"))


def _travis(root: Any) -> Found:
    services = _at(root, "services")
    for item in yaml.items(services) or [services]:
        if yaml.scalar(item):
            yield yaml.scalar(item).removesuffix("-server"), item
    for name, (key, node) in yaml.members(_at(root, "addons")).items():
        version = _VERSION.fullmatch(yaml.scalar(node))
        yield (f"{name}:{version.group()}" if version else name), key


def _named_services(root: Any) -> Found:
    """Drone and Woodpecker: a list with images, or a mapping of them."""
    services = _at(root, "services")
    for item in [*yaml.items(services), *(node for _key, node in yaml.members(services).values())]:
        yield from _image(_at(item, "image"))


def _bitbucket(root: Any) -> Found:
    for _key, service in yaml.members(_at(root, "definitions", "services")).values():
        yield from _image(_at(service, "image", "name") or _at(service, "image"))


def _azure(root: Any) -> Found:
    for item in yaml.items(_at(root, "resources", "containers")):
        yield from _image(_at(item, "image"))


def _image(node: Any) -> Found:
    if yaml.scalar(node):
        yield yaml.scalar(node), node


def _at(root: Any, *names: str) -> Any:
    for name in names:
        root = yaml.members(root).get(name, (None, None))[1]
    return root


_ROOT_READERS = {
    ".gitlab-ci.yml": _gitlab,
    ".travis.yml": _travis,
    ".drone.yml": _named_services,
    ".woodpecker.yml": _named_services,
    "bitbucket-pipelines.yml": _bitbucket,
    "azure-pipelines.yml": _azure,
}
_READERS = {(".circleci", "config.yml"): _circle}
