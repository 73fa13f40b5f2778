"""Settings of the blog that readers see."""

import environ

from .base import *  # noqa: F403 pylint: disable=wildcard-import

env = environ.Env()

SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": env("POSTGRESQL_ADDRESS"),
        "NAME": env("POSTGRESQL_DATABASE"),
        "USER": env("POSTGRESQL_USERNAME"),
        "PASSWORD": env("POSTGRESQL_PASSWORD"),
    }
}
CELERY_BROKER_URL = env("REDIS_URL", default="redis://localhost:6379/0")

# Searching is a word in the database unless somebody runs Elasticsearch.
if env("ELASTICSEARCH_ADDRESS", default=""):
    HAYSTACK_CONNECTIONS = {
        "default": {
            "ENGINE": "haystack.backends.elasticsearch7_backend.Elasticsearch7SearchEngine",
            "URL": f"http://{env('ELASTICSEARCH_ADDRESS')}:9200/",
            "INDEX_NAME": "posts",
        }
    }
