"""The questions that the lists of surveys answer."""

from platform_registry.inquiries import register

register(
    "調査",
    "調査の回収率はどうか。何を何で割った率か。",
    "survey-rates",
    answer="すべての調査を並べて、資料に書かれた率と、計算した率を分けて出します。",
)
register(
    "調査",
    "参画したい団体は、答えた団体のうちどれだけか。",
    "survey-figures",
    query="share=reckoned",
    answer="資料の数値を、母数と割合（86／132など）と一緒に。",
)
