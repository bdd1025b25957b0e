"""Which words a written word stands for: plurals, possessives, and what turns them off."""

import pytest

from tests.watchers.language.trees import ask


@pytest.mark.parametrize(
    ("query", "title", "found"),
    [
        pytest.param("pipeline", "Pipelines", ["Pipelines"], id="s"),
        pytest.param("refinery", "refineries", ["refineries"], id="y"),
        pytest.param("convoy", "convoys", ["convoys"], id="y after a vowel"),
        pytest.param("tax", "taxes", ["taxes"], id="x"),
        pytest.param("waltz", "waltzes", ["waltzes"], id="z"),
        pytest.param("speech", "speeches", ["speeches"], id="ch"),
        pytest.param("monarch", "monarchs", ["monarchs"], id="hard ch"),
        pytest.param("clash", "clashes", ["clashes"], id="sh"),
        pytest.param("business", "businesses", ["businesses"], id="ss"),
        pytest.param("crisis", "crises", ["crises"], id="is"),
        pytest.param("virus", "viruses", ["viruses"], id="us"),
        pytest.param("gas", "gases", ["gases"], id="as"),
        pytest.param("embargo", "embargoes embargos", ["embargoes", "embargos"], id="o"),
        pytest.param("life", "lives", ["lives"], id="ife"),
        pytest.param("half", "halves", ["halves"], id="lf"),
        pytest.param("serviceman", "servicemen", ["servicemen"], id="man"),
        pytest.param("german", "Germans", ["Germans"], id="a man who is none"),
        pytest.param("child", "children", ["children"], id="child"),
        pytest.param("kennedy", "the Kennedys", ["Kennedys"], id="a family"),
        pytest.param("pipelines", "a pipeline", None, id="a plural does not find its singular"),
        pytest.param("sanctions", "sanctionses", None, id="a plural has no plural"),
        pytest.param("=pipeline", "pipelines", None, id="exact"),
        pytest.param("France", "Frances", None, id="a name"),
        pytest.param("us", "uss", None, id="two letters"),
        pytest.param("g20", "g20s", None, id="not only letters"),
        pytest.param("préfet", "prefets", None, id="letters with marks"),
        pytest.param("газ", "газs", None, id="another script"),
        pytest.param(
            '"special representative"',
            "special representatives",
            ["special representatives"],
            id="in a phrase",
        ),
        pytest.param("pipeline", "the pipeline's", ["pipeline's"], id="possessive"),
        pytest.param("pipeline", "the pipelines’", ["pipelines"], id="possessive of a plural"),
        pytest.param("=Kremlin", "Kremlin’s", ["Kremlin’s"], id="exact keeps the possessive"),
        pytest.param("pipelin*", "pipelines", ["pipelines"], id="a star needs no form"),
        pytest.param("organi*ation", "organisation", ["organisation"], id="an inner star"),
        pytest.param("organi*ation", "organizations", None, id="and no plural of it"),
        pytest.param("нефт*", "нефтепровод", ["нефтепровод"], id="a Cyrillic stem"),
    ],
)
def test_a_word_stands_for_its_forms(query, title, found):
    """Each beside its nearest no."""
    assert found == ask(query, title)
