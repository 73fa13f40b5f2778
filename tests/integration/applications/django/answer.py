# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Django that reads .env as django-environ does, and the URL in it once more as dj-database-url does."""

from __future__ import annotations

import json
import os

import dj_database_url
import environ
from django.conf import settings
from django.db import connections

env = environ.Env()
environ.Env.read_env(os.path.join(os.path.dirname(__file__), ".env"))
settings.configure(
    SECRET_KEY=env("SECRET_KEY"),
    DATABASES={"default": env.db(), "other": dj_database_url.config()},
    USE_TZ=True,
)


def count(name):
    with connections[name].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM visits")
        return cursor.fetchone()[0]


print(json.dumps({"key": settings.SECRET_KEY, **{name: count(name) for name in ("default", "other")}}))
