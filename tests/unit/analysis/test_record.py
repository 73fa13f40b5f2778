# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What counts as a change of needs, and which files are records."""

from __future__ import annotations

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.analysis.record import difference, from_text, to_text

PG = {"engine": "postgresql", "need": "required"}
EITHER = [
    {"engine": "mysql", "need": "one_of", "alternatives": ["postgresql"]},
    {"engine": "postgresql", "need": "one_of", "alternatives": ["mysql"]},
]
HOSTED = {**PG, "external": True, "address": "pg.example.com"}

# what it shows: before, after, lines
CASES = {
    "the same in other words": ([{**PG, "reason": "a", "evidence": [1]}], [PG], []),
    "a new one": ([], [PG], ["postgresql is required, was not needed"]),
    "one less": ([PG], [], ["postgresql is not needed, was required"]),
    "for developers alone": ([], [{**PG, "need": "development"}], []),
    "no more for developers alone": (
        [{**PG, "need": "development"}],
        [{**PG, "need": "optional"}],
        ["postgresql is optional, was not needed"],
    ),
    "one of several": (
        [PG],
        EITHER,
        [
            "mysql is one of mysql, postgresql, was not needed",
            "postgresql is one of mysql, postgresql, was required",
        ],
    ),
    "hosted elsewhere": ([PG], [HOSTED], ["postgresql is required, hosted at pg.example.com, was required"]),
    "without an address": (
        [HOSTED],
        [{**HOSTED, "address": ""}],
        ["postgresql is required, hosted elsewhere, was required, hosted at pg.example.com"],
    ),
    "half of an entry": ([{}, {"engine": None}], [PG], ["postgresql is required, was not needed"]),
}


@pytest.mark.parametrize("name", CASES)
def test_difference(name):
    before, after, lines = CASES[name]
    result = [{"databases": part, "applications": []} for part in (before, after)]
    assert difference(*result) == lines


def test_difference_of_applications():
    def result(**needs):
        applications = [{"path": path, "databases": found} for path, found in needs.items()]
        return {"databases": [PG], "applications": applications}

    assert difference(result(shop=[PG], blog=[]), result(shop=[], blog=[])) == [
        "shop: postgresql is not needed, was required"
    ]
    assert difference(result(shop=[PG], blog=[]), result(shop=[PG], site=[])) == [
        "blog: the application is gone",
        "site: a new application",
    ]
    assert difference(result(shop=[PG]), result(shop=[])) == []


NO_RECORDS = ("", "{", "[]", "null", "{}", '{"databases": [], "applications": {}}', "[" * 100_000)


@pytest.mark.parametrize("text", [*NO_RECORDS, '{"databases": [1], "applications": []}'])
def test_no_record(text):
    assert from_text(text) is None


def test_a_record_is_read_back(analysed):
    result = analysed({"Gemfile": "gem 'pg'\n", "shop/Gemfile": "gem 'mysql2'\n", "é.yml": ""})
    assert from_text(to_text(result)) == result
    assert difference(result, result) == []
