import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from organizations.bodies.names import (
    LEGAL_FORM_CHOICES,
    forms_agree,
    key_without_mistyped_form,
    legal_form_code,
    split_legal_form,
)

CODES = [code for code, _ in LEGAL_FORM_CHOICES]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("特定非営利活動法人あおば", "npo"),
        ("特定非営利活動法人　あおば", "npo"),
        ("ＮＰＯ法人あおば", "npo"),
        ("NPO法人 あおば", "npo"),
        ("ｎｐｏ 法人 あおば", "npo"),
        ("NPO あおば", "npo"),
        ("（特非）あおば", "npo"),
        ("(N)あおば", "npo"),
        ("あおば（特定非営利活動法人）", "npo"),
        ("認定 NPO法人 あおば", "certified_npo"),
        ("認定特定非営利活動法人あおば", "certified_npo"),
        ("（認定NPO法人）あおば", "certified_npo"),
        ("社会福祉法人　あおば", "social_welfare"),
        ("（社福）あおば", "social_welfare"),
        ("(福)あおば", "social_welfare"),
        ("社福 あおば", "social_welfare"),
        ("一般社団法人あおば", "general_association"),
        ("（一社）あおば", "general_association"),
        ("公益社団法人あおば", "public_association"),
        ("【一財】あおば", "general_foundation"),
        ("（公財）あおば", "public_foundation"),
        ("株式会社あおば", "stock_company"),
        ("あおば株式会社", "stock_company"),
        ("㈱あおば", "stock_company"),
        ("あおば㈱", "stock_company"),
        ("（株）あおば", "stock_company"),
        ("株)あおば", "stock_company"),
        ("㍿あおば", "stock_company"),
        ("㈲あおば", "limited_company"),
        ("合同会社 あおば", "llc"),
        ("医療法人社団あおば", "medical"),
        ("（医）あおば", "medical"),
        ("学校法人あおば", "school"),
        ("宗教法人あおば", "religious"),
        ("労働者協同組合あおば", "workers_cooperative"),
        ("任意団体　あおば", "voluntary"),
        ("一社 あおば", "general_association"),
        ("あおば　一社", "general_association"),
        ("公財 あおば", "public_foundation"),
        ("公財あおば", "public_foundation"),
        ("公社 あおば", "public_association"),
        ("一般社団 あおば", "general_association"),
        ("特非あおば", "npo"),
        ("認定特非あおば", "certified_npo"),
        ("社會福祉法人あおば", "social_welfare"),
        ("\ufa4c会\ufa1b\ufa4d法人あおば", "social_welfare"),
        ("あおば株式會社", "stock_company"),
        ("一般社團法人あおば", "general_association"),
        ("公益財團法人あおば", "public_foundation"),
        ("學校法人あおば", "school"),
        ("醫療法人社團あおば", "medical"),
        ("宗敎法人あおば", "religious"),
        ("有限會社あおば", "limited_company"),
        ("特定非營利活動法人あおば", "npo"),
        ("カブシキガイシャあおば", "stock_company"),
        ("かぶしきがいしゃ　あおば", "stock_company"),
        ("ｶﾌﾞｼｷｶﾞｲｼｬあおば", "stock_company"),
        ("カブシキガイシヤあおば", "stock_company"),
        ("あおばカブシキガイシャ", "stock_company"),
        ("ユウゲンガイシャあおば", "limited_company"),
        ("エヌピーオーホウジンあおば", "npo"),
        ("トクテイヒエイリカツドウホウジン　あおば", "npo"),
        ("ニンテイエヌピーオーホウジンあおば", "certified_npo"),
        ("トクヒ あおば", "npo"),
        ("トクヒ）あおば", "npo"),
        ("シャカイフクシホウジンあおば", "social_welfare"),
        ("イリョウホウジンシャダンあおば", "medical"),
        ("コウエキザイダンホウジンあおば", "public_foundation"),
        ("社団法人あおば", None),  # 一般 or 公益: the old name doesn't say
        ("㈳あおば", None),
        ("あおば", None),
    ],
)
def test_the_legal_form_is_told_from_the_name(name, code):
    parsed = split_legal_form(name)
    assert (parsed.form_code, parsed.bare_name, parsed.key) == (code, "あおば", "アオバ")


