"""Which entry of a register is which registered organization.

By 法人番号 first. An organization without one is looked for by its name in its own city, and found
where only one body that exists is called so; the legal form or the address has to speak for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from organizations.bodies.names import forms_agree, is_unincorporated, split_legal_form
from organizations.models import Municipality, Organization
from surveys.importing.lists.addresses import PREFECTURE, Address, Addresses, apart
from surveys.importing.registers.differences import How, Matched, key_of
from surveys.importing.registers.entries import Entry, Register

City = tuple[str, str]  # prefecture, city
MOST_OF_A_NAME = 20  # entries of one name in one city: nobody is told apart among more


class Index:
    """The organizations of one municipality, and what was found of them so far."""

    def __init__(self, municipality: Municipality) -> None:
        self.addresses = Addresses(municipality)
        self.by_number: dict[str, Organization] = {}
        self.by_name: dict[City, dict[str, list[Organization]]] = {}
        self._numbered: dict[int, Matched] = {}  # of several rows the last one holds
        self._called: dict[int, list[Matched]] = defaultdict(list)
        rows = Organization.objects.listed().filter(municipality=municipality).order_by("pk")
        self.organizations = list(rows.prefetch_related("names", "identifiers"))
        for organization in self.organizations:
            self._enter(organization)

    def _enter(self, organization: Organization) -> None:
        if organization.corporate_number:
            self.by_number[organization.corporate_number] = organization
            return
        if is_unincorporated(organization.legal_form):
            return
        home = self.addresses
        city = (organization.prefecture or home.home, organization.city or home.home_city)
        names = [organization.name, *(other.name for other in organization.names.all())]
        called = self.by_name.setdefault(city, {})
        for key in {split_legal_form(name).key for name in names}:
            called.setdefault(key, []).append(organization)

    def take(self, entry: Entry, register: Register) -> None:
        """Keep the entry where it may be one of ours; of the others nothing is kept."""
        organization = self.by_number.get(entry.number)
        if organization is not None:
            address = self._address_of(entry)
            self._numbered[organization.pk] = Matched(organization, entry, address, How.NUMBER)
            return
        city = self._city_of(entry)
        called = self.by_name.get(city) if city and entry.name else None
        if not called:
            return
        name = split_legal_form(entry.name)
        for candidate in called.get(name.key, ()):
            found = self._called[candidate.pk]
            if len(found) <= MOST_OF_A_NAME:
                found += self._by_name(candidate, entry, name.form_code or register.form)

    def _city_of(self, entry: Entry) -> City | None:
        if entry.city:
            return entry.prefecture, entry.city
        return next((city for city in self.by_name if self._stands_in(city, entry.address)), None)

    def _stands_in(self, city: City, address: str) -> bool:
        printed = PREFECTURE.match(address)
        if printed and printed[0] != city[0]:
            return False
        return address.removeprefix(city[0]).startswith(city[1])

    def _by_name(self, candidate: Organization, entry: Entry, form: str) -> Iterator[Matched]:
        agree = forms_agree(
            candidate.legal_form or split_legal_form(candidate.name).form_code, form
        )
        if agree is False:
            return
        address = self._address_of(entry)
        ours = key_of(candidate.city, candidate.town)
        theirs = key_of(address.city, address.town)
        same_place = bool(ours and theirs) and not apart(ours, theirs)
        if same_place:
            yield Matched(candidate, entry, address, How.ADDRESS)
        elif agree and not entry.closed:
            how = How.NAME if candidate.city else How.NAME_ONLY
            yield Matched(candidate, entry, address, how)

    def _address_of(self, entry: Entry) -> Address:
        if entry.address:
            found = self.addresses.split(entry.address)
            return Address(found.prefecture, found.city, found.town)
        return Address(entry.prefecture, entry.city, entry.town)

    def matched(self) -> Iterator[Matched]:
        """Those that can be one body only, when the whole register has been taken."""
        yield from self._numbered.values()
        taken = defaultdict(list)
        for found in self._called.values():
            if (one := _the_one(found)) is not None:
                taken[one.entry.number].append(one)
        for claims in taken.values():
            if len(claims) == 1 or not claims[0].entry.number:
                yield from claims

    def called(self) -> int:
        """Organizations without a number of whose name the register has at least one body."""
        return sum(bool(found) for found in self._called.values())


def _the_one(found: list[Matched]) -> Matched | None:
    """The one at the same address, else the only one of the name."""
    here = [each for each in found if each.how == How.ADDRESS]
    alive = [each for each in here if not each.entry.closed]
    for group in (alive, here) if here else (found,):
        if len(group) == 1:
            return group[0]
    return None
