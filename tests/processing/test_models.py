# SPDX-License-Identifier: GPL-3.0-or-later
"""The algorithms inside a model, with files and with layers in memory."""

import geopandas
import pytest
from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterString,
)


@pytest.fixture
def model(qgis):
    """A model: the members of a circle go into the adjacency zones; belts are its output."""
    made = QgsProcessingModelAlgorithm("circle belts", "tests")
    made.addModelParameter(
        QgsProcessingParameterString("CIRCLE", "circle"), QgsProcessingModelParameter("CIRCLE")
    )
    load = QgsProcessingModelChildAlgorithm("metro:loadcircle")
    load.setChildId("load")
    load.addParameterSources("CIRCLE", [QgsProcessingModelChildParameterSource.fromModelParameter("CIRCLE")])
    belts = QgsProcessingModelChildAlgorithm("metro:adjacencyzones")
    belts.setChildId("belts")
    units = QgsProcessingModelChildParameterSource.fromChildOutput("load", "OUTPUT_MEMBERS")
    belts.addParameterSources("UNITS", [units])
    belts.addParameterSources("RANK", [QgsProcessingModelChildParameterSource.fromStaticValue(["province"])])
    output = QgsProcessingModelOutput("BELTS", "belts")
    output.setChildId("belts")
    output.setChildOutputName("OUTPUT_BELTS")
    belts.setModelOutputs({"BELTS": output})
    made.addChildAlgorithm(load)
    made.addChildAlgorithm(belts)
    made.updateDestinationParameters()
    return made


@pytest.mark.parametrize("destination", ["file", "memory"])
def test_members_flow_into_the_belts(model, run, tmp_path, destination):
    context = QgsProcessingContext()
    name = next(d.name() for d in model.destinationParameterDefinitions())
    target = str(tmp_path / "belts.gpkg") if destination == "file" else "TEMPORARY_OUTPUT"
    results, good = model.create().run({"CIRCLE": "nanjing", name: target}, context, QgsProcessingFeedback())
    assert good
    direct = run(
        "adjacencyzones",
        CIRCLE="nanjing",
        RANK=["province"],
        OUTPUT_BORDERS=str(tmp_path / "b.gpkg"),
        OUTPUT_BELTS=str(tmp_path / "d.gpkg"),
    )
    expected = geopandas.read_file(direct["OUTPUT_BELTS"])
    if destination == "file":
        assert len(geopandas.read_file(target, layer="belts")) == len(expected)
    else:
        layer = context.takeResultLayer(results[name]) or context.getMapLayer(results[name])
        assert layer.featureCount() == len(expected)