@pytest.mark.parametrize(
    ("name", "code", "key"),
    [
        ("社会福祉法人江東区社会福祉協議会", "social_welfare_council", "江東区社協"),
        ("江東区社協", "social_welfare_council", "江東区社協"),
        ("大島地区民生・児童委員協議会", "welfare_commissioners", "大島地区民児協"),
        ("大島地区民生委員児童委員協議会", "welfare_commissioners", "大島地区民児協"),
        ("川端町会", "neighborhood", "川端町会"),
        ("青葉台自治会連合会", "neighborhood", "青葉台自治会連合会"),
        ("学校法人青葉大学", "university", "青葉大学"),
        ("株式会社青葉大学", "stock_company", "青葉大学"),
        ("東都生活協同組合", "consumer_cooperative", "東都生協"),
        ("青葉市役所", "government", "青葉市役所"),
        ("子供食堂", None, "コドモ食堂"),
        ("子ども食堂", None, "コドモ食堂"),
        ("NPOサポートセンター", None, "npoサポートセンター"),
        ("社福協", None, "社福協"),
        ("江東社福", None, "江東社福"),
        ("一社町内会", "neighborhood", "一社町内会"),
        ("一財産の会", None, "一財産ノ会"),
        ("トクヒサの会", None, "トクヒサノ会"),
        ("住宅供給 公社", None, "住宅供給公社"),
        ("社會福祉法人江東區社會福祉協議會", "social_welfare_council", "江東区社協"),
        ("青葉大學", "university", "青葉大学"),
        ("神社協会", None, "神社協会"),
        ("株式会社", None, "株式会社"),
        ("", None, ""),
    ],
)
def test_words_that_belong_to_the_name_stay_in_it(name, code, key):
    parsed = split_legal_form(name)
    assert (parsed.form_code, parsed.key) == (code, key)


@given(st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_the_bare_name_is_a_part_of_any_name(name):
    parsed = split_legal_form(name)
    assert parsed.bare_name in name
    assert len(parsed.key) <= 200
    assert parsed.form_code is None or parsed.form_code in CODES


@given(
    st.sampled_from(["NPO法人", "（株）", "㈲", "(社福)", "一般社団法人 "]),
    st.text("あおばの会第二松ヶ枝サロン", min_size=1, max_size=12),
)
@settings(max_examples=100, deadline=None)
def test_a_legal_form_makes_no_difference_to_the_key(form, bare):
    assert split_legal_form(form + bare).key == split_legal_form(bare + form).key
    assert split_legal_form(form + bare).key == split_legal_form(bare).key


@pytest.mark.parametrize("label", [label for _, label in LEGAL_FORM_CHOICES])
def test_every_label_is_understood_in_a_column(label):
    assert (legal_form_code(label), label) in LEGAL_FORM_CHOICES


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("特定非営利活動法人", "npo"),
        ("自治会", "neighborhood"),
        ("ＮＰＯ", "npo"),
        ("団体", None),
        ("", None),
    ],
)
def test_other_words_for_a_form_are_understood(text, code):
    assert legal_form_code(text) == code


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("npo", "certified_npo", True),
        ("social_welfare", "social_welfare_council", True),
        ("voluntary", "neighborhood", True),
        ("stock_company", "limited_company", False),
        ("npo", None, None),
        ("npo", "", None),
        ("npo", "other", None),
    ],
)
def test_forms_agree_or_contradict(one, other, expected):
    assert forms_agree(one, other) is expected


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("社会福法人あおば", "アオバ"),
        ("特定非営利活動方人あおばの会", "アオバノ会"),
        ("一般社法人あおば会", "アオバ会"),
        ("社福あおば会", "アオバ会"),
        ("一社あおば", "アオバ"),
        ("あおばの会", None),
        ("", None),
    ],
)
def test_a_mistyped_form_is_seen_through(name, key):
    assert key_without_mistyped_form(name) == key
