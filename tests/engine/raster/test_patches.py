# SPDX-License-Identifier: GPL-3.0-or-later
"""Patches, holes and outlines, strip by strip, against scipy on the whole and rasterio's own outlines."""

from unittest import mock

import numpy as np
import pytest
import rasterio.features
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from metro_circles.processing.engine.raster import trace
from metro_circles.processing.engine.raster.grid import Grid
from metro_circles.processing.engine.raster.patches import Mask, Patches, closed, filled
from metro_circles.processing.engine.raster.runs import Runs
from metro_circles.processing.engine.raster.trace import Tracer
from rasterio.crs import CRS
from scipy import ndimage


class ThinGrid(Grid):
    """A grid whose strips are three rows high."""

    def strips(self, cells=0):
        return [(row, min(row + 3, self.height)) for row in range(0, self.height, 3)]


def grid_for(cells):
    return ThinGrid(CRS.from_epsg(4549), 400_000.0, 3_550_000.0, 30.0, 30.0, cells.shape[1], cells.shape[0])


def mask_of(cells):
    mask = Mask(grid_for(cells))
    mask.set(0, cells)
    return mask


def traced(labels, chunk=1 << 19):
    """Numbers and polygons of labelled cells."""
    grid = grid_for(labels)
    tracer = Tracer(grid)
    with mock.patch.multiple(trace, BATCH_VERTICES=chunk, BLOCK_RUNS=chunk):
        for start, stop in grid.strips():
            runs = Runs.equal(labels[start:stop])
            tracer.add(runs.chosen(np.flatnonzero(runs.code)))
        batches = list(tracer.polygons())
    return [np.concatenate(column) for column in zip(*batches, strict=True)] if batches else ([], [])


CELLS = st.tuples(st.integers(1, 14), st.integers(1, 14)).flatmap(lambda shape: arrays(bool, shape))


@pytest.mark.parametrize("chunk", [1, 7, 1 << 19])
@given(CELLS)
@settings(max_examples=80, deadline=None)
def test_outlines_are_those_of_rasterio(chunk, cells):
    labels, count = ndimage.label(cells)
    grid = grid_for(cells)
    numbers, found = traced(labels, chunk)
    assert list(numbers) == list(range(1, count + 1))
    expected = {
        int(value): shapely.geometry.shape(shape)
        for shape, value in rasterio.features.shapes(
            labels.astype("int32"), mask=cells, transform=grid.transform
        )
    }
    assert shapely.is_valid(found).all()
    for number, shape in enumerate(found, 1):
        assert shapely.symmetric_difference(shape, expected[number]).area < 1e-6


@given(CELLS)
@settings(max_examples=60, deadline=None)
def test_patches_are_those_of_the_whole_raster(cells):
    labels, count = ndimage.label(cells)
    grid = grid_for(cells)
    patches = Patches(lambda start, stop: cells[start:stop], grid)
    assert len(patches) == count
    found = np.zeros_like(labels)
    for start, stop, runs in patches.runs():
        for code in np.unique(runs.code):
            found[start:stop][runs.chosen(runs.code == code).painted()] = code
    assert np.array_equal(found, labels)  # both number them by their first cell
    area = np.broadcast_to(grid.cell_areas.rows(0, grid.height), cells.shape)
    assert patches.areas == pytest.approx(np.append(0, ndimage.sum(area, labels, np.arange(1, count + 1))))
    edge = np.ones_like(cells)
    edge[1:-1, 1:-1] = False
    assert set(np.flatnonzero(patches.edge)) == set(np.unique(labels[edge])) - {0}


@given(CELLS)
@settings(max_examples=60, deadline=None)
def test_filling_all_holes_is_scipys(cells):
    result, count, area = filled(mask_of(cells), mask_of(np.zeros_like(cells)), np.inf)
    expected = ndimage.binary_fill_holes(cells)
    assert np.array_equal(result.rows(0, len(cells)), expected)
    assert (count > 0) == (area > 0) == (expected & ~cells).any()


@given(CELLS, st.sampled_from([0, 40, 61, 90, 125, 250]))
@settings(max_examples=60, deadline=None)
def test_closing_is_dilation_and_erosion_by_a_disk(cells, distance):
    reach = 5
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1] * grid_for(cells).cell_metres[0]
    disk = x**2 + y**2 <= (distance / 2) ** 2
    padded = np.pad(cells, 2 * reach)
    expected = ndimage.binary_erosion(ndimage.binary_dilation(padded, disk), disk)
    expected = expected[2 * reach : -2 * reach, 2 * reach : -2 * reach] | cells
    assert np.array_equal(closed(mask_of(cells), distance).rows(0, len(cells)), expected)


def test_protected_holes_stay_open():
    cells = np.ones((9, 9), bool)
    cells[2, 2] = cells[6, 6] = False
    protected = np.zeros_like(cells)
    protected[6, 6] = True
    result, count, area = filled(mask_of(cells), mask_of(protected), 1e6)
    assert count == 1
    assert area == pytest.approx(900, rel=1e-3)
    assert not result.rows(0, 9)[6, 6]
    assert filled(mask_of(cells), mask_of(protected), 800)[1] == 0


def test_holes_that_touch_their_ring_in_a_corner():
    # The hole touches the outside at a corner: GEOS must find it valid.
    cells = np.ones((4, 4), bool)
    cells[0, 0] = cells[1, 1] = False
    (shape,) = traced(cells.astype("int32"))[1]
    assert shape.is_valid
    assert shape.area == pytest.approx(14 * 900)
    assert len(shape.interiors) == 1


def test_an_empty_raster_has_no_outline():
    assert len(traced(np.zeros((3, 3), "int32"))[1]) == 0
