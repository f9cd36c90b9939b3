"""Legal forms in organization names: which form, and the name without it.

``split_legal_form`` gives what the registry derives from a name; the name itself is stored as
the organization writes it.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from platform_registry.japanese import search_key
from platform_registry.japanese.variants import VARIANTS

KEY_LENGTH = 200


@dataclass(frozen=True, slots=True)
class LegalForm:
    """``spellings`` stand before or after a name and are no part of it, ``readings`` too, in a name
    written in kana; ``abbreviations`` do so in brackets. A name matching ``told_by`` is of this
    form and keeps the word."""

    code: str
    label: str
    spellings: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    told_by: str = ""
    readings: tuple[str, ...] = ()
    family: str = ""  # forms of one family don't contradict each other


LEGAL_FORMS = (
    LegalForm(
        "npo",
        "NPO法人",
        ("特定非営利活動法人", "特定非営利法人", "非営利活動法人", "NPO法人"),
        ("特非", "特活", "特", "NPO", "N", "トクヒ"),
        readings=("トクテイヒエイリカツドウホウジン", "エヌピーオーホウジン"),
    ),
    LegalForm(
        "certified_npo",
        "認定NPO法人",
        ("認定特定非営利活動法人", "特例認定特定非営利活動法人")
        + ("認定NPO法人", "特例認定NPO法人", "仮認定NPO法人"),
        ("認定NPO", "認特非", "認定特非", "認N"),
        readings=("ニンテイトクテイヒエイリカツドウホウジン", "ニンテイエヌピーオーホウジン"),
        family="npo",
    ),
    LegalForm(
        "social_welfare",
        "社会福祉法人",
        ("社会福祉法人",),
        ("社福", "福", "フク"),
        readings=("シャカイフクシホウジン",),
    ),
    LegalForm(
        "social_welfare_council",
        "社会福祉協議会",
        told_by=r"社会福祉協議会|(?<![神会商結])社協(?![会同力議])",
        family="social_welfare",
    ),
    LegalForm(
        "general_association",
        "一般社団法人",
        ("一般社団法人",),
        ("一社", "一般社団"),
        readings=("イッパンシャダンホウジン",),
    ),
    LegalForm(
        "public_association",
        "公益社団法人",
        ("公益社団法人",),
        ("公社", "公益社団"),
        readings=("コウエキシャダンホウジン",),
    ),
    LegalForm(
        "general_foundation",
        "一般財団法人",
        ("一般財団法人",),
        ("一財", "一般財団"),
        readings=("イッパンザイダンホウジン",),
    ),
    LegalForm(
        "public_foundation",
        "公益財団法人",
        ("公益財団法人",),
        ("公財", "公益財団"),
        readings=("コウエキザイダンホウジン",),
    ),
    LegalForm(
        "stock_company",
        "株式会社",
        ("株式会社", "㍿"),
        ("株",),
        readings=("カブシキガイシャ", "カブシキカイシャ"),
    ),
    LegalForm(
        "limited_company",
        "有限会社",
        ("有限会社",),
        ("有",),
        readings=("ユウゲンガイシャ",),
    ),
    LegalForm(
        "llc",
        "合同会社",
        ("合同会社",),
        ("同", "合同"),
        readings=("ゴウドウガイシャ",),
    ),
    LegalForm("partnership", "合資会社・合名会社", ("合資会社", "合名会社"), ("資", "名")),
    LegalForm(
        "medical",
        "医療法人",
        ("社会医療法人", "特定医療法人", "医療法人社団", "医療法人財団", "医療法人"),
        ("医", "医社", "医財"),
        readings=("イリョウホウジンシャダン", "イリョウホウジンザイダン", "イリョウホウジン"),
    ),
    LegalForm(
        "school",
        "学校法人",
        ("学校法人", "準学校法人"),
        ("学", "ガク"),
        readings=("ガッコウホウジン",),
    ),
    LegalForm(
        "university",
        "大学",
        ("国立大学法人", "公立大学法人"),
        told_by=r"(?:大学|大学院|短期大学部?)$",
        family="school",
    ),
    LegalForm(
        "religious",
        "宗教法人",
        ("宗教法人",),
        ("宗",),
        readings=("シュウキョウホウジン",),
    ),
    LegalForm("consumer_cooperative", "生活協同組合", told_by=r"生活協同組合|生協$"),
    LegalForm(
        "workers_cooperative",
        "労働者協同組合",
        ("労働者協同組合",),
        ("労協",),
        readings=("ロウドウシャキョウドウクミアイ",),
    ),
    LegalForm(
        "neighborhood",
        "町会・自治会",
        told_by=r"(?:町会|町内会|自治会)(?:連合会|連合|協議会|連絡会)?$|連合町会$",
        family="unincorporated",
    ),
    LegalForm(
        "welfare_commissioners",
        "民生委員児童委員協議会",
        told_by=r"民生・?(?:委員)?・?児童委員(?:連合)?協議会|民児協|民生委員協議会",
        family="unincorporated",
    ),
    LegalForm(
        "government",
        "行政",
        ("独立行政法人", "地方独立行政法人", "国立研究開発法人"),
        ("独", "地独"),
        r"(?:市役所|区役所|町役場|村役場|[都道府県]庁|保健所|保健センター|教育委員会)$",
    ),
    LegalForm("consortium", "共同企業体", told_by=r"(?:共同企業体|コンソーシアム)$"),
    LegalForm("sole_proprietor", "個人事業主", ("個人事業主",), ("個人",)),
    LegalForm("voluntary", "任意団体", ("任意団体",), ("任意", "任"), family="unincorporated"),
    LegalForm("other", "その他"),
)
LEGAL_FORM_CHOICES = [(form.code, form.label) for form in LEGAL_FORMS]

# 社団 and 財団 before 2008 are 一般 or 公益 today, the name doesn't say which.
_UNSPECIFIC = LegalForm("", "", ("社団法人", "財団法人"), ("社", "財", "社団", "財団"))
# Abbreviations that are taken for a legal form without brackets too, before or after a blank.
_ALONE = frozenset(
    ("NPO", "特非", "特活", "認定NPO", "認特非", "認定特非", "社福", "一社", "一財", "公財")
    + ("一般社団", "一般財団", "公益社団", "公益財団", "医社", "医財", "労協", "トクヒ")
)
_ALONE_BEFORE = frozenset(("公社",))  # 東京都住宅供給 公社 is no 公益社団法人
# Those no word of a name begins with: they need no blank either.
_UNMISTAKABLE = {"特非": "(?!営)", "認特非": "(?!営)", "認定特非": "(?!営)", "公財": "(?!産)"}
# Those a word of a name may begin with (社福協, 一社駅): a person says which it is.
_MISTAKABLE = re.compile(r"(?:社福|一社|一財|公社|医社|医財|労協)(?=\S)")
# Words that one body writes in two ways; in the key of a bare name only.
_SYNONYMS = {
    "社会福祉協議会": "社協",
    "生活協同組合": "生協",
    "民生委員児童委員協議会": "民児協",
    "民生児童委員協議会": "民児協",
    "子供": "コドモ",
    "子ドモ": "コドモ",
    "障ガイ": "障害",
    "障碍": "障害",
    "倶楽部": "クラブ",
    "cafe": "カフェ",
}
_SYNONYM = re.compile("|".join(_SYNONYMS))


@dataclass(frozen=True, slots=True)
class ParsedName:
    """``bare_name`` is a part of the name as written; ``key`` compares bare names."""

    form_code: str | None
    bare_name: str
    key: str


@lru_cache(maxsize=8_192)  # the names of a file are asked about several times
def split_legal_form(name: str) -> ParsedName:
    """A name apart from its legal form, which may stand before or after it, in full or short."""
    folded = name.translate(_FOLD)
    for found in (_affixes().before.match(folded), _affix_after(folded)):
        bare = (name[: found.start()] + name[found.end() :]).strip() if found else ""
        if found and (key := bare_key(bare)):
            return ParsedName(_told_form(bare, found.lastgroup), bare, key)
    bare = name.strip()
    return ParsedName(_told_form(bare, None), bare, bare_key(bare))


def _affix_after(folded: str) -> re.Match[str] | None:
    """Searching from every place is slow, and few names end like a legal form."""
    affixes = _affixes()
    last = folded.rstrip()[-1:]
    return affixes.after.search(folded) if last in affixes.last_characters else None


def bare_key(bare_name: str) -> str:
    """The search key of a bare name, common abbreviations written out one way."""
    key = search_key(bare_name[:KEY_LENGTH])
    return _SYNONYM.sub(lambda found: _SYNONYMS[found[0]], key)[:KEY_LENGTH]


def _told_form(bare: str, affix: str | None) -> str | None:
    """A 社会福祉法人 that is a 社会福祉協議会 is the latter; a 株式会社○○大学 stays a company."""
    code = affix if affix in _BY_CODE else None
    folded = bare.translate(_FOLD)
    told = next((form for form, pattern in _TOLD_BY if pattern.search(folded)), None)
    if told and (code is None or forms_agree(code, told.code)):
        return told.code
    return code


_BY_CODE = {form.code: form for form in LEGAL_FORMS}
_TOLD_BY = [(form, re.compile(form.told_by)) for form in LEGAL_FORMS if form.told_by]


def forms_agree(one: str | None, other: str | None) -> bool | None:
    """Whether two form codes can be of one organization; None where one is not known."""
    families = [_family(code) for code in (one, other)]
    return None if None in families else families[0] == families[1]


def _family(code: str | None) -> str | None:
    form = _BY_CODE.get(code or "")
    return None if form is None or code == "other" else form.family or form.code


def is_unincorporated(code: str | None) -> bool:
    """Forms that are not written with the name: 任意団体, 町会・自治会 …"""
    return _family(code) == "unincorporated"


@cache
def legal_form_code(label: str) -> str | None:
    """The code for what stands in a column 法人格: code, label, spelling or abbreviation."""
    key = search_key(label)
    for form in LEGAL_FORMS:
        words = (form.code, form.label, *form.label.split("・"), *form.spellings, *form.readings)
        if key and key in {search_key(word) for word in (*words, *form.abbreviations)}:
            return form.code
    return split_legal_form(label).form_code


def key_without_mistyped_form(name: str) -> str | None:
    """The key of the bare name if the name begins with almost a legal form (社会福法人…, 社福…)."""
    from rapidfuzz.distance import OSA  # only imports need it

    key = search_key(name[:KEY_LENGTH])
    if found := _MISTAKABLE.match(key):
        return bare_key(key[found.end() :])
    best, rest = 3, None
    for form in (form for form in _mistypable() if form[0] == key[0:1] or form[1:3] in key[:4]):
        limit = 1 if len(form) < 6 else 2
        for size in (len(form), len(form) - 1, len(form) + 1):
            distance = OSA.distance(key[:size], form, score_cutoff=limit)
            if distance <= limit and distance < best and len(key) > size + 1:
                best, rest = distance, key[size:]
    return bare_key(rest) if rest else None


@cache
def _mistypable() -> list[str]:
    spellings = (word for form in LEGAL_FORMS for word in form.spellings if len(word) >= 4)
    return sorted(search_key(word) for word in spellings)


# ------------------------------------------------------------------ patterns of the affixes


_CLOSING = ")）】］]〕"
_OPEN, _CLOSE = r"[(（【［\[〔]", r"[)）】］\]〕]"


@dataclass(frozen=True, slots=True)
class _Affixes:
    before: re.Pattern[str]
    after: re.Pattern[str]
    last_characters: frozenset[str]


@cache
def _affixes() -> _Affixes:
    forms = (*LEGAL_FORMS, _UNSPECIFIC)
    before = "|".join(_named(form, before=True) for form in forms if form.spellings)
    after = "|".join(_named(form, before=False) for form in forms if form.spellings)
    words = [w for form in forms for w in (*form.spellings, *form.readings, *form.abbreviations)]
    last = {word.translate(_FOLD)[-1] for word in words} | set(_SIGNS.values())
    return _Affixes(
        re.compile(rf"\s*(?:{before})"),
        re.compile(rf"(?:{after})\s*$"),
        frozenset(last | set(_CLOSING) | set("".join(_VOICING.values()))),
    )


def _named(form: LegalForm, *, before: bool) -> str:
    """Alternatives of one form as a group named by its code. One bracket may be missing (株)○○."""
    first, last = ("?", "") if before else ("", "?")
    words = (*form.spellings, *form.readings)
    spelled = [_spaced(word) for word in sorted(words, key=len, reverse=True)]
    short = "|".join(map(_spaced, form.abbreviations))
    signs = "".join(_SIGNS[word] for word in form.abbreviations if word in _SIGNS)
    parts = [*spelled, *([f"[{signs}]"] if signs else [])]
    if short:
        parts.append(rf"{_OPEN}{first}\s*(?:{short})\s*{_CLOSE}{last}")
    parts += _without_brackets(form, before=before)
    in_brackets = rf"{_OPEN}\s*(?:{'|'.join(spelled)})\s*{_CLOSE}"
    return f"(?P<{form.code or 'unspecific'}>{'|'.join([in_brackets, *parts])})"


def _without_brackets(form: LegalForm, *, before: bool) -> list[str]:
    alone = _ALONE | _ALONE_BEFORE if before else _ALONE
    words = [word for word in form.abbreviations if word in alone]
    if not before:
        return [rf"\s+{_spaced(word)}" for word in words]
    attached = [word for word in form.abbreviations if word in _UNMISTAKABLE]
    return [
        *(rf"{_spaced(word)}\s+" for word in words),
        *(f"{_spaced(word)}{_UNMISTAKABLE[word]}" for word in attached),
    ]


def _spaced(word: str) -> str:
    """Pattern of a word, with blanks between; in half width a voiced kana is two characters."""
    return r"\s*".join(map(_character, word.translate(_FOLD)))


def _character(char: str) -> str:
    voicing = unicodedata.normalize("NFD", char)[1:]
    if not voicing:
        return re.escape(char)
    return f"(?:{char}|{unicodedata.normalize('NFD', char)[0]}[{_VOICING[voicing]}])"


_VOICING = {"\u3099": "ﾞ゛\u3099", "\u309a": "ﾟ゜\u309a"}


def _fold() -> dict[int, str]:
    """Character by character, so that places in the folded name are places in the name.

    Old and compatibility kanji, width and case of letters, hiragana, half-width and small kana.
    """
    wide = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    letters = {code + 32: chr(code) for code in range(ord("A"), ord("Z") + 1)}
    wide |= {code + 0xFEE0: char for code, char in letters.items()}
    compatible = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xF900, 0xFB00)}
    half = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFF66, 0xFF9E)}
    kana = {code: chr(code + 0x60) for code in range(0x3041, 0x3097)}
    small = dict(zip("ァィゥェォッャュョヮ", "アイウエオツヤユヨワ", strict=True))
    plain = {ord(char): large for char, large in small.items()}
    folded = VARIANTS | wide | letters | compatible | plain | half | kana
    return {c: small.get(to, to) for c, to in folded.items() if len(to) == 1}


_FOLD = _fold()

# ㈱, ㈲, ㈳ … : abbreviations that are one character with their brackets.
_SIGNS = {
    unicodedata.normalize("NFKC", chr(code))[1:-1]: chr(code) for code in range(0x3220, 0x3244)
}
