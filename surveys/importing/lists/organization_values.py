"""The cells of one row → the fields of an organization. Nothing a cell says is dropped in silence.

What can't be a value of its field is left in the note under its heading, and told; so is every
value that had to be mended. Only a row without a usable name is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from itertools import chain
from typing import Any

from django.core.exceptions import ValidationError

from organizations.bodies.rules import validate_degrees, validate_latitude
from organizations.models import Municipality, Organization
from platform_registry.japanese import code_of, digits, unreadable_in
from surveys.importing.cells.phones import parse_phone
from surveys.importing.lists.addresses import Addresses, address_key
from surveys.importing.lists.organization_returned import KEY
from surveys.importing.lists.organization_words import Vocabulary
from surveys.importing.lists.rows import Cell, ListRow
from surveys.importing.matching.candidates import decision_key
from surveys.importing.own_fields import OwnColumn, fill
from surveys.importing.values.organization_facts import clean_value

KEPT = "備考に残しました。"
OWN_HEADING = "ほかの電話番号・内線"  # of a list the registry wrote itself
TARGETS_ALONE = "支援の種類がない行では、支援の対象を登録できません。備考に残しました。"
UNREADABLE = (
    "読めない文字（{}）があります。外字か、文字化けです。このまま登録します。"
    "元の資料で確かめ、正しい文字に直してください。"
)
_POSTAL = re.compile(r"\s*〒?\s*(?P<code>[0-9０-９]{3}[-‐－ー―−]?[0-9０-９]{4})(?![0-9０-９-])\s*")
DEGREES = (("latitude", "緯度"), ("longitude", "経度"))
_NUMBERS = re.compile(r"\(?0[\d\-()]{7,13}\d")
_MAX: dict[str, int | None] = {f.name: f.max_length for f in Organization._meta.fields}
Cells = dict[str, list[Cell]]


class OrganizationRows:
    """Fills the rows of one file. ``remarks`` are of the file as a whole."""

    def __init__(
        self, home: Municipality, remarks: list[str], own: tuple[OwnColumn, ...] = ()
    ) -> None:
        self.addresses = Addresses(home)
        self.words = Vocabulary(home)
        self.home, self.remarks, self.own = home, remarks, own

    def fill(self, row: ListRow, cells: Cells) -> None:
        written = _Written(row, cells)
        written.tell_unreadable()
        self._codes(written)
        written.key()
        written.name()
        self._place(written)
        for name, clean in SINGLE.items():
            if name in written.cells:
                written.single(name, clean)
        written.place_on_the_map()
        written.first_of_several("email", _emails, _email_mended)
        written.first_of_several("website", _websites, _website_mended)
        written.joined("other_phones", "、")
        written.joined("area_served", "、")
        self._words(written)
        written.lines("description", plain=True)
        written.lines("names", labelled=False)
        written.lines("identifiers")
        fill(row, cells, self.own, written.leave)
        written.note()
        row.address_key = address_key(row.values)

    def _codes(self, written: _Written) -> None:
        """Whose list it is. The registry knows its own municipality; ``elsewhere`` tells of another."""
        for cell in written.cells.pop("code", []) + written.cells.pop("place", []):
            if cell.text[:5] != self.home.code[:5] and self.home.name not in cell.text:
                written.keep(cell)

    def _place(self, written: _Written) -> None:
        prefecture, city = written.take("prefecture"), written.take("city")
        town = written.take("town").text + written.take("block").text
        whole = [_without_postal_code(written, c) for c in written.cells.pop("address", [])]
        found = self.addresses.split(whole[0].text if whole else town, prefecture.text, city.text)
        written.place("prefecture", found.prefecture, prefecture)
        written.place("city", found.city, city)
        if found.town:
            written.set("town", Cell("住所", found.town))
        if whole and town and town not in whole[0].text:
            written.keep(Cell("町名・番地", town))
        written.single("building", None)

    def _words(self, written: _Written) -> None:
        for name, known in (("activities", self.words.functions), ("targets", self.words.targets)):
            labels: dict[str, None] = {}
            for cell in written.cells.pop(name, []):
                found, unknown = known.read(cell.text)
                labels |= dict.fromkeys(found)
                for word in unknown:
                    written.leave(Cell(cell.heading, word), "用語にない言葉です。")
            if labels:
                written.row.values[name] = "、".join(labels)
        if "targets" in written.row.values and "activities" not in written.row.values:
            text = written.row.values.pop("targets")
            written.keep(Cell("支援の対象", text))
            if TARGETS_ALONE not in self.remarks:
                self.remarks.append(TARGETS_ALONE)


class _Written:
    """One row: its cells by field, and what becomes of them."""

    def __init__(self, row: ListRow, cells: Cells) -> None:
        self.row, self.cells = row, cells
        self.kept: list[str] = []

    def tell_unreadable(self) -> None:
        cells = list(chain.from_iterable(self.cells.values()))
        if not unreadable_in("".join([cell.text for cell in cells])):
            return
        for cell in cells:
            if strange := unreadable_in(cell.text):
                codes = "、".join(map(code_of, strange))
                self.row.tell(cell.heading, cell.text, UNREADABLE.format(codes))

    def take(self, name: str) -> Cell:
        """The first of the field's columns; what the others say besides is kept."""
        cells = self.cells.pop(name, [])
        for other in cells[1:]:
            if other.text != cells[0].text:
                self.keep(other)
        return cells[0] if cells else Cell("", "")

    def keep(self, cell: Cell) -> None:
        self.kept.append(f"{cell.heading}：{cell.text}")

    def leave(self, cell: Cell, why: str) -> None:
        self.row.tell(cell.heading, cell.text, why + KEPT, unfit=True)
        self.keep(cell)

    def one_line(self, cell: Cell) -> Cell:
        if "\n" not in cell.text:
            return cell
        self.row.tell(cell.heading, cell.text, "改行を空白にしました。")
        return Cell(cell.heading, " ".join(cell.text.split("\n")))

    def set(self, name: str, cell: Cell) -> None:
        """A value that has been cleaned; kept in the note where it is too long."""
        cell, limit = self.one_line(cell), _MAX.get(name)
        if limit and len(cell.text) > limit:
            self.leave(cell, f"{limit}文字を超えるため、")
        else:
            self.row.values[name] = cell.text

    def key(self) -> None:
        if number := self.take(KEY).text:
            self.row.values[KEY] = number

    def name(self) -> None:
        cell = self.one_line(self.take("name"))
        try:
            if not cell.text:
                raise ValidationError("団体名が空欄です。")
            self.row.values["name"] = clean_value("name", cell.text)
            self.row.name_key = decision_key(cell.text)
        except ValidationError as error:
            self.row.refuse("団体名", cell.text, error.messages[0])

    def place(self, name: str, found: str, cell: Cell) -> None:
        """The address is where it is; the columns beside it may say who publishes the list."""
        agree = found.startswith(cell.text) or cell.text.startswith(found)
        if not agree:
            self.leave(cell, f"住所には「{found}」とあるため、住所のとおりにしました。")
        if found or cell.text:
            self.set(name, Cell(cell.heading, found or cell.text))

    def single(self, name: str, clean: Callable[[str], str] | None) -> None:
        cell = self.take(name)
        if not cell.text:
            return
        try:
            text = clean(cell.text) if clean else cell.text
        except ValidationError as error:
            self.leave(cell, error.messages[0])
            return
        if _mended(cell.text, text) and name != "legal_form":
            self.row.tell(cell.heading, f"{cell.text} → {text}", "登録の形に直しました。")
        self.set(name, Cell(cell.heading, text))

    def place_on_the_map(self) -> None:
        """Half of it is none."""
        values = self.row.values
        alone = [(name, label) for name, label in DEGREES if name in values]
        if len(alone) == 1:
            [(name, label)] = alone
            self.leave(Cell(label, values.pop(name)), "緯度と経度の片方だけのため、")

    def first_of_several(
        self, name: str, parts: Callable[[str], list[str]], mend: Callable[[str], str]
    ) -> None:
        """One cell may hold two addresses; the first good one is the organization's."""
        cell, good = self.take(name), ""
        for part in parts(cell.text):
            try:
                text = clean_value(name, mend(part))
            except ValidationError as error:
                self.leave(Cell(cell.heading, part), error.messages[0])
                continue
            if good:
                self.leave(Cell(cell.heading, part), "2つ目からは、")
                continue
            good = text
            if text not in cell.text:
                self.row.tell(cell.heading, f"{cell.text} → {text}", "登録の形に直しました。")
        if good:
            self.row.values[name] = good

    def joined(self, name: str, mark: str) -> None:
        """Several columns on one line; all but a single plain one with their headings."""
        cells = [self.one_line(cell) for cell in self.cells.pop(name, [])]
        alone = len(cells) == 1 and (name == "area_served" or cells[0].heading == OWN_HEADING)
        texts = [c.text if alone else f"{c.heading}：{c.text}" for c in cells]
        if len(mark.join(texts)) > (_MAX[name] or 0):
            for cell in cells:
                self.leave(cell, f"{_MAX[name]}文字を超えるため、")
        elif texts:
            self.row.values[name] = mark.join(texts)

    def lines(self, name: str, *, plain: bool = False, labelled: bool = True) -> None:
        """A line per column, with its heading; ``plain``: but for a column that stands alone."""
        cells = self.cells.pop(name, [])
        bare = not labelled or (plain and len(cells) == 1)
        texts = [c.text if bare else f"{c.heading}：{c.text}" for c in cells]
        if texts:
            self.row.values[name] = "\n".join(dict.fromkeys(texts))

    def note(self) -> None:
        plain = [c.text for c in self.cells.get("note", []) if c.heading.startswith("備考")][:1]
        cells = [c for c in self.cells.pop("note", []) if c.text not in plain]
        self.row.has_note = bool(plain)
        lines = [*plain, *(f"{c.heading}：{c.text}" for c in cells), *self.kept]
        if lines:
            self.row.values["note"] = "\n".join(lines)


