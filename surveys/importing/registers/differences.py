"""What a register says otherwise than the registry, of one body."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from organizations.bodies.names import forms_agree, split_legal_form
from organizations.models import Organization
from platform_registry.japanese import postal_code
from surveys.importing.lists.addresses import Address, address_key, apart
from surveys.importing.registers.entries import Entry
from surveys.models import RegisterDifference

NAME_LETTERS, TOWN_LETTERS = 200, 200
Kind, How = RegisterDifference.Kind, RegisterDifference.How


@dataclass(frozen=True, slots=True)
class Matched:
    """An entry of a register and the organization it is, with the entry's address in parts."""

    organization: Organization
    entry: Entry
    address: Address
    how: RegisterDifference.How


@dataclass(frozen=True, slots=True)
class Difference:
    """``before`` and ``after``: field of the organization → what stands there, and would stand."""

    matched: Matched
    kind: RegisterDifference.Kind
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    detail: str = ""


def differences_of(matched: Matched) -> Iterator[Difference]:
    """Who was matched by the name alone may be another: only the number is offered then."""
    entry = matched.entry
    if matched.how != How.NUMBER and entry.number:
        yield _changed(matched, Kind.NUMBER, corporate_number=entry.number)
    if matched.how in RegisterDifference.BY_NAME:
        return
    if entry.closed and matched.organization.state != Organization.State.CLOSED:
        closed = Organization.State.CLOSED.value
        yield _changed(matched, Kind.CLOSED, entry.closed, state=closed)
    if entry.successor and entry.successor not in _identifiers(matched.organization):
        yield Difference(matched, Kind.SUCCESSOR, after={"value": entry.successor})
    if not _run_by(matched):
        yield from _renamed(matched)
        yield from _moved(matched)


def _changed(
    matched: Matched, kind: RegisterDifference.Kind, detail: str = "", **after: str
) -> Difference:
    before = {name: getattr(matched.organization, name) for name in after}
    return Difference(matched, kind, before, after, detail)


def _identifiers(organization: Organization) -> set[str]:
    return {identifier.value for identifier in organization.identifiers.all()}


def _run_by(matched: Matched) -> bool:
    """A place that a corporation runs has a name and an address of its own."""
    operator = matched.organization.operator
    if not operator or not matched.entry.name:
        return False
    return split_legal_form(operator).key == split_legal_form(matched.entry.name).key


def _renamed(matched: Matched) -> Iterator[Difference]:
    """Another way of writing the same name, or one that is known of it, is no other name."""
    organization, name = matched.organization, matched.entry.name[:NAME_LETTERS]
    if not name or same_name(organization, name):
        return
    after = {"name": name}
    if matched.entry.kana and organization.kana:
        after["kana"] = matched.entry.kana[:NAME_LETTERS]
    form = split_legal_form(name).form_code
    if form and forms_agree(organization.legal_form, form) is False:
        after["legal_form"] = form
    yield _changed(matched, Kind.NAME, **after)


def same_name(organization: Organization, name: str) -> bool:
    written = split_legal_form(name)
    for known in (organization.name, *(other.name for other in organization.names.all())):
        parsed = split_legal_form(known)
        if parsed.key == written.key and forms_agree(parsed.form_code, written.form_code) in (
            True,
            None,
        ):
            return True
    return False


def _moved(matched: Matched) -> Iterator[Difference]:
    """Another place, or a first address; what belonged to the old place goes with it.

    A registry that says more than the register (a building, a floor) is right as it is.
    """
    organization, address = matched.organization, matched.address
    code = postal_code(matched.entry.postal_code) or ""
    if address.town and elsewhere(organization, address):
        after = {
            "prefecture": address.prefecture or organization.prefecture,
            "city": address.city or organization.city,
            "town": address.town[:TOWN_LETTERS],
        }
        gone = (
            ("building", "latitude", "longitude") if _stood_elsewhere(organization, address) else ()
        )
        after |= dict.fromkeys((name for name in gone if getattr(organization, name)), "")
    else:
        after = {}
    if code and code != organization.postal_code:
        after["postal_code"] = code
    after = {name: text for name, text in after.items() if getattr(organization, name) != text}
    if after:
        yield _changed(matched, Kind.ADDRESS, **after)


def _stood_elsewhere(organization: Organization, address: Address) -> bool:
    """A first address moves nobody: what is known of the place stays."""
    return bool(organization.town) or organization.city not in ("", address.city)


def elsewhere(organization: Organization, address: Address) -> bool:
    """Whether the register has another address, or one where the registry has none."""
    if not organization.town:
        return True
    if organization.city and address.city and organization.city != address.city:
        return True
    return apart(key_of(organization.city, organization.town), key_of(address.city, address.town))


def key_of(city: str, town: str) -> str:
    return address_key({"city": city, "town": town})
