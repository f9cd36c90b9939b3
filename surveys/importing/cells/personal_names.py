"""Names of persons as lists write them: 田中様, 佐藤氏. They are read to be left out."""

from __future__ import annotations

import re

# さんさん is a name of bodies; 皆様 and お客様, 仕様 and 御殿 are words.
_COMMON = "".join(
    f"(?<!{word})"
    for word in (
        "皆", "仕", "模", "同", "異", "みな", "さん", "お客", "お子", "お母", "お父", "おかあ", "おとう",
        "じい", "ばあ", "御", "源", "小学校の", "学校の", "当事者", "利用者", "患者",
    )
)  # fmt: skip
_TITLES = rf"{_COMMON}(?:様|さま|氏|さん|先生|殿|女史)"
TITLED = re.compile(rf"(?:^|[\s:：・／/＆&、，,（(])([^\s:：・／/＆&、，,（()）]*?){_TITLES}$")
_TITLE_IN_TEXT = re.compile(rf"{_TITLES}(?=方?$|の?代理|[\s:：・／/＆&、，,（()）])")

_TITLE_APART = re.compile(r"\s+(?=(?:様|さま|氏|さん|先生|殿|女史)方?(?:$|[\s・／/＆&、，,)）]))")

# Family names that are no places: where one stands alone among bodies, it is a person.
_FAMILY = (
    "佐藤 鈴木 高橋 田中 伊藤 渡辺 渡邊 渡邉 山本 中村 小林 加藤 吉田 山田 佐々木 松本 井上 木村 斎藤 斉藤 "
    "齋藤 齊藤 林田 清水 山崎 阿部 森田 池田 橋本 山下 石井 中島 前田 小川 藤田 岡田 後藤 近藤 長谷川 村上 "
    "遠藤 青木 坂本 藤井 西村 太田 藤原 岡本 松田 中川 原田 小野 竹内 金子 和田 中山 石田 上田 柴田 "
    "酒井 工藤 横山 宮本 内田 高木 安藤 谷口 大野 丸山 今井 河野 藤本 村田 武田 杉山 増田 菅原 平野 "
    "小島 久保 大塚 松井 岩崎 桜井 野口 松尾 野村 木下 菊地 菊池 佐野 大西 杉本 新井 古川 濱田 小松 "
    "水野 山内 西田 島田 吉川 熊谷 飯田 服部 永井 岩田 久保田 中澤 小野寺 坂田 谷本 黒田 生駒 荒川"
)
FAMILY = frozenset(_FAMILY.split())

_GIVEN = re.compile(
    r"[一-龠々ぁ-ん]{0,2}[郎子美男夫雄一二三介太香恵代江樹人也彦平助奈菜花里織司明孝浩誠健修進隆茂博]"
)


def with_titles(text: str) -> str:
    """堀内 悟 様 → 堀内 悟様."""
    return _TITLE_APART.sub("", text)


def is_titled(text: str) -> bool:
    """Whether a word of it ends with 様 and the like."""
    return bool(_TITLE_IN_TEXT.search(text))


def is_family_name(text: str) -> bool:
    """田中 alone, or with a given name: 田中 花子, 田中花子."""
    first, _, given = text.partition(" ")
    if first in FAMILY:
        return len(given) < 4
    return any(text[:n] in FAMILY and _GIVEN.fullmatch(text[n:]) for n in (2, 3))
