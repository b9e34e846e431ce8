"""Where a service stands: under which department, by which address, in which order. Pure.
A service is one object under the key that it was added with, whatever becomes of it, so that its history and its undo go on. Once it
stands elsewhere, `at` in its value is its address (`department/service`). An address that a service had once is given to no other
one in pages, because it leads on."""

from collections import Counter
from collections.abc import Collection, Mapping

from audiencia.core.errors import Code, Refused
from audiencia.settings.catalogue import AT, ORDINAL, RETIRED, Entries, Key, Kind, Value, address, next_ordinal

LONGEST = 40  # Characters of a slug.
Places = Mapping[str, Collection[str]]
"""Each address that a service had once beside its key, and the keys of those that had it."""


def taken(entries: Entries, before: Places, department: str, own: Key | None = None) -> set[str]:
    """The slugs that no other service of this department can have: those that are there, and those that lead on."""
    others = {key: value for key, value in entries.items() if key.kind is Kind.SERVICE and key != own}
    places = [address(key, value) for key, value in others.items()] + list(others)
    mine = {own.name} if own else set()
    places += [Key(Kind.SERVICE, place) for place, keys in before.items() if set(keys) - mine]
    return {one.slug for one in places if one.department == department}


def free(slug: str, used: Collection[str]) -> str:
    """This slug, or the first that is free of those with a number behind it."""
    numbered = (f"{slug[: LONGEST - 4].rstrip('-')}-{n}" for n in range(2, len(used) + 3))
    return slug if slug not in used else next(one for one in numbered if one not in used)


def moved(entries: Entries, before: Places, key: Key, department: str, topic: str) -> Value:
    """The value of a service that stands last in another department from now on. `topic`: one of that department, or none."""
    value = entries[key] or {}
    slug = free(address(key, value).slug, taken(entries, before, department, key))
    kept = {name: of for name, of in value.items() if name not in (AT, "topic")}
    place = f"{department}/{slug}"
    elsewhere = {} if place == key.name else {AT: place}
    return {
        **kept,
        **elsewhere,
        **({"topic": topic} if topic else {}),
        ORDINAL: next_ordinal(entries, Kind.SERVICE, department),
    }


def in_order(entries: Entries, department: str) -> list[Key]:
    """The services of a department as people read them; those that were retired are not among them."""
    there = [
        key
        for key, value in entries.items()
        if key.kind is Kind.SERVICE and is_found(value) and address(key, value).department == department
    ]  # fmt: skip
    return sorted(there, key=lambda key: (_ordinal(entries, key), key.name))


def key_at(entries: Entries, place: str) -> Key | None:
    """The service that stands at this address now, one that people find before one that was retired; `None` when none does."""
    there = [
        key
        for key, value in entries.items()
        if key.kind is Kind.SERVICE and value is not None and address(key, value).name == place
    ]
    return min(there, key=lambda key: (not is_found(entries[key]), key.name), default=None)


def put_after(entries: Entries, key: Key, after: Key | None) -> dict[Key, Value]:
    """The values that put a service behind another one of its department, or first. One value, but where no number fits between.
    None where it stands there already. Raises `KeyError` when that other one is not there."""
    order = in_order(entries, address(key, entries[key]).department)
    others = [one for one in order if one != key]
    if after is not None and after not in others:
        raise KeyError(after)
    at = 0 if after is None else others.index(after) + 1
    if [*others[:at], key, *others[at:]] == order:
        return {}
    low = _ordinal(entries, others[at - 1]) if at else None
    high = _ordinal(entries, others[at]) if at < len(others) else None
    place = _between(low, high)
    if (low is None or low < place) and (high is None or place < high):
        return {key: {**(entries[key] or {}), ORDINAL: place}}
    whole = [*others[:at], key, *others[at:]]
    return {one: {**(entries[one] or {}), ORDINAL: n} for n, one in enumerate(whole) if _ordinal(entries, one) != n}


def _ordinal(entries: Entries, key: Key) -> float:
    return float((entries[key] or {}).get(ORDINAL, 0))


def _between(low: float | None, high: float | None) -> float:
    if low is None:
        return 0 if high is None else high - 1
    return low + 1 if high is None else (low + high) / 2


def check_places(departments: Collection[str], before: Entries, after: Entries, changed: Collection[Key]) -> None:
    """What was changed in pages stands where people find it. `departments`: those that anybody can choose.
    Raises `Refused`: SERVICE_DEPARTMENT_GONE where a service would come into another department, SERVICE_ADDRESS_TAKEN where it would
    stand at the address of another one."""
    moved_ones = [key for key in changed if key.kind is Kind.SERVICE and _comes(before, after, key)]
    if any(address(key, after[key]).department not in departments for key in moved_ones):
        raise Refused(Code.SERVICE_DEPARTMENT_GONE)
    there = Counter(
        address(key, value).name for key, value in after.items() if key.kind is Kind.SERVICE and is_found(value)
    )
    if any(there[address(key, after[key]).name] > 1 for key in moved_ones):
        raise Refused(Code.SERVICE_ADDRESS_TAKEN)


def _comes(before: Entries, after: Entries, key: Key) -> bool:
    """Whether it stands elsewhere than before, or people find it again."""
    was, now = before.get(key), after[key]
    if now is None:
        return False
    return (is_found(now) and not is_found(was)) or address(key, was) != address(key, now)


def is_found(value: Value | None) -> bool:
    """Whether people can find it, as far as it lies with the service."""
    return value is not None and not value.get(RETIRED)


def as_known(now: Entries, files: Entries) -> dict[Key, Value]:
    """What the files say, under the keys by which their services are known here.
    A service of the files is the one that stands at its address, else the one that was added under it; else, where a service of
    the same name is in another department no more, that one: it was moved in the files."""
    known = {key: value for key, value in now.items() if key.kind is Kind.SERVICE}
    wanted = [key for key in files if key.kind is Kind.SERVICE]
    of = _same(known, wanted)
    found: dict[Key, Value] = {}
    for key, value in files.items():
        if value is None:
            continue
        held = of.get(key, key)
        found[held] = value if held.name == key.name else {**value, AT: key.name}
    return found


def _same(known: Entries, wanted: Collection[Key]) -> dict[Key, Key]:
    """By the keys of the files, those that stand for the same services here."""
    # One that people find comes last and so before one that was retired.
    there = sorted(known.items(), key=lambda one: not (one[1] or {}).get(RETIRED))
    at = {address(key, value): key for key, value in there if value is not None}
    of = {one: at[one] for one in wanted if one in at}
    of |= {one: one for one in wanted if one not in of and one in known and one not in of.values()}
    left = [one for one in wanted if one not in of]
    gone = [key for key, value in known.items() if is_found(value) and key not in of.values()]
    for one in left:
        same = [key for key in gone if address(key, known[key]).slug == one.slug]
        rivals = [other for other in left if other.slug == one.slug]
        if len(same) == 1 and len(rivals) == 1:
            of[one] = same[0]
        elif one in known:
            # Its key is that of a service that stands elsewhere by now.
            names = {key.slug for key in known if key.department == one.department}
            of[one] = Key(one.kind, f"{one.department}/{free(one.slug, names)}")
    return of
