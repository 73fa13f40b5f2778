# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which environment a named group, file or extra speaks for."""

from __future__ import annotations

import re

from .model import DEVELOPMENT, LIVE, OPTIONAL

#: Words that stand for another environment than the one people deploy.
DEVELOPMENT_WORDS = frozenset(
    """
    dev devel develop development developer local localdev devcontainer devstack devenv vagrant minikube override
    test tests testing tester unittest unittests spec cucumber ci e2e migrations
    lint linting style format typing types mypy quality coverage pre-commit precommit audit doc docs documentation
    debug profile profiling bench benchmark benchmarks tool tools tooling release publish build
    preview uffizzi
    notebook notebooks jupyter storybook
    """.split()
)
#: Words that stand for the environment that people deploy.
DEPLOYED_WORDS = frozenset(
    "prod production live deploy deployment base common main default core app web server".split()
)
#: Environments that are not deployed for users.
DEVELOPER_ENVIRONMENTS = frozenset("development dev test testing local".split())

ALIASES = {
    "development": {"dev", "devel", "local"},
    "production": {"prod"},
    "test": {"tests", "testing"},
    "staging": {"stage"},
}


def words(name: str) -> set[str]:
    """The words of a file's or group's name, in lower case."""
    return {word for word in re.split(r"[^a-z0-9]+", name.lower()) if word}


def speaks_for(name_words: set[str], environment: str) -> bool:
    """True where one of the words is the environment's name or a short form of it."""
    environment = environment.lower()
    return bool(name_words & ({environment} | ALIASES.get(environment, set())))


def deployed(environment: str) -> bool:
    """True for production, staging and what else users reach."""
    return environment.lower() not in DEVELOPER_ENVIRONMENTS


def scope_of(name: str, environment: str, otherwise: str = OPTIONAL) -> str:
    """The scope of a group, an extra or a file called so; `otherwise` where the name tells nothing."""
    name_words = words(name)
    if speaks_for(name_words, environment):
        return LIVE
    if name_words & DEVELOPMENT_WORDS or "staging" in name_words:
        return DEVELOPMENT
    if name_words & {"prod", "production", "live"}:
        return LIVE if deployed(environment) else DEVELOPMENT
    if name_words & DEPLOYED_WORDS:
        return LIVE
    return otherwise


def narrower(first: str, second: str) -> str:
    """The weaker of two scopes, for something that stands in both."""
    order = (LIVE, OPTIONAL, DEVELOPMENT)
    return max(first, second, key=order.index)
