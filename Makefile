# SPDX-License-Identifier: GPL-3.0-or-later
# Every target sets up what it needs; see dev/qgis. QGIS=3.40 picks the older lane.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.PHONY: demo test lint layers styles package bench gallery clean help

run := dev/qgis
tools := $$(dev/tools)

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /	/' | expand -t 12

demo:  ## review the Nanjing circle on the embedded data
	@$(run) dev/demo

test: lint  ## lint, then every test in the real QGIS
	@mkdir -p build
	@$(run) python3 -m pytest $(ARGS)

lint:  ## ruff
	@tools=$(tools)
	@$(run) $$tools/bin/ruff check .
	@$(run) $$tools/bin/ruff format --check .

package:  ## write build/metro_circles.zip from the last commit
	@$(run) dev/package

clean:  ## remove build/
	rm -rf build
