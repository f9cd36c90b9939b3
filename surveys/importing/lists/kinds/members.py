"""構成員の名簿: one row, one organization, department or person of a layer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from organizations.members.actions import Step
from organizations.members.named import departments_of, which_of
from organizations.models import Layer, Membership, MembershipStep, Organization, User
from platform_registry import actions as door
from platform_registry.japanese import era_date
from platform_registry.records.in_hand import clean_in_hand, refuse_twice
from surveys.importing.lists.kinds import cleaning, numbered
from surveys.importing.lists.kinds.bodies import Bodies, new_organizations
from surveys.importing.lists.kinds.joining import joined
from surveys.importing.lists.kinds.leaving import day_of_leaving
from surveys.importing.lists.records import Besides, Desk, RecordField, RecordList, under
from surveys.importing.lists.rows import ListRow
from surveys.importing.lists.rows import State as RowState
from surveys.models import ImportBatch

Role, State = Membership.Role, Membership.State
ROLES = {"委員": Role.MEMBER, "会員": Role.MEMBER, "メンバー": Role.MEMBER, "正会員": Role.MEMBER,
         "会長": Role.CHAIR, "委員長": Role.CHAIR, "議長": Role.CHAIR, "幹事": Role.CONVENER,
         "アドバイザー": Role.ADVISER, "顧問": Role.ADVISER, "傍聴": Role.OBSERVER}  # fmt: skip
STATES = {"参加中": State.JOINED, "参加済": State.JOINED, "参画": State.JOINED, "参画中": State.JOINED,
          "加入": State.JOINED, "加入済": State.JOINED, "加入中": State.JOINED, "○": State.JOINED,
          "退会済": State.LEFT, "脱退": State.LEFT, "意向": State.INTERESTED, "打診": State.INVITED,
          "申込中": State.APPLIED, "申込済": State.APPLIED, "申請中": State.APPLIED}  # fmt: skip
_BODY = (
    r"(?:団体|組織|機関|法人|会社|企業|構成員|会員|委員|参加者|参画団体|構成団体|参加団体|加盟団体)"
)
FIELDS = (
    RecordField("name", "団体名", (r"団体・部署・個人", rf"{_BODY}の?(?:名称?|・部署名?)", r"名称|所属(?:団体|機関|先)?名?|団体(?:・部署)?|構成団体|構成機関|構成員|組織|機関"), cleaning.line),
    RecordField("department", "部署名", (r"(?:担当)?部署名?|部課名?|課名|所属部署(?:名)?|所属課",), cleaning.line),
    RecordField("person_name", "個人の氏名", (r"(?:委員|担当者?|代表者?|個人)?の?(?:氏名|お名前|名前)|担当者?|代表者名?|委員",), cleaning.line),
    RecordField("row", "名簿の行", (r"noー?\.?|no\.|番号|名簿の(?:行|番号)|連番|通し番号|#|項番",), cleaning.number),
    RecordField("side", "名簿の区分", (r"(?:名簿の?)?区分|分野|種別|分類|選出区分|委員区分|団体区分|属性",), cleaning.line, nothing=False),
    RecordField("post", "役職", (r"役職(?:名|・職名)?|職名?|肩書き?",), cleaning.line),
    RecordField("role", "役割", (r"(?:pfでの|会での|層での)?役割|立場",), cleaning.word_of(Role.choices, ROLES)),
    RecordField("state", "状態", (r"(?:参加|参画|加入)?(?:の?状態|状況|ステータス)|参加の?有無",), cleaning.word_of(State.choices, STATES), nothing=False),
    RecordField("starts_on", "参加日", (r"(?:参加|参画|加入|入会|就任|委嘱)の?(?:年月日?|日|開始日)|任期(?:の?開始日?|\(自\))|開始日",), cleaning.day),
    RecordField("ends_on", "退会日", (r"(?:退会|脱退|退任|離脱|終了)の?(?:年月日?|日)|任期(?:の?(?:終了日?|満了日?)|\(至\))|満了日",), cleaning.day),
    RecordField("part", "連携の内容", (r"(?:連携|協力|参画|活動)(?:の?内容|できること)|主な(?:活動|取組)(?:内容)?",), cleaning.lines, several=True),
    RecordField("remark", "備考（参画の経過のメモ）", (r"備考欄?|摘要|メモ|特記(?:事項)?|経過",), cleaning.line, several=True, nothing=False),
)  # fmt: skip
NOT_THE_PERSON = (
    "団体・部署として登録するため、氏名は取り込みません。氏名は「連絡先の一覧」で取り込めます。"
)
NO_SUCH_DEPARTMENT = "この名称の部署は登録されていません。団体だけを取り込みます。"
ONLY_THE_UPPER = "この名称の部署は登録されていません。「{}」として取り込みます。"
DAY_OF_REMARK = "退会日は、備考から{}としました。"
NO_DAY = "退会日がないため、状態は登録済みの「{}」のままにします。"
NO_DAY_OF_A_NEW_ONE = (
    "退会日がありません。退会日の列か備考（例：令和8年3月31日退会）に入れてください。"
)
ONLY_NEW = "登録済みの構成員には取り込みません。構成員の画面で書き加えてください。"
LONG_NOTE = "経過のメモは200文字までです。短くしてください。"
SAME_TIME = (
    "{}行目と同じ団体・部署・個人で、期間が重なっています。1行にまとめるか、期間を直してください。"
)
NOBODY = "団体名・部署名・氏名のどれもありません。どれかを入力してください。"


class MemberDesk(Desk):
    def __init__(self, batch: ImportBatch, parent: Layer, rows: list[ListRow]) -> None:
        super().__init__(batch, parent, rows)
        self.departments = departments_of(parent.platform)
        named = {row.given.get("name", "") for row in rows}
        self.bodies = Bodies(batch, (n for n in sorted(named) if not self.departments.find(n)))
        self.stays: dict[Any, list[Membership]] = defaultdict(list)
        for stay in parent.memberships.with_bodies().order_by("id"):
            self.stays[stay.body].append(stay)
        self.numbered = {stay.pk: stay for stays in self.stays.values() for stay in stays}
        self.rows: dict[int, int] = {}  # stay of the file → number of its row

    def resolve(self, row: ListRow) -> None:
        """The body is a department, else an organization, else a person."""
        if not self._says_who(row):
            self._find_who(row)
        self._day_of_leaving(row)
        given = row.given
        if len(given.get("remark", "")) > 200:
            row.refuse("備考", given["remark"], LONG_NOTE)

    def _says_who(self, row: ListRow) -> bool:
        """Whether the row is one of our own file as it was: the body is the record's, a person, too."""
        stay = (self.numbered or {}).get(row.given.get(numbered.KEY, 0))
        if stay is None or row.given.get("name") != stay.body_name:
            return False
        del row.given["name"]
        bodies = ("organization", "department", "person_name")
        row.given |= {name: getattr(stay, name) for name in bodies if getattr(stay, name)}
        return True

    def _find_who(self, row: ListRow) -> None:
        given = row.given
        name, unit = given.pop("name", ""), given.pop("department", "")
        department = self._department(row, name, unit)
        if department:
            given["department"] = department
        elif name and not row.problems:
            if unit:
                row.tell("部署名", unit, NO_SUCH_DEPARTMENT)
            given["organization"] = self.bodies.find(row, name)
        elif not given.get("person_name") and not row.problems:
            row.refuse("団体名", unit, NOBODY)
        if (name or department) and given.pop("person_name", ""):
            row.tell("個人の氏名", "", NOT_THE_PERSON)
            del row.values["person_name"]

    def _day_of_leaving(self, row: ListRow) -> None:
        """Who left has a last day; the remark may say it."""
        given = row.given
        if given.get("state") != State.LEFT or "ends_on" in given:
            return
        day = day_of_leaving(given.get("remark", ""))
        if day:
            given["ends_on"], row.values["ends_on"] = day, era_date(day)
            row.tell("退会日", given["remark"], DAY_OF_REMARK.format(era_date(day)))

    def _department(self, row: ListRow, name: str, unit: str) -> Any:
        """A department named alone is one of the municipality: beside a body it is that body's."""
        found = self.departments.find(f"{name}{unit}") if name or unit else []
        if not found and unit and (found := self.departments.find(name)):
            row.tell("部署名", unit, ONLY_THE_UPPER.format(found[0]))
        if len(found) > 1:
            row.refuse("部署名" if unit else "団体名", name or unit, which_of(name or unit, found))
        return found[0] if len(found) == 1 else None

    def join(self, rows: list[ListRow]) -> list[ListRow]:
        """Two posts of one body are one member: 「会長、理事」."""
        listed = ("post", "part", "remark")
        return list(joined(self, rows, "構成員", listed, passed_over=("row",)))

    def key(self, row: ListRow) -> Any:
        """担当部局 is a duty beside the stay; a stay that is over is another one."""
        given = row.given
        lead = given.get("role") == Role.LEAD
        return (*_body_of(row), lead, given.get("starts_on"), given.get(numbered.KEY))

    def find(self, row: ListRow) -> list[Membership]:
        """The stay that goes on; of those that are over the one that began the same day, or the
        only one where the row says no more."""
        given = row.given
        stays = [stay for stay in self.stays.get(_body_of(row), []) if stay.pk]
        if said := [stay for stay in stays if stay.pk == given.get(numbered.KEY)]:
            return said
        if "role" in given:
            duty = given["role"] == Role.LEAD
            stays = [stay for stay in stays if (stay.role == Role.LEAD) == duty]
        now = [stay for stay in stays if not stay.is_over]
        first, over = given.get("starts_on"), given.get("state") in (State.LEFT, State.DECLINED)
        same = [stay for stay in stays if first and stay.starts_on == first]
        return same or now or (stays if over or "ends_on" in given else [])

    def new(self, row: ListRow) -> Membership:
        return Membership(layer=self.parent)

    def fill(self, record: Membership, row: ListRow, *, blanks_only: bool) -> None:
        written, organization = row.values.get("name", ""), row.given.get("organization")
        if record._state.adding:
            if organization and written != organization.name:
                row.given["name_as_printed"] = cleaning.line(written)
        else:
            if remark := row.given.pop("remark", ""):
                row.tell("備考", remark, ONLY_NEW)
            left = row.given.get("state") == State.LEFT
            if left and not (record.ends_on or row.given.get("ends_on")):
                del row.given["state"]
                row.tell("状態", row.values["state"], NO_DAY.format(record.get_state_display()))
        super().fill(record, row, blanks_only=blanks_only)

    def check(self, row: ListRow) -> None:
        member = row.instance
        if member._state.adding and member.state == State.LEFT and member.ends_on is None:
            raise ValidationError({"ends_on": NO_DAY_OF_A_NEW_ONE})
        organization: Organization | None = row.given.get("organization")
        if organization and organization.pk is None:
            clean_in_hand(organization, organization.clean)  # comes with the row
        stay: Membership = row.instance
        clean_in_hand(stay, stay.clean_alone)
        for other in self.stays[stay.body]:
            if id(other) in self.rows and stay.meets(other) and stay.is_stay_of_same(other):
                raise ValidationError({"starts_on": SAME_TIME.format(self.rows[id(other)])})
        agencies = self._agencies() if stay.role == Role.COORDINATING else []
        stay.clean_beside([*self.stays[stay.body], *agencies])
        refuse_twice(stay, agencies)

    def _agencies(self) -> list[Membership]:
        stays = (stay for same in self.stays.values() for stay in same)
        return [stay for stay in stays if stay.role == Role.COORDINATING]

    def settled(self, row: ListRow) -> None:
        stay: Membership = row.instance
        others = [other for other in self.stays[stay.body] if not other.pk or other.pk != stay.pk]
        self.stays[stay.body] = [*others, stay]
        self.rows[id(stay)] = row.number

    def missing(self, rows: Iterable[ListRow]) -> list[Membership]:
        named = {_body_of(row) for row in rows}
        found = (stay for body, stays in self.stays.items() if body not in named for stay in stays)
        return [stay for stay in found if stay.state == State.JOINED and not stay.is_over]

    def besides(self, rows: Iterable[ListRow]) -> Besides | None:
        return new_organizations(rows)

    def save(self, row: ListRow, *, by: User | None) -> None:
        member: Membership = row.instance
        if member.organization:
            self.bodies.register(member.organization, row, by=by)
            member.organization = member.organization  # its number is known by now
        last = member.steps.order_by("-pk").first() if member.pk else None
        door.save(member, by=by, step=Step(note=row.given.get("remark", "")))
        if row.state == RowState.CHANGED:  # goes when the import is taken back
            row.added = tuple(member.steps.filter(pk__gt=last.pk if last else 0))


def _body_of(row: ListRow) -> tuple[Any, ...]:
    bodies = ("organization", "department", "person_name")
    return Membership(**{name: row.given[name] for name in bodies if row.given.get(name)}).body


MEMBERS = RecordList(
    key=ImportBatch.Kind.MEMBERS,
    title="構成員の名簿",
    unit="件",
    model=Membership,
    fields=FIELDS,
    needed="name",
    menu="platforms",
    instead=("department", "person_name"),
    desk=MemberDesk,
    parents=under(Layer),
    parent_label="層",
    hint="Excel・CSV。1行に1つの団体・部署・個人で、「団体名」の列が必要です。"
    "役職、役割、区分、状態、参加日、退会日、連携の内容、備考の列も取り込みます。"
    "独自の項目は、項目名を見出しにした列から取り込みます。",
    made_with=frozenset({MembershipStep}),
    names_organizations=True,
    seen=("層", "連携PF", "自治体", "名簿の表記", "発足時から"),
).declare()
