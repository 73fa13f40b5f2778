# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Verifiers: byte for byte what the RFC and the server compute, and recognised without a login."""

from __future__ import annotations

import base64

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.accounts.scram import (
    matches,
    prepared,
    verifier,
)

# RFC 7677, section 3.
SALT = base64.b64decode("W22ZaJ0SNY7soEsUEjb6gQ==")
PENCIL = (
    "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$"
    "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="
)


def test_the_example_of_the_rfc() -> None:
    assert verifier("pencil", SALT, 4096) == PENCIL


def test_a_stored_verifier_is_recognised_with_its_own_salt_and_iterations() -> None:
    assert matches("pencil", PENCIL)
    assert matches("pencil", verifier("pencil", b"another salt", 1000))
    assert not matches("pencils", PENCIL)


def test_each_verifier_has_a_salt_of_its_own() -> None:
    assert verifier("pencil") != verifier("pencil")


@pytest.mark.parametrize(
    "stored",
    [None, "", "md5a3556571e93b0d20722ba62be61e8c2d", "SCRAM-SHA-256$4096:!!$x:y", PENCIL + "x", "SCRAM-SHA-256$"],
)
def test_what_is_no_verifier_of_it_does_not_match(stored: str | None) -> None:
    assert not matches("pencil", stored)


@pytest.mark.parametrize(
    ("password", "raw"),
    [
        ("p@ss/w:rd#1%", b"p@ss/w:rd#1%"),
        ("I\u00adX", b"IX"),
        ("\u00aa", b"a"),
        ("\u2168", b"IX"),
        ("caf\u00e9 \u00a0x", "caf\u00e9  x".encode()),
        # Refused by SASLprep: taken as it stands.
        ("\u0627\u0031", "\u0627\u0031".encode()),
        ("\u00adx\u0007\u00e9", "\u00adx\u0007\u00e9".encode()),
    ],
)
def test_passwords_are_prepared_as_the_server_does(password: str, raw: bytes) -> None:
    assert prepared(password) == raw