def _without_postal_code(written: _Written, cell: Cell) -> Cell:
    """〒135-0047 in front of an address is the row's postal code where it has no other."""
    front = _POSTAL.match(cell.text)
    if not front:
        return cell
    written.cells.setdefault("postal_code", []).append(Cell(cell.heading, front["code"]))
    return Cell(cell.heading, cell.text[front.end() :])


def _mended(before: str, after: str) -> bool:
    """Whether more than widths, blanks and hyphens is another now."""
    return before != after and _letters(before) != _letters(after)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]|ー", "", unicodedata.normalize("NFKC", text))


def _phone(text: str) -> str:
    read = parse_phone(text)
    if read.problem and not any(
        len(digits(n) or "") in (10, 11) for n in _NUMBERS.findall(read.text)
    ):
        raise ValidationError("電話番号として読み取れません。")
    return read.text


def _postal_code(text: str) -> str:
    """Excel drops the zero before 060-0001."""
    number = digits(text) or ""
    return clean_value("postal_code", f"0{number}" if len(number) == 6 else text)


def _degrees(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).strip()
    validate_degrees(folded)
    return folded


def _latitude(text: str) -> str:
    degrees = _degrees(text)
    validate_latitude(degrees)
    return degrees


def _emails(text: str) -> list[str]:
    return re.split(r"[\s,;、，；]+", text.strip()) if text else []


def _email_mended(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _websites(text: str) -> list[str]:
    """An address broken over two lines is one; the second line begins like no other."""
    lines = text.split()
    return (
        lines if all(map(_is_website, lines)) or " " in text else ["".join(lines)] if lines else []
    )


def _is_website(text: str) -> bool:
    return bool(re.match(r"https?://|www\.", text))


def _website_mended(text: str) -> str:
    return (
        f"https://{text}"
        if re.match(r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}(?:/|$)", text, re.A)
        else text
    )


def _cleaned(name: str) -> Callable[[str], str]:
    return lambda text: clean_value(name, text)


SINGLE: dict[str, Any] = {
    "kana": None,
    "legal_form": _cleaned("legal_form"),
    "corporate_number": _cleaned("corporate_number"),
    "postal_code": _postal_code,
    "latitude": _latitude,
    "longitude": _degrees,
    "phone": _phone,
    "fax": None,
    "operator": None,
}
