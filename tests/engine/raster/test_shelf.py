# SPDX-License-Identifier: GPL-3.0-or-later
"""Polygons put aside come back whole, in order, and a full disk is told."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from metro_circles.processing.engine.raster import shelf as module
from metro_circles.processing.engine.raster.errors import OutputError
from metro_circles.processing.engine.raster.shelf import Shelf


def squares(*sides):
    return gpd.GeoDataFrame(
        {"size": np.array(sides, float)}, geometry=[shapely.box(0, 0, side, side) for side in sides], crs=4549
    )


@pytest.mark.parametrize("batch", [1, 200, 1 << 20])
def test_rows_come_back_in_order_some_at_a_time(tmp_path, monkeypatch, batch):
    monkeypatch.setattr(module, "BATCH_BYTES", batch)
    with Shelf(tmp_path) as shelf:
        shelf.add(squares(3, 1))
        shelf.add(squares(2, 3))
        shelf.sort("size")
        frames = list(shelf.frames())
    assert [size for frame in frames for size in frame["size"]] == [3, 3, 2, 1]
    assert [shape.area for frame in frames for shape in frame.geometry] == [9, 9, 4, 1]
    assert len(frames) == {1: 4, 200: 2, 1 << 20: 1}[batch]
    assert frames[0].crs.to_epsg() == 4549


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="another folder"), Shelf(tmp_path / "file"):
        pass


def test_a_full_disk_is_told(tmp_path, monkeypatch):
    with Shelf(tmp_path) as shelf:
        file = shelf.file

        class Full:
            def write(self, data):
                raise OSError(28, "No space left on device")

            def close(self):
                file.close()

        shelf.file = Full()
        with pytest.raises(OutputError, match="No space left on device"):
            shelf.add(squares(1))
    assert not list(tmp_path.iterdir())
