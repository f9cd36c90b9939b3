"""Who may do what, in words: one table, from which the help page and docs/access.md are made.

The rules themselves stand in the querysets (`platform_registry.access`); a test holds this table
against what the pages answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from platform_registry.access import Permission, Role, may, roles_with, rows_of
from platform_registry.records.trail import place_of

V, S, C, A = Role.VIEWER, Role.STAFF, Role.COORDINATOR, Role.ADMINISTRATOR
CLEARED, OPERATOR, NOBODY = "cleared", "operator", ""
WORDS = {
    V: "閲覧者以上",
    S: "職員以上",
    C: "コーディネーター以上",
    A: "管理者",
    CLEARED: "閲覧を許可された人",
    OPERATOR: "サイトの運用者",
    NOBODY: "―",
}

ACTS: dict[Permission, str] = {
    "edit": "登録・変更",
    "remove": "削除",
    "import": "取込",
    "export": "出力",
    "administer": "管理",
}


@dataclass(frozen=True)
class Line:
    """The lowest role, in the record's municipality, that may read, change and remove."""

    record: str
    read: str
    change: str
    remove: str
    further: str = ""


TABLE = (
    Line("団体、名称、活動、確認の記録", V, S, C, "ほかの記録で使われている団体は、削除せずに状態を変えます"),
    Line("団体の連絡先（担当者の氏名・電話）", S, S, S, "閲覧者とほかの自治体には見えません"),
    Line("部署", V, S, S, "使われている部署は、削除せずに廃止日を入れます"),
    Line(
        "連携PF、ふつうの層",
        V,
        S,
        A,
        "共同する自治体も読み書きできます。削除は連携PFの自治体の管理者だけ。"
        "「ほかの自治体に見せる」ものは、ほかの自治体も読めます",
    ),
    Line("参加・退会した構成員", V, S, S, "書けるのは、その団体・部署の自治体の人だけ。ほかの自治体は、個人について役職だけを見ます"),
    Line("候補（想定・意向あり・打診中・申込・辞退）", S, S, S, "団体・部署の自治体の人だけ"),
    Line("共同の招待", A, A, NOBODY, "承諾・辞退は招待された自治体の管理者"),
    Line("地域協議会・個人情報を扱う層（あること、構成する団体、公示の事項）", V, A, A, ""),
    Line(
        "地域協議会などのそのほかすべて（個人の構成員、会議、意見、付記、添付、経過など）",
        CLEARED,
        CLEARED,
        CLEARED,
        "書くには職員以上の役割も要ります。読むたびに記録されます。"
        "守秘を解くには理由と2人の管理者が要り、それまでの記録は守秘のままです。ほかの層や会議へは移せません",
    ),
    Line("守秘情報の閲覧の許可", A, A, A, "本人と、本人のアカウントに関わった人には許可できません。3年度まで。本人は自分の許可を読めます"),
    Line("当事者の声", CLEARED, CLEARED, CLEARED, "検索と出力には出ません"),
    Line("試行的事業、発注、KPI、行事、広報物", V, S, S, "公開した事業は、ほかの自治体も読めます"),
    Line("ふつうの層の会議・打合せ、ヒアリング", V, S, S, "会議は守秘にできます（職員以上）。守秘にした会議は守秘のままです"),
    Line("調査、設問、集計", V, C, A, "共有した集計は、ほかの自治体も読めます。回答のない選択肢は、コーディネーターも削除できます。回答のある設問と選択肢は、だれも削除できません"),
    Line("回答", V, C, C, "回答者が書いた文と連絡先は、職員以上が読めます。ほかの自治体には見えません"),
    Line("取込、取込ファイル、照合の判断", C, C, C, "ファイルの受け取りは記録されます。守秘の層などの下に取り込む一覧は、その閲覧を許可された人だけに見えます"),
    Line("事例票（作成中・確定）", V, S, S, ""),
    Line("公開した事例票", V, NOBODY, NOBODY, "ログインした人はだれでも読めます"),
    Line("付記、数値、添付", V, S, S, "それが付いている記録と同じです"),
    Line("出典文書", V, S, S, "国の資料はだれでも読めます"),
    Line("課題・ニーズ、方策、取組事例", V, S, S, "「庁内のみ」のものは、ほかの自治体に見えません"),
    Line("変更・閲覧の記録", C, NOBODY, NOBODY, "守秘のことは、許可された人だけに見えます。利用者（ログインとログアウトを含む）、担当、招待、守秘の許可と解除のことは、管理者だけに見えます"),
    Line("まとめての変更（一覧で選んで）", S, S, S, "変える権限のある記録だけを変えます。守秘の層の構成員は1件ずつ直します。元に戻せるのは、した人とコーディネーター以上です。あとで編集された記録は戻しません"),
    Line("保存した条件（一覧の絞り込み・列）", V, V, V, "自分のものは自分だけが使います。部署や自治体の人と使うものは職員以上がつくり、つくった人と管理者が直せます"),
    Line("一覧の出力（CSV・Excel）", S, NOBODY, NOBODY, "担当の自治体の記録だけが入ります。出力は記録されます"),
    Line("利用者、担当", A, A, NOBODY, "自分の役割と最後の管理者の役割は終えられません。ほかの自治体でも働く人の情報と、管理者・閲覧を許可された人のパスワードは、本人と運用者だけが変えます"),
    Line("共通の用語、自治体の基本情報", V, OPERATOR, OPERATOR, "人口は、その自治体の管理者が直せます"),
    Line("自治体の用語", V, A, A, "その自治体の記録だけで選べます。使っている用語は削除できず、「使用中」を外します"),
    Line("独自の項目（何を記入するか）", V, A, A, "値のある項目と選択肢は削除できず、「使用中」を外します。構成員と試行的事業の項目は、共同する自治体も読めます"),
    Line("独自の項目の値", V, S, S, "記録を直せる人が記入します。ほかの自治体には、記録を見せているときも見せず、検索でも当たりません。守秘の層の構成員では、閲覧を許可された人だけに見えます"),
)  # fmt: skip


