# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Verifiers of MySQL and MariaDB against values that other implementations made."""

from __future__ import annotations

import pytest

from ansible_collections.maestro.databases.plugins.module_utils.accounts import mysql_passwords as passwords

# Made by MySQL 9.7.4 itself: CREATE USER … IDENTIFIED BY, then HEX(authentication_string).
MYSQL_STORED = {
    "S3cret-passwordS3cret_passwordS3cr": (
        "24412430304124210E13252F440A2B450E5A6511296723510278416D6A61"
        "623644367333446B7246475453705065326371503870324731436135696D426A4335704572495139"
    ),
    "x": (
        "2441243030412406596E6946456748093560254812072E2D4F6A714E6853"
        "64757A6655636A2F67445657674B6670433235367838753935454B65353844787273676168637236"
    ),
    "grüße €": (
        "244124303041243F1D6D58621B69514A7E733B3161254D4C6D592E324766"
        "4E744B337967456C4C4B3655747358475454335A4F776F7964664A6235514D4B7365674F62723944"
    ),
}


# Made by libc's crypt(), which does the same with salts of up to 16 characters.
@pytest.mark.parametrize(
    ("password", "salt", "wanted"),
    [
        (b"Hello world!", b"saltstring", b"5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5"),
        (b"Hello world!", b"saltstringsaltst", b"a5C8Ofk71MUIoKve2QuP9FMl.dwNgseF5tR1LGAL7iB"),
        (b"", b"abcdefghijABCDEF", b"fOHUhPs5PP/KHO1ytDYsIC/mtrLRTGY/cuO82IyugPC"),
        (
            b"a password of more than thirty-two bytes, twice as long",
            b"abc",
            b"ZVWR4yODjEOUbQUxXEn/83WF2ouV.Ok91cpQlYi1AK4",
        ),
    ],
)
def test_sha256_crypt(password: bytes, salt: bytes, wanted: bytes) -> None:
    assert passwords.sha256_crypt(password, salt) == wanted


@pytest.mark.parametrize("password", list(MYSQL_STORED))
def test_verifiers_of_a_real_mysql_match(password: str) -> None:
    stored = bytes.fromhex(MYSQL_STORED[password])
    assert passwords.caching_sha2_matches(stored, password)
    assert not passwords.caching_sha2_matches(stored, password + "x")


def test_verifier_is_rebuilt_byte_by_byte_from_its_salt_and_rounds() -> None:
    stored = bytes.fromhex(MYSQL_STORED["x"])
    assert passwords.caching_sha2_verifier("x", stored[7:27], 10000) == stored


@pytest.mark.parametrize(
    "stored",
    [b"", b"$A$005$", b"$A$0zz$" + b"a" * 63, b"*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19", b"$5$" + b"a" * 67],
)
def test_malformed_verifier_matches_nothing(stored: bytes) -> None:
    assert not passwords.caching_sha2_matches(stored, "")


def test_new_salts_are_twenty_plain_characters_and_differ() -> None:
    salts = {passwords.new_salt() for _unused in range(50)}
    assert len(salts) == 50
    assert all(len(salt) == 20 and salt.isalnum() for salt in salts)


def test_native_verifier() -> None:
    # SELECT PASSWORD('password') on any MySQL or MariaDB since 4.1.
    assert passwords.native_verifier("password") == "*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19"
    assert passwords.native_matches("*2470c0c06dee42fd1618bb99005adca2ec9d1e19", "password")
    assert not passwords.native_matches("*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19", "Password")


def test_an_account_without_password_matches_none() -> None:
    assert not passwords.native_matches("", "")
    assert not passwords.native_matches("invalid", "invalid")
