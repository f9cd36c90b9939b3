"""The questions that the lists of platforms, members and organizations answer."""

from platform_registry.inquiries import register

register(
    "連携PF・自治体",
    "連携PFのある自治体の人口は。",
    "platforms",
    query="sort=-population&scope=all",
    answer="連携PFと並べて、人口をその時点・出典と一緒に。時点が違い、都道府県は市区町村を含むので、足しません。",
)
register(
    "団体・人",
    "参加の意向があるのに、まだ声をかけていない団体はどこか。",
    "members",
    query="state=interested",
    answer="「意向あり」のままの候補です。声をかけると「打診中」に移ります。",
    permission="persons",
)
register(
    "団体・人",
    "1年以上、確かめていない団体はどこか。",
    "organizations",
    query="freshness=stale",
    answer="一度も確認の記録がない団体も入ります。",
)
