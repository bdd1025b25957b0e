"""Words that mean nothing by themselves, folded: they begin and end no term worth trying."""

_ENGLISH = """
a about after all also amid among an and any are as at be been before being between both but by
can could did do does during each first for from further had has have he her here his how if in
into is it its just last may more most new not now of off on one only or other our out over own
said says she should since so some such than that the their them then there these they this
those through to two under until up us very was we were what when where which while who why will
with would year years you your
"""
_GERMAN = """
aber als am an auch auf aus bei bis das dass dem den der des die durch ein eine einem einen
einer er es fur hat im ist mit nach nicht noch nur oder sein seine seit sich sie sind so uber um
und unter vom von vor war was wegen wie wird zu zum zur
"""
_FRENCH_ITALIAN_SPANISH = """
al alla anche au aux avec ce ces cette che con da dal dalla dans de degli dei del della delle
des di du e ed el ella elle ellos en entre es est esta este et gli ha han il ils in la las le
les leur lo los mais mas muy ne nel nella no non o ont ou par para pas per pero piu plus por
pour que qui sa se ses si sin sobre son sono sont su sul sur sus tra un una une y ya
"""
_POLISH = """
a ale bedzie byl byla bylo co czy dla do go i ich jak jako jego jej jest juz na nad nie o od
oraz po pod podczas przed przez przy sa sie ta tak tego tej ten to tym w we wraz z za ze
"""
_RUSSIAN_UKRAINIAN = """
а без более был была были было быть в во все для до его ее если же з за и из или их й к как ко
между на над не него но о об он она они от по под после при с со та так также то том у уже что
чтобы это этом яка який які є і
"""

FUNCTION_WORDS = frozenset(
    f"{_ENGLISH} {_GERMAN} {_FRENCH_ITALIAN_SPANISH} {_POLISH} {_RUSSIAN_UKRAINIAN}".split()
)
