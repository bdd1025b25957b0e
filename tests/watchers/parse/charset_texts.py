"""News of our own in many languages, and the encodings that publishers used for each."""

TEXTS = {
    "ru": [
        "Россия увеличила поставки нефти в Китай, сообщило министерство энергетики.",
        "Президент подписал указ о создании нового совета по безопасности.",
        "В Москве прошли переговоры министров иностранных дел двух стран.",
        "Цены на природный газ выросли после заявления компании о ремонте.",
    ],
    "uk": [
        "Україна та країни Європи підписали угоду про постачання електроенергії.",
        "Президент заявив, що переговори триватимуть наступного тижня у Києві.",
        "Уряд ухвалив рішення щодо експорту зерна через південні порти.",
    ],
    "bg": [
        "Правителството прие решение за строежа на новия газопровод към Гърция.",
        "Министърът на отбраната посети военното училище във Велико Търново.",
    ],
    "pl": [
        "Rząd przyjął ustawę o zwiększeniu wydatków na obronność państwa.",
        "Minister spraw zagranicznych spotkał się w Warszawie z przedstawicielami Litwy.",
        "Ceny gazu wzrosły o dziesięć procent, podał główny urząd statystyczny.",
    ],
    "cs": [
        "Vláda schválila zvýšení výdajů na obranu, řekl ministr po jednání.",
        "České firmy podepsaly smlouvu o dodávkách plynu ze severních zemí.",
    ],
    "hu": [
        "A kormány elfogadta az új költségvetést, közölte a pénzügyminiszter.",
        "Az ország gázszükségletének felét továbbra is keletről szerzi be.",
    ],
    "de": [
        "Die Bundesregierung prüft neue Maßnahmen gegen die hohen Ölpreise.",
        "Außenminister der Länder träfen sich nächste Woche in München, hieß es.",
    ],
    "fr": [
        "Le président a déclaré que les négociations reprendront après l'été.",
        "La marine française a mené des manœuvres près du détroit, selon l'état-major.",
    ],
    "es": [
        "El Gobierno anunció más inversión en energía y la creación de un nuevo ministerio.",
        "Según la compañía, las exportaciones de petróleo subieron mucho el año pasado.",
    ],
    "pt": [
        "O governo não confirmou a operação, mas a oposição pediu explicações.",
        "As exportações de soja para a China cresceram, segundo o ministério da agricultura.",
    ],
    "tr": [
        "Dışişleri Bakanı görüşmelerin önümüzdeki hafta İstanbul'da süreceğini açıkladı.",
        "Türkiye ile Rusya arasındaki doğal gaz anlaşması yenilendi, fiyatlar düşürüldü.",
    ],
    "el": [
        "Η κυβέρνηση ανακοίνωσε νέα μέτρα για την ενέργεια και την ασφάλεια.",
        "Ο υπουργός Εξωτερικών συναντήθηκε στην Αθήνα με τον πρέσβη της Κίνας.",
    ],
    "he": [
        "ראש הממשלה נפגש עם נשיא רוסיה ודן בשיתוף הפעולה הביטחוני.",
        "משרד החוץ הודיע כי השיחות יימשכו בשבוע הבא בירושלים.",
    ],
    "ar": [
        "أعلنت وزارة الخارجية أن المحادثات بين روسيا والصين ستستمر الأسبوع المقبل.",
        "ارتفعت أسعار النفط بعد إعلان الشركة عن إغلاق خط الأنابيب.",
    ],
    "th": [
        "รัฐมนตรีต่างประเทศเดินทางเยือนกรุงปักกิ่งเพื่อหารือเรื่องพลังงาน",
        "ราคาน้ำมันดิบปรับตัวสูงขึ้นหลังมีรายงานการปิดท่อส่งก๊าซ",
    ],
    "lt": [
        "Vyriausybė nutarė didinti išlaidas krašto apsaugai, pranešė ministerija.",
        "Šalies įmonės pasirašė dujų tiekimo sutartį, teigė užsienio reikalų ministras.",
    ],
    "zh-Hans": [
        "中国和俄罗斯签署了新的天然气供应协议，双方将扩大能源合作。",
        "外交部发言人表示，两国领导人下周将在北京举行会谈。",
        "据海关总署公布的数据，今年前十个月石油进口增长了百分之十。",
        "国防部说，联合军事演习将于本月底在东海举行。",
    ],
    "zh-Hant": [
        "中國和俄羅斯簽署了新的天然氣供應協議，雙方將擴大能源合作。",
        "外交部發言人表示，兩國領導人下週將在北京舉行會談。",
        "國防部說，聯合軍事演習將於本月底在東海舉行，台灣方面表示關切。",
    ],
    "ja": [
        "ロシアと中国は新しい天然ガスの供給協定に署名したと発表した。",
        "外務省の報道官は、首脳会談が来週北京で行われると述べた。",
        "原油価格はパイプラインの停止の報道を受けて上昇している。",
    ],
    "ko": [
        "러시아와 중국은 새로운 천연가스 공급 협정에 서명했다고 발표했다.",
        "외교부 대변인은 다음 주 베이징에서 정상회담이 열린다고 밝혔다.",
        "국제 유가는 송유관 폐쇄 소식이 전해진 뒤 크게 올랐다.",
    ],
}
ENCODINGS = {
    "ru": ["cp1251", "koi8_r", "iso8859_5", "cp866"],
    "uk": ["cp1251", "koi8_u"],
    "bg": ["cp1251"],
    "pl": ["cp1250", "iso8859_2"],
    "cs": ["cp1250", "iso8859_2"],
    "hu": ["cp1250", "iso8859_2"],
    "de": ["cp1252"],
    "fr": ["cp1252"],
    "es": ["cp1252"],
    "pt": ["cp1252"],
    "tr": ["cp1254"],
    "el": ["cp1253", "iso8859_7"],
    "he": ["cp1255"],
    "ar": ["cp1256", "iso8859_6"],
    "th": ["cp874"],
    "lt": ["cp1257"],
    "zh-Hans": ["gb18030"],
    "zh-Hant": ["big5"],
    "ja": ["cp932", "euc_jp", "iso2022_jp"],
    "ko": ["cp949"],
}
