# SPDX-License-Identifier: GPL-3.0-or-later
# Every target sets up what it needs; see dev/qgis. QGIS=3.40 picks the older lane.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.PHONY: demo test lint layers styles texts package bench gallery clean help

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

layers:  ## build the shipped layers from the sources and the pinned packages
	@data=$$(dev/data); lakes=$$(dev/lakes)
	@$(run) python3 -m layers.build_base "$$data" "$$lakes"
	@$(run) python3 -m layers.build_rasters "$$data"
	@$(run) python3 -m layers.build_samples "$$data"
	@$(run) python3 -m layers.build
	@$(run) python3 -m layers.build_pinyin "$$data"

styles:  ## build styles and sheet templates from the palette
	@$(run) python3 -m styles.build

texts:  ## gather translations, write help pages and the example models
	@$(run) dev/translations
	@$(run) dev/help --pages
	@$(run) dev/models

bench:  ## measure against other tools, about 40 minutes; writes docs/benchmarks*.md
	@$(run) python3 benchmarks/run.py
	@$(run) python3 benchmarks/raster.py

gallery:  ## export the sheets of docs/gallery.md
	@$(run) dev/gallery

package:  ## write build/metro_circles.zip from the last commit
	@$(run) dev/package

clean:  ## remove build/
	rm -rf build
