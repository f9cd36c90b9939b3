"""What came along with a paste is left off; what hides in a text is told, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from webtest import TestApp, Upload

from organizations.models import Attachment, Layer, Municipality, Organization, Platform, User
from tests.factories.organization import OrganizationFactory
from tests.factories.user import UserFactory
from tests.pages.hand import complaints, enter, the_form, write

Browser = Callable[[User], TestApp]
HIDDEN = (
    "見えない文字（U+200B）が入っています。消してから入力し直してください。"
    "（「みなと」のすぐ後ろにあります。）"
)
TURNED = (
    "見えない文字（U+202E）が入っています。消してから入力し直してください。（先頭にあります。）"
)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ({"name": "みなと食堂\u200b"}, {"name": "みなと食堂"}),
        ({"name": "みなと食堂\t深川店"}, {"name": "みなと食堂 深川店"}),
        ({"name": "みなと食堂\u2028深川店"}, {"name": "みなと食堂 深川店"}),
        ({"name": "みなと　食堂"}, {"name": "みなと　食堂"}),
        ({"name": "葛\U000e0100飾区社協"}, {"name": "葛\U000e0100飾区社協"}),
        ({"phone": "\u202d03-1234-5678\u202c"}, {"phone": "03-1234-5678"}),
        ({"email": "\u200bminato@example.jp "}, {"email": "minato@example.jp"}),
        ({"website": "https://example.jp/\u200b"}, {"website": "https://example.jp/"}),
        ({"website": "example.jp"}, {"website": "https://example.jp"}),
        ({"note": "一行目\x0b\u200b二行目\n"}, {"note": "一行目\n\u200b二行目"}),
    ],
)
def test_what_comes_along_with_a_paste_annoys_nobody(
    typed: dict[str, str], stored: dict[str, str], koto: Municipality, officer: User,
    browser_of: Browser,
) -> None:  # fmt: skip
    typed = {"name": "みなと食堂", **typed}
    named = {f"basics-{name}": text for name, text in typed.items()}
    page = enter(browser_of(officer), "/organizations/new/", **named)
    assert list(complaints(page)) == []
    made = Organization.objects.get()
    assert {name: getattr(made, name) for name in stored} == stored


@pytest.mark.parametrize(
    ("typed", "label", "says"),
    [
        ({"basics-name": "みなと\u200b食堂"}, "団体名", HIDDEN),
        ({"basics-name": "\u202eみなと食堂"}, "団体名", TURNED),
        (
            {"basics-website": "https://example.jp/\u202ea"},
            "ホームページ",
            "見えない文字（U+202E）",
        ),
        ({"basics-email": "minato@exam\u200bple.jp"}, "メールアドレス", "見えない文字（U+200B）"),
        ({"basics-note": "\u202e一行目\n二行目"}, "備考（庁内向け）", TURNED),
    ],
)
def test_what_hides_in_a_text_is_told_under_its_field(
    typed: dict[str, str], label: str, says: str, koto: Municipality, officer: User,
    browser_of: Browser,
) -> None:  # fmt: skip
    typed = {"basics-name": "みなと食堂", **typed}
    page = enter(browser_of(officer), "/organizations/new/", **typed)
    assert any(name == label and says in said for name, said in complaints(page))
    for name, text in typed.items():
        assert the_form(page)[name].value.replace("\r\n", "\n") == text
    assert not Organization.objects.exists()


def test_the_same_in_the_administration(koto: Municipality, browser_of: Browser) -> None:
    operator = UserFactory(username="operator", is_superuser=True, is_staff=True)
    organization = OrganizationFactory(municipality=koto, name="みなと食堂")
    address = f"/admin/organizations/organization/{organization.pk}/change/"
    page = browser_of(operator).get(address)
    page = write(page, name="みなと\u200b食堂", phone="03-1234-5678\u200b")
    assert ("団体名", HIDDEN) in list(complaints(page))
    assert write(page, name="みなと食堂\u200b", website="example.jp").status_int == 302
    organization.refresh_from_db()
    assert (organization.name, organization.phone) == ("みなと食堂", "03-1234-5678")
    assert organization.website == "https://example.jp"


def test_an_organization_is_found_by_its_pasted_name(
    koto: Municipality, officer: User, browser_of: Browser
) -> None:
    """In a field of one name, of several, and in the search."""
    minato, umi = (
        OrganizationFactory(municipality=koto, name=n) for n in ("みなと食堂", "うみの会")
    )
    platform = Platform.objects.create(municipality=koto, name="江東区 連携PF")
    app = browser_of(officer)
    page = enter(
        app, f"/hearings/new/?platform={platform.pk}", title="聞き取り",
        organizations="みなと食堂\u200b\nうみの会\t\n",
    )  # fmt: skip
    assert list(complaints(page)) == []
    assert {*platform.hearings.get().organizations.all()} == {minato, umi}
    assert "みなと食堂" in app.get("/organizations/", {"q": "\u200bみなと\u200b食"}).text


@pytest.mark.parametrize("name", ["計画\u202efdp.pdf", "\u200e計画.pdf"])
def test_the_name_of_a_file_is_what_is_seen_of_it(
    name: str, koto: Municipality, officer: User, browser_of: Browser
) -> None:
    organization = OrganizationFactory(municipality=koto, name="みなと食堂")
    app = browser_of(officer)
    page = app.get(f"{organization.get_absolute_url()}?edit=1")
    [link] = [
        a["href"] for a in page.html.find_all("a") if "/attachments/new/" in a.get("href", "")
    ]
    enter(app, link, file=Upload(name, b"%PDF-1.4\n"), note="説明\u200b")
    stored = Attachment.objects.get()
    assert stored.name in ("計画fdp.pdf", "計画.pdf") and stored.note == "説明"


def test_a_pasted_roster_names_the_line_in_which_something_hides(
    koto: Municipality, officer: User, browser_of: Browser
) -> None:
    platform = Platform.objects.create(municipality=koto, name="江東区 連携PF")
    layer = Layer.objects.create(platform=platform, name="連携PF")
    for name in ("みなと食堂", "うみの会"):
        OrganizationFactory(municipality=koto, name=name)
    page = browser_of(officer).get(f"/layers/{layer.pk}/roster/")
    page = write(page, lines="みなと食堂\t理事長\u200b\nうみの会\t代\u200b表")
    assert "2行目：見えない文字（U+200B）が入っています。" in page.text
    assert "1行目" not in page.text
    assert not layer.memberships.exists()
    write(page, lines="みなと食堂\u200b\t理事長\u200b\r\nうみの会\t代表\t\n")
    assert [m.post for m in layer.memberships.all()] == ["理事長", "代表"]
