# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Python: what is imported in any case, and used only where somebody asks for it."""

from __future__ import annotations

import pytest

REQUIRED, OPTIONAL = "required requirements.txt:1", "optional requirements.txt:1"
FACTORY = """
    from redis import StrictRedis, RedisError
    from app.settings import USE_REDIS_FOR_TOKENS, REDIS_URL

    class LocalCache:
        pass

    class RedisCache:
        def __init__(self):
            try:
                self.client = StrictRedis.from_url(REDIS_URL)
            except RedisError as error:
                raise SystemExit(error)

    class Tokens:
        def __init__(self):
            %s
"""
#: By what is special in it: the module, and what it says of Redis.
CASES = {
    "at the level of the module, where a variable is set": (
        """
        import os
        from redis import Redis
        from redis.retry import Retry
        application = build()
        if os.environ.get("REDIS_CACHE"):
            application.cache = Redis.from_url(os.environ["REDIS_URL"], retry=Retry(None, 1))
        """,
        OPTIONAL,
    ),
    "in a class that is made where a switch is on": (
        FACTORY % "self.cache = RedisCache() if USE_REDIS_FOR_TOKENS else LocalCache()",
        OPTIONAL,
    ),
    "in a class that is always made": (FACTORY % "self.cache = RedisCache()", REQUIRED),
    "in a class that nobody here makes": (FACTORY % "self.cache = LocalCache()", REQUIRED),
    "where a case names it": (
        """
        import redis
        match settings.BACKEND:
            case "redis":
                store = redis.Redis()
            case _:
                store = {}
        """,
        OPTIONAL,
    ),
    "after those who have none have left": (
        """
        import redis
        def main():
            if not settings.REDIS_URL:
                return
            run(redis.Redis.from_url(settings.REDIS_URL))
        """,
        OPTIONAL,
    ),
    "after those who have none have left a function that is called after the engine": (
        """
        import redis
        def start_redis():
            for turn in range(3):
                if not settings.REDIS_URL:
                    continue
                run(redis.Redis.from_url(settings.REDIS_URL))
        if settings.REDIS_URL:
            start_redis()
        """,
        OPTIONAL,
    ),
    "where it is not missing": (
        """
        import redis
        if settings.REDIS_URL is None:
            store = {}
        else:
            store = redis.Redis.from_url(settings.REDIS_URL)
        """,
        OPTIONAL,
    ),
    "made when it is first asked for": (
        """
        import redis
        _redis = None
        if _redis is None:
            _redis = redis.Redis()
        """,
        REQUIRED,
    ),
    "under a condition that asks for something else": (
        "import redis\nif settings.WORKERS:\n    redis.Redis()\n",
        REQUIRED,
    ),
    "in both ways": (
        'import redis\nif settings.REDIS_URL:\n    redis.Redis()\nelse:\n    redis.Redis("localhost")\n',
        REQUIRED,
    ),
    "as a decorator, a default, a base": (
        """
        import redis
        if settings.REDIS_URL:
            redis.Redis()
        @redis.retrying
        def ask(): pass
        """,
        REQUIRED,
    ),
    "as what types and questions for types name besides": (
        """
        import redis
        client: redis.Redis | None = None
        def ask(of: redis.Redis) -> redis.Redis:
            return of if isinstance(of, redis.Redis) else None
        if settings.REDIS_URL:
            client = redis.Redis()
        """,
        OPTIONAL,
    ),
    "for each way to reach it": (
        """
        from redis import Redis
        from redis.cluster import RedisCluster
        def connect():
            if settings.REDIS_MODE == "single":
                return Redis(settings.REDIS_HOST)
            elif settings.REDIS_MODE == "cluster":
                return RedisCluster(settings.REDIS_HOST)
        """,
        REQUIRED,
    ),
    "for one way to keep what another keeps elsewhere": (
        """
        from redis import Redis
        def connect():
            if settings.REDIS_MODE == "single":
                return Redis(settings.REDIS_HOST)
            elif settings.REDIS_MODE == "none":
                return {}
        """,
        OPTIONAL,
    ),
    "in a module that remembers where it is": (
        """
        import redis
        _redis_url = None
        def connect(url=None):
            global _redis_url
            if _redis_url is None:
                _redis_url = url
            return redis.Redis.from_url(_redis_url)
        """,
        REQUIRED,
    ),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("path", ["app/main.py", "deploy/shop.wsgi"])
def test_what_is_understood(understood, name, path):
    code, expected = CASES[name]
    files = {"requirements.txt": "redis\n", "app/__init__.py": "", path: code}
    assert understood(files) == {"languages": ["python"], "databases": {"redis": expected}}


def test_what_another_module_imports_may_be_called_without_a_condition(understood):
    code = FACTORY % "self.cache = RedisCache() if USE_REDIS_FOR_TOKENS else LocalCache()"
    files = {"requirements.txt": "redis\n", "app/tokens.py": code, "app/main.py": "from .tokens import RedisCache\n"}
    assert understood(files) == {"languages": ["python"], "databases": {"redis": REQUIRED}}


def test_questions_within_questions_cost_no_more_than_they_hold(understood):
    lines = [f"{' ' * depth}if mode == 'a':" for depth in range(50)]
    lines += [" " * 50 + "redis.Redis()"]
    lines += [f"{' ' * depth}elif mode == 'b':\n{' ' * depth} pass" for depth in reversed(range(50))]
    code = "import redis\n" + "\n".join(lines) + "\n"
    assert understood({"requirements.txt": "redis\n", "app.py": code})["databases"] == {"redis": REQUIRED}


def test_an_expression_that_is_nested_deeper_than_python_calls_is_read(understood):
    code = "import redis\nif settings.REDIS_URL:\n    x = redis.a" + " + redis.a" * 3000 + "\n"
    assert understood({"requirements.txt": "redis\n", "app.py": code})["databases"] == {"redis": OPTIONAL}
