"""An invented survey of festival organizers, written out as the form tools write it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

NAME = "お祭りの主催団体名を教えてください"
KANA = "主催団体名（フリガナ）"
FOUNDED = "問1 発足年月日"
MEMBERS = "問2 会員の人数（人）"
PHONE = "連絡先電話番号"
STALLS = "問3 出している屋台（あてはまるものすべて）"
SEASON = "問4 開催の季節"
HELP = "問5 手伝いは足りていますか"
MISSING_HELP = "問6 足りない手伝い（複数回答可）"
OPINION = "問7 ご意見をご自由にお書きください"

STALL_LABELS = ("焼きそば", "飲み物（ジュース、お茶、水）", "輪投げ・射的", "古本市", "植木市")
SEASONS = ("春", "夏", "秋", "冬")
HELP_LABELS = ("足りている", "足りていない")
MISSING_LABELS = ("設営", "交通整理", "会計・受付", "片付け")
TYPED = ("金魚すくい", "似顔絵", "凧づくり", "綿あめ")
OPINIONS = (
    "雨の日の会場がほしいです。",
    "補助金の締切が早い",
    "特になし",
    "若い人が減り、\n心配です",
)

CHOICES = {
    STALLS: STALL_LABELS,
    SEASON: SEASONS,
    HELP: HELP_LABELS,
    MISSING_HELP: MISSING_LABELS,
}
MULTI = (STALLS, MISSING_HELP)
QUESTIONS = (NAME, KANA, FOUNDED, MEMBERS, PHONE, STALLS, SEASON, HELP, MISSING_HELP, OPINION)
KINDS = {
    NAME: ("text", "organization:name"),
    KANA: ("text", "organization:kana"),
    FOUNDED: ("date", "question"),
    MEMBERS: ("number", "question"),
    PHONE: ("text", "organization:phone"),
    STALLS: ("multi", "question"),
    SEASON: ("single", "question"),
    HELP: ("single", "question"),
    MISSING_HELP: ("multi", "question"),
    OPINION: ("text", "question"),
}
FIRST_MOMENT = datetime(2025, 6, 2, 10, 15)


@dataclass
class Answer:
    """What one organizer answered; a multiple answer is its labels and the typed text."""

    values: dict[str, Any] = field(default_factory=dict)
    moment: datetime = FIRST_MOMENT


def answers(count: int = 60, seed: int = 7) -> list[Answer]:
    chance = random.Random(seed)
    return [_answer(place, chance) for place in range(count)]


def _answer(place: int, chance: random.Random) -> Answer:
    few_hands = chance.random() < 0.5
    values: dict[str, Any] = {
        NAME: f"第{place + 1}町内{chance.choice(('納涼会', '秋祭り保存会', '盆踊りの会'))}",
        KANA: "".join(chance.choice("アイウエオカキクケコ") for _ in range(6)),
        FOUNDED: date(chance.randint(1975, 2022), chance.randint(1, 12), chance.randint(1, 28)),
        MEMBERS: chance.randint(3, 90),
        PHONE: f"0776-{chance.randint(20, 59)}-{chance.randint(1000, 9999)}",
        STALLS: _several(STALL_LABELS, chance, typed=0.12),
        SEASON: chance.choice(SEASONS),
        HELP: HELP_LABELS[few_hands],
        MISSING_HELP: _several(MISSING_LABELS, chance, typed=0.0) if few_hands else None,
        OPINION: chance.choice(OPINIONS) if chance.random() < 0.5 else None,
    }
    for question in (FOUNDED, MEMBERS, SEASON):
        if chance.random() < 0.05:
            values[question] = None
    return Answer(values, FIRST_MOMENT + timedelta(minutes=41 * place))


def _several(
    labels: tuple[str, ...], chance: random.Random, typed: float
) -> tuple[list[str], str | None]:
    chosen = [label for label in labels if chance.random() < 0.45] or [labels[0]]
    return chosen, chance.choice(TYPED) if chance.random() < typed else None


def joined(
    value: tuple[list[str], str | None] | None,
    separator: str,
    *,
    trailing: bool = False,
    numbered: tuple[str, ...] = (),
    typed: str = "{}",
) -> str:
    """A multiple answer in one cell."""
    if value is None:
        return ""
    labels, text = value
    items = [f"{numbered.index(label) + 1}.{label}" if numbered else label for label in labels]
    items += [typed.format(text)] if text else []
    return separator.join(items) + (separator if trailing else "")


def plain(answer: Answer, question: str, separator: str = ";", **how: Any) -> Any:
    """The cell of a question as form tools write it."""
    value = answer.values[question]
    if question in MULTI:
        return joined(value, separator, **how)
    if isinstance(value, date):
        return value.strftime("%Y/%m/%d")
    return "" if value is None else value
