"""言い換え a registry starts with: what officers and bodies write in several ways.

Spellings that every reader takes for one (width, case, kana, old kanji, ー) are no matter of this
list: the key of the search sees to them (`platform_registry.search.key`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from organizations.models import Wording
from platform_registry import actions
from platform_registry.search import Group

APART, OF_A_PLACE, ANYWHERE = Wording.Use.APART, Wording.Use.OF_A_PLACE, Wording.Use.ANYWHERE
COMMON: dict[str, str] = {
    "NPO法人、特定非営利活動法人、NPO、特定非営利法人、（特非）、（特活）、（NPO）、（N）、特非、エヌピーオー法人": APART,
    "認定NPO法人、認定特定非営利活動法人、（認定NPO）、（認特非）": APART,
    "社会福祉法人、（社福）、（福）、社福": APART,
    "株式会社、（株）": APART,
    "有限会社、（有）": APART,
    "合同会社、（同）、（合同）": APART,
    "合資会社、（資）": APART,
    "一般社団法人、（一社）、一般社団、一社": APART,
    "公益社団法人、（公社）、公益社団": APART,
    "一般財団法人、（一財）、一般財団、一財": APART,
    "公益財団法人、（公財）、公益財団、公財": APART,
    "医療法人、（医）、（医社）、（医財）": APART,
    "学校法人、（学）": APART,
    "宗教法人、（宗）": APART,
    "独立行政法人、（独）": APART,
    "社会福祉協議会、社協": OF_A_PLACE,
    "民生委員児童委員協議会、民児協、民生児童委員協議会、民生委員協議会": OF_A_PLACE,
    "民生委員・児童委員、民生委員児童委員、民生児童委員、民生委員": ANYWHERE,
    "地域包括支援センター、地域包括、包括支援センター、包括センター": OF_A_PLACE,
    "自立相談支援機関、自立相談": OF_A_PLACE,
    "教育委員会、教委": OF_A_PLACE,
    "商工会議所、商議所": OF_A_PLACE,
    "子ども、子供、こども、小供": ANYWHERE,
    "障害、障がい、障碍": ANYWHERE,
    "ひとり親、一人親、1人親、独り親": ANYWHERE,
    "ひきこもり、引きこもり、引き籠もり、引き籠り、引籠り、引籠もり、引こもり": ANYWHERE,
    "見守り、見守、みまもり、見まもり": ANYWHERE,
    "居場所、いばしょ": ANYWHERE,
    "一人暮らし、ひとり暮らし、独り暮らし、1人暮らし、一人暮し、ひとりぐらし": ANYWHERE,
    "生活協同組合、生協": ANYWHERE,
    "農業協同組合、農協、JA": ANYWHERE,
    "労働者協同組合、（労協）": APART,
    "プラットフォーム、PF": ANYWHERE,
    "ボランティアセンター、ボラセン": OF_A_PLACE,
    "老人クラブ、老人会": ANYWHERE,
    "町会、町内会": ANYWHERE,
    "お年寄り、高齢者": ANYWHERE,
    "DV、ドメスティックバイオレンス": ANYWHERE,
    "CSW、コミュニティソーシャルワーカー": ANYWHERE,
    "要保護児童対策地域協議会、要対協": OF_A_PLACE,
    "重層的支援体制整備事業、重層事業": ANYWHERE,
    "児童相談所、児相": OF_A_PLACE,
    "学童保育、学童クラブ、放課後児童クラブ": ANYWHERE,
    "認知症カフェ、オレンジカフェ": ANYWHERE,
    "ファミリーサポートセンター、ファミリー・サポート・センター、ファミサポ": OF_A_PLACE,
    "ハローワーク、公共職業安定所、職安": ANYWHERE,
    "地域若者サポートステーション、サポステ": ANYWHERE,
    "自治会連合会、連合自治会": OF_A_PLACE,
    "町会連合会、連合町会": OF_A_PLACE,
    "ケアマネジャー、ケアマネージャー、ケアマネ、介護支援専門員": ANYWHERE,
    "デイサービス、通所介護": ANYWHERE,
    "打ち合わせ、打合せ、打合わせ、打ちあわせ、うちあわせ": ANYWHERE,
    "問い合わせ、問合せ、問合わせ": ANYWHERE,
    "取り組み、取組、取組み、とりくみ": ANYWHERE,
    "申し込み、申込、申込み": ANYWHERE,
    "受け付け、受付、受付け": ANYWHERE,
    "話し合い、話合い": ANYWHERE,
    "支え合い、支えあい、ささえあい、支合い": ANYWHERE,
    "助け合い、助けあい、たすけあい": ANYWHERE,
    "触れ合い、ふれあい、触れあい、ふれ合い": ANYWHERE,
    "子育て、こそだて": ANYWHERE,
    "学び、まなび": ANYWHERE,
    "若者、わかもの、若もの": ANYWHERE,
    "親子、おやこ": ANYWHERE,
    "食堂、しょくどう": ANYWHERE,
    "広場、ひろば": ANYWHERE,
    "縁側、えんがわ": ANYWHERE,
    "集い、つどい": ANYWHERE,
    "憩い、いこい": ANYWHERE,
    "暮らし、暮し": ANYWHERE,
    "繋がり、つながり、繫がり": ANYWHERE,
    "寄り添い、寄りそい、よりそい、寄添い": ANYWHERE,
    "駆け込み、かけこみ、駆込み": ANYWHERE,
    "遊び場、あそび場、あそびば": ANYWHERE,
    "傾聴、けいちょう": ANYWHERE,
    "いのちの電話、命の電話": ANYWHERE,
    "こころの健康、心の健康": ANYWHERE,
    "こころの相談、心の相談": ANYWHERE,
    "ろうあ、聾唖、ろう唖": ANYWHERE,
    "難聴、なんちょう": ANYWHERE,
    "まちづくり、街づくり、町づくり、まち作り、街作り": ANYWHERE,
    "ホームページ、HP、ウェブサイト、Webサイト": ANYWHERE,
    "友達、友だち、ともだち": ANYWHERE,
    "立ち上げ、立上げ、立ちあげ": ANYWHERE,
    "生き生き、いきいき、活き活き": ANYWHERE,
    "老人クラブ連合会、老連": OF_A_PLACE,
    "労働組合、労組": ANYWHERE,
}


def groups_for(user: Any) -> Iterator[Group]:
    """The common ones, and those of the person's own municipalities.

    A row that was made of a standard one stands in its place, also where it is out of use.
    """
    mine = Q(municipality=None)
    if user is not None:
        mine |= Q(municipality__in=user.municipality_ids("view"))
    rows = list(Wording.objects.filter(mine).order_by("pk"))
    changed = {row.standard for row in rows if row.municipality_id is None}
    for words, use in COMMON.items():
        if first_of(words) not in changed:
            yield _group(words, use)
    yield from (_group(row.words, row.use) for row in rows if row.active)


def _group(words: str, use: str) -> Group:
    return Group.of(words, apart=use == APART, of_a_place=use == OF_A_PLACE)


def first_of(words: str) -> str:
    return words.partition("、")[0]


def load() -> int:
    """Add the standard groups that are missing, so that they can be changed; gives their number."""
    known = set(Wording.objects.filter(municipality=None).values_list("standard", flat=True))
    missing = [
        Wording(words=words, use=use, standard=first_of(words))
        for words, use in COMMON.items()
        if first_of(words) not in known
    ]
    for row in missing:
        actions.save(row, by=None)
    return len(missing)