def markdown() -> str:
    """The table as docs/access.md carries it."""
    rows = [
        "| 記録 | 読む | 登録・変更 | 削除・取消 | そのほか |",
        "| --- | --- | --- | --- | --- |",
    ]
    for line in TABLE:
        cells = (line.record, *(WORDS[w] for w in (line.read, line.change, line.remove)))
        rows.append(f"| {' | '.join(cells)} | {line.further} |")
    return "\n".join(rows)


def left_to(user: Any, acts: Iterable[Permission], record: Any = None) -> str:
    """「登録・変更・出力は職員、取込はコーディネーターに依頼してください。」 of what this person may not do.

    Of another municipality's record its own people are named. Empty where nothing is left to others.
    """
    asked: dict[str, list[str]] = {}
    refused = [act for act in acts if not may(user, act, record)]
    elsewhere = bool(refused) and record is not None and not may(user, "view", record)
    for act in refused:
        needed = act if record is None else rows_of(type(record)).takes_of(record, act)
        lowest = Role(roles_with(needed)[0]).label
        # Who has the role, but not here, would ask himself.
        whose = f"{place_of(record)}の" if elsewhere or (record and may(user, needed)) else ""
        asked.setdefault(f"{whose}{lowest}", []).append(ACTS[act])
    words = (f"{'・'.join(named)}は{who}" for who, named in asked.items())
    return f"{'、'.join(words)}に依頼してください。" if asked else ""


def lines_of(user: Any) -> list[tuple[str, bool | None, bool | None, bool | None, str]]:
    """What this person may read, change and remove where he works; None: by name only."""
    roles = [*Role]
    held = [roles.index(Role(a.role)) for a in user.current_assignments()]
    highest = max(held, default=-1)

    def may(needed: str) -> bool | None:
        if user.is_superuser and needed not in (CLEARED, NOBODY):
            return True
        if needed == CLEARED:
            return True if user.is_confidant else None
        return needed in roles and roles.index(Role(needed)) <= highest

    return [(e.record, may(e.read), may(e.change), may(e.remove), e.further) for e in TABLE]
