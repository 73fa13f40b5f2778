# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Quoting for the statements that take no parameters (CREATE USER, GRANT, CREATE DATABASE)."""

from __future__ import annotations


def text(value: str) -> str:
    """A string literal. Names are checked before (`mysql_names`): none holds a backslash, so no SQL mode matters."""
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def name(value: str) -> str:
    """An identifier in backticks."""
    return "`" + value.replace("`", "``") + "`"


def account(user: str, host: str) -> str:
    """An account as the server writes it."""
    return f"{text(user)}@{text(host)}"


def hexadecimal(value: bytes) -> str:
    """A binary literal, for verifiers whose salt may hold any byte."""
    return "0x" + value.hex().upper()
