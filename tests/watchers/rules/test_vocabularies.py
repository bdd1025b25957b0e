import pytest

from watchers.language import Or, compile_query, parse, parse_term, read_passage
from watchers.rules.vocabularies import terms_by_name


def holds(query, title):
    """Whether a query over built-in vocabularies holds for a headline."""
    exprs = {
        name: Or(tuple(parse_term(term) for term in terms))
        for name, terms in terms_by_name().items()
        if f"${name}" in query
    }
    return compile_query(parse(query), exprs).holds(read_passage({"title": title})) is not None


def test_every_vocabulary_is_there_and_every_term_parses():
    """Eighteen of them; a term that does not parse would fail at a user's first mention."""
    assert len(terms_by_name()) == 18
    for terms in terms_by_name().values():
        assert len(set(terms)) == len(terms)
        for term in terms:
            parse_term(term)


@pytest.mark.parametrize(
    ("country", "title"),
    [
        ("russia", "Russia's envoy arrives"),
        ("russia", "Россию ждут перемены"),
        ("russia", "俄罗斯总统访华"),
        ("russia", "中俄元首通电话"),
        ("russia", "Росії оголосили санкції"),
        ("russia", "Russlands Wirtschaft"),
        ("russia", "La Russie réplique"),
        ("russia", "Moscú responde"),
        ("russia", "Rosyjskie okręty"),
        ("russia", "Dal Cremlino nessuna risposta"),
        ("russia", "وروسيا ترد"),
        ("china", "China’s premier"),
        ("china", "Китаем довольны"),
        ("china", "中方回应"),
        ("china", "Чому китайські компанії"),
        ("china", "Chinesische Banken"),
        ("china", "Pékin proteste"),
        ("china", "El gobierno chino"),
        ("china", "Stanowisko Chin"),
        ("china", "La Cina protesta"),
        ("china", "الصينية ترد"),
        ("united-states", "US imposes tariffs"),
        ("united-states", "U.S. imposes tariffs"),
        ("united-states", "美国宣布制裁"),
        ("turkey", "Turkey's president"),
        ("european-union", "La UE y China"),
        ("north-korea", "КНДР запустила ракету"),
        ("japan", "日本首相访美"),
    ],
)
def test_a_country_is_found(country, title):
    """In its languages and inflections."""
    assert holds(f"$country.{country}", title)


@pytest.mark.parametrize(
    ("country", "title"),
    [
        pytest.param("china", "Konflikt mit Prigoschin", id="chin in Prigoschin"),
        pytest.param("china", "Chinook helicopter down; boxer hit on the chin", id="chinook, chin"),
        pytest.param("china", "支持发展中国家", id="developing countries"),
        pytest.param("china", "Machine learning", id="machine"),
        pytest.param("china", "无人机击中俄军阵地", id="hit a Russian position"),
        pytest.param("russia", "白俄罗斯外交部重申", id="Belarus in Chinese"),
        pytest.param("russia", "美国俄勒冈州参议长", id="Oregon"),
        pytest.param("russia", "埃塞俄比亚总理", id="Ethiopia"),
        pytest.param("russia", "Опера Россини в театре", id="Rossini"),
        pytest.param("russia", "Una mosca en la sopa", id="fly in Spanish"),
        pytest.param("united-states", "Tell us more", id="us"),
        pytest.param("united-states", "南美国家领导人", id="South American countries"),
        pytest.param("turkey", "Roast turkey for Thanksgiving", id="bird"),
        pytest.param("poland", "Nail polish on tent poles", id="polish and poles"),
        pytest.param("france", "Frances McDormand wins", id="Frances"),
        pytest.param("france", "保护合法国家利益", id="lawful country"),
        pytest.param("india", "印度尼西亚总统", id="Indonesia in Chinese"),
        pytest.param("india", "Indiana governor; indie music", id="Indiana"),
        pytest.param("japan", "今日本报记者", id="today our reporter"),
        pytest.param("north-korea", "朝鲜族自治州", id="ethnic Koreans"),
        pytest.param("european-union", "Recipe: brussels sprouts", id="sprouts"),
        pytest.param("germany", "Germane remarks", id="germane"),
    ],
)
def test_a_trap_is_not_the_country(country, title):
    """What only looks like it."""
    assert not holds(f"$country.{country}", title)
