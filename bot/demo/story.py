"""What the outlets publish while the demo runs: one visit, seen by seven, and the day's noise.

Every word is made up; no such deal, patrol or figure was ever reported.
"""

from bot.demo.outlets import Report

_PRICE = (
    "The two sides settled on about 265 dollars per thousand cubic metres for up to 50 billion"
    " cubic metres a year, three people familiar with the talks said."
)

STORY = (
    Report(
        0.8,
        "meridian-wire",
        "putin-arrives-beijing",
        "Putin arrives in Beijing for two days of talks with Xi",
        "Energy supplies and security lead the agenda of the Russian president's visit to China.",
    ),
    Report(
        1.0,
        "elbtor-zeitung",
        "pokal-halbfinale",
        "Elbstädter drehen Pokalspiel in der Nachspielzeit",
        "Zwei Tore in drei Minuten bringen das Halbfinale.",
    ),
    Report(
        1.3,
        "meridian-wire",
        "india-russian-crude",
        "India's refiners book record volume of Russian crude for May",
        "Discounts widened again, two buyers in Mumbai said.",
    ),
    Report(
        1.7,
        "meridian-wire",
        "power-of-siberia-2-price",
        "Russia and China agree gas price for Power of Siberia 2 pipeline, sources say",
        _PRICE,
    ),
    Report(
        2.1,
        "polar-observer",
        "sila-sibiri-2-cena",
        "Россия и Китай согласовали цену газа для «Силы Сибири — 2»",
        "Речь идёт о 50 млрд кубометров в год по цене около 265 долларов за тысячу кубометров.",
    ),
    Report(
        2.4,
        "east-shore-daily",
        "zhong-e-tianranqi-jiage",
        "中国与俄罗斯就“西伯利亚力量2号”天然气价格达成一致",
        "据悉年供气量最高为500亿立方米，价格约为每千立方米265美元。",
        tracking="utm_source=rss&utm_campaign=yaowen",
    ),
    Report(
        2.8,
        "meridian-wire",
        "power-of-siberia-2-price",
        "UPDATE 1-Russia and China agree gas price for Power of Siberia 2 pipeline, sources say",
        _PRICE + " Signing is expected in Beijing.",
        tracking="utm_source=rss&utm_medium=update",
    ),
    Report(
        3.0,
        "mfa-briefings",
        "gas-supply-agreement",
        "Foreign Ministry confirms China and Russia signed Power of Siberia 2 gas agreement",
        "The spokesperson said the two countries signed the supply agreement in Beijing today.",
    ),
    Report(
        3.2,
        "port-echo",
        "sandstorm-warning",
        "تحذير من عاصفة رملية على الطريق الساحلي مساء اليوم",
        "دعت الأرصاد السائقين إلى تخفيف السرعة.",
    ),
    Report(
        3.5,
        "port-echo",
        "joint-naval-patrol",
        "روسيا والصين تعلنان دورية بحرية مشتركة في المحيط الهادئ",
        "تبدأ الدورية الأسبوع المقبل وتشارك فيها عشر سفن من البلدين.",
    ),
    Report(
        3.8,
        "meridian-wire",
        "joint-naval-patrol",
        "Russian and Chinese navies announce joint patrol in western Pacific",
        "Ten ships will sail together from next week, both defence ministries said.",
    ),
    Report(
        4.2,
        "meridian-wire",
        "sanctions-chinese-banks",
        "US sanctions two Chinese banks over payments for Russian arms makers",
        "The Treasury said the lenders had cleared payments for Moscow's defence industry.",
    ),
    Report(
        4.4,
        "elbtor-zeitung",
        "sanktionen-banken",
        "USA verhängen Sanktionen gegen zwei chinesische Banken wegen Russland-Geschäften",
        "Die Institute sollen Zahlungen für die russische Rüstungsindustrie abgewickelt haben.",
    ),
    Report(
        4.7,
        "east-shore-daily",
        "zhong-e-maoyi",
        "海关：前四个月中俄贸易额同比下降6.8%",
        "中国与俄罗斯贸易总额为711亿美元，机械出口降幅最大。",
    ),
    Report(
        5.0,
        "harbour-institute",
        "trade-slips",
        "Russia-China trade falls 6.8 percent: three numbers to read before the headline",
        "At 71.1 billion dollars, trade is lower in machinery, not in energy. Prices explain half.",
        tracking="utm_source=feed&utm_medium=json",
    ),
    Report(
        5.2,
        "polar-observer",
        "shahmaty",
        "Гроссмейстер из Мурманска выиграл турнир по быстрым шахматам",
        "Решающая партия длилась девять минут.",
    ),
    Report(
        5.5,
        "mfa-briefings",
        "ukraine-wording",
        "Foreign Ministry: China urges an early ceasefire and direct talks on Ukraine",
        "The spokesperson spoke of the war in Ukraine, where earlier briefings said crisis.",
    ),
    Report(
        5.8,
        "east-shore-daily",
        "taifeng-yujing",
        "气象台发布海上大风黄色预警",
        "预计今夜到明天沿海阵风可达八级。",
    ),
)
