# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables as editors and spreadsheets save them."""

import pytest
from metro_circles.processing.engine.raster.errors import ScoreTableError
from metro_circles.processing.engine.raster.scores import Codes, read_alpha, read_scores
from metro_circles.processing.engine.tables import read_table


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_scores_in_any_encoding_and_with_any_mark(tmp_path, encoding, mark):
    path = tmp_path / "分级.csv"
    rows = [["factor", "values", "score", "note"], ["cover", '"1;2"', "5", "林地"]]
    path.write_bytes("\r\n".join(mark.join(row) for row in rows).encode(encoding))
    assert read_scores(path) == {"cover": [(Codes(frozenset({1.0, 2.0})), 5.0)]}


def test_runoff_coefficients_as_a_spreadsheet_saves_unicode_text(tmp_path):
    path = tmp_path / "alpha.txt"
    path.write_bytes("code\talpha\r\n10\t0.3\r\n".encode("utf-16"))
    assert read_alpha(path) == {10.0: 0.3}


def test_an_interval_without_quotes_is_named(tmp_path):
    path = tmp_path / "scores.csv"
    path.write_text("factor,values,score\n\ncover,[0,inf),5\n", encoding="utf-8")
    with pytest.raises(ScoreTableError, match=r"'scores\.csv', line 3, has more values than columns"):
        read_scores(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ScoreTableError, match=r"nowhere\.csv' cannot be read"):
        read_scores(tmp_path / "nowhere.csv")


def test_lines_within_quotes_count(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text('a,b\n1,"x\ny"\n\n2,z\n', encoding="utf-8")
    assert read_table(path, ["a"]) == [(2, {"a": "1", "b": "x\ny"}), (5, {"a": "2", "b": "z"})]
