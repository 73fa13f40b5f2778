# `make help` lists what there is. PYTHON=… picks the Python, VENV=… the place of the virtual environment,
# WORKERS=… how many tests run at once.
PYTHON ?=
VENV ?= .venv
ARGS ?=
WORKERS ?= 2

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup demo test lint bench clean

# Ansible and Python both find the collection below this folder; tools/setup makes it.
export ANSIBLE_COLLECTIONS_PATH := $(CURDIR)/.build/collections
export PYTHONPATH := $(CURDIR)/.build/collections
# Tests start thousands of Pythons: what these read is compiled once, and beside the tree.
export PYTHONPYCACHEPREFIX := $(CURDIR)/.build/pycache
unexport PYTHONDONTWRITEBYTECODE
run := $(VENV)/bin/python

help: ## what the targets do
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

setup: ## make the virtual environment (nothing to do: under a second)
	@tools/setup --venv '$(VENV)' --python '$(PYTHON)'

demo: setup ## analyse the example application, deploy its databases on lab hosts, publish them in Kubernetes
	@$(run) -m tests.demo $(ARGS)

test: setup ## every test there is; ARGS='-k name' or a path narrows it
	@$(run) -m pytest --numprocesses=$(WORKERS) $(ARGS)

lint: setup ## the gates alone: linters, types, sanity, documentation, packaging
	@$(run) -m pytest tests/gates $(ARGS)

bench: setup ## measure against the raw commands
	@$(run) -m tests.benchmark $(ARGS)

clean: ## take down every lab of this machine and remove what was made in this checkout; the cache stays
	@python=$$(tools/find-python); for lab in $$("$$python" tests/lab list); do "$$python" tests/lab --name "$$lab" down; done
	@rm -rf .venv .build .ansible maestro-databases-*.tar.gz
