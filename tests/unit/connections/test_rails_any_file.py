# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever a file holds: after the change YAML reads our values, and everything else as before."""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest
import yaml

from ansible_collections.maestro.databases.plugins.module_utils.connections.rails_database import database_yml
from ansible_collections.maestro.databases.plugins.module_utils.connections.rails_file import File
from tests.unit.connections.application_file import database

GROUPS = [database("postgresql", "main", password="it's #1: {x}"), database("postgresql", "archive", False, "fd00::4")]
OURS = {"port": 5432, "database": "shop_d", "username": "shop_u", "password": "it's #1: {x}"}
#: Beside other entries only, so that no variable takes its place.
URL = "postgresql://shop_u:it%27s%20%231%3A%20%7Bx%7D@10.0.0.3:5432/shop_d"
WORDS = [
    "a",
    "x y",
    "# no",
    "k: v",
    "'q'",
    '"q"',
    "{b}",
    "[c",
    "*s",
    "&t",
    "- l",
    "",
    "über",
    "1.5",
    "yes",
    "two\nlines",
    "%p",
    "a,b",
]


def anything(dice: random.Random, depth: int) -> Any:
    kind = dice.randrange(6 if depth else 3)
    if kind == 3:
        return [anything(dice, depth - 1) for _dummy in range(dice.randrange(3))]
    if kind > 3:
        return {f"k{number}": anything(dice, depth - 1) for number in range(dice.randrange(4))}
    return [dice.choice(WORDS), dice.randrange(100), dice.choice([True, None, 2.5])][kind]


def entry(dice: random.Random) -> dict[str, Any]:
    keys = dice.sample(["host", "port", "password", "pool", "variables", "options", "username", "timeout"], 4)
    pairs = [
        ("adapter", "postgresql"),
        *((key, anything(dice, 0 if key in OURS or key == "host" else 2)) for key in keys),
    ]
    dice.shuffle(pairs)
    return dict(pairs)


@pytest.mark.parametrize("seed", range(150))
def test_a_file_that_a_program_wrote(seed: int) -> None:
    dice = random.Random(seed)
    several = dice.random() < 0.5
    production = {"primary": entry(dice), "archive": entry(dice)} if several else entry(dice)
    document = {"top": anything(dice, 3), "production": production, "test": entry(dice)}
    style = dice.choice([True, False, None])
    before = yaml.safe_dump(document, default_flow_style=style, width=dice.choice([30, 1000]), sort_keys=False)
    outcome = database_yml(before, File("database.yml", "production", GROUPS))
    assert outcome.problems == []
    wanted = copy.deepcopy(document)
    if several:
        wanted["production"]["primary"].update(OURS, host="10.0.0.3", url=URL)
        wanted["production"]["archive"].update(OURS, host="fd00::4", password="s3cret")
    else:
        wanted["production"].update(OURS, host="10.0.0.3")
    assert yaml.safe_load(outcome.text or "") == wanted
    assert database_yml(outcome.text, File("database.yml", "production", GROUPS)).text == outcome.text
