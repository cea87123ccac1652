"""Neighbouring phrases joined: parts of a day, beginnings and ends, clock times, ranges, open ends."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from pipeline.french_dates import periods, tense
from pipeline.french_dates.context import Context, next_weekday
from pipeline.french_dates.near_values import PARTS_OF_DAY
from pipeline.french_dates.periods import Period
from pipeline.french_dates.resolve import Atom, evaluate
from pipeline.french_dates.rules import Combination, combinations

_RANGED = {
    "day",
    "week",
    "weekend",
    "month",
    "year",
    "quarter",
    "half",
    "season",
    "decade",
    "century",
    "part",
}
_EDGED = {"week", "month", "year", "quarter", "half", "season", "decade", "century", "weekend"}
_CLOSED = ("span", "part")
# Afternoon and evening, in which three o'clock is 15.
_LATE = ("TAF", "TEV")
_NOON = 12
# The rules whose days a list may hold.
_DAYS = {"day_month", "day_month_year", "days_of_month", "day_span_of_month", "day_spans_of_month"}
_DATED = ("day", "part", "set", "clock")


def combine(atoms: list[Atom], context: Context) -> list[Atom]:
    """The atoms with everything joined that belongs together; order kept."""
    atoms = [_with_part(atom, context) for atom in _distinct(atoms)]
    atoms = [_with_edge(atom, context) for atom in atoms]
    atoms = _ranges(_shared_years(_lists(_distinct(atoms), context), context), context)
    atoms = _dated_clocks(atoms, context)
    return [_opened(atom, context) for atom in atoms]


def _distinct(atoms: list[Atom]) -> list[Atom]:
    """Without atoms that a neighbour has swallowed."""
    kept: list[Atom] = []
    for atom in atoms:
        if not kept or atom.first >= kept[-1].last:
            kept.append(atom)
        elif atom.last - atom.first > kept[-1].last - kept[-1].first:
            kept[-1] = atom
    return kept


def _after(rule: Combination, atom: Atom, context: Context) -> re.Match[str] | None:
    return rule.after.match(context.lexed.kinds, atom.last) if rule.after else None


def _before(rule: Combination, at: int, context: Context) -> re.Match[str] | None:
    """The match of `rule.before` that ends where lexeme `at` begins."""
    if rule.before is None:
        return None
    for start in range(max(0, at - 4), at):
        match = rule.before.fullmatch(context.lexed.kinds, start, at)
        if match:
            return match
    return None


def _extended(atom: Atom, bounds: tuple[int, int], name: str, period: Period, context: Context) -> Atom:
    """`atom` over the lexemes `bounds`, with a new value given by the combination `name`."""
    first, last = bounds
    tokens = context.lexed.tokens
    step = f"{name} → {period.timex or 'no value'}"
    return replace(
        atom,
        first=first,
        last=last,
        start=tokens[first].start,
        end=tokens[last - 1].end,
        period=period,
        rule=f"{atom.rule}+{name}",
        steps=(*atom.steps, step),
    )


def _with_part(atom: Atom, context: Context) -> Atom:
    """`mardi soir`, `matinée du 3 mai`: the day with its part."""
    period = atom.period
    if period.grain != "day" or period.type != "DATE":
        return atom
    rule = combinations()["part_of_day"]
    match = _after(rule, atom, context)
    first, last = atom.first, match.end() if match else atom.last
    if match is None:
        match = _before(rule, atom.first, context)
        first = match.start() if match else first
    if match is None:
        return atom
    code = _part_code(match, context)
    timex = f"{period.timex}T{code}" if period.timex else ""
    made = Period("DATE", timex, "part", period.first, period.last, period.inferred)
    return _extended(atom, (first, last), rule.name, made, context)


def _part_code(match: re.Match[str], context: Context) -> str:
    """The TIMEX3 code of a part of the day: its own, that of `fin de journée`, or evening (`au soir`)."""
    groups = match.re.groupindex
    if "q" in groups and match.start("q") >= 0:
        return PARTS_OF_DAY[str(context.lexed.tokens[match.start("q")].value)]
    return str(context.lexed.tokens[match.start("p")].value) if match.start("p") >= 0 else "EV"


def _with_edge(atom: Atom, context: Context) -> Atom:
    """`début 2019`, `mi-juin`, `fin du XIXe siècle`: the same value, its days narrowed."""
    if atom.period.grain not in _EDGED or atom.period.type != "DATE":
        return atom
    rule = combinations()["edge"]
    match = _before(rule, atom.first, context)
    if match is None:
        return atom
    edge = context.lexed.tokens[match.start("e")].value
    first, last = periods.third(atom.period, edge)
    made = replace(atom.period, first=first, last=last)
    return _extended(atom, (match.start(), atom.last), rule.name, made, context)


def _shared_years(atoms: list[Atom], context: Context) -> list[Atom]:
    """`31 mai et 1er juin 2015`: the year of the second holds for the first."""
    between = combinations()["shared_year"].between
    shared = list(atoms)
    for index in range(len(shared) - 2, -1, -1):
        begin, end = shared[index], shared[index + 1]
        if between and between.fullmatch(context.lexed.kinds, begin.last, end.first):
            period = _first_of_range(begin, end, context)
            if period is not begin.period:
                steps = (*begin.steps, f"shared_year → {period.timex}")
                shared[index] = replace(begin, period=period, steps=steps)
    return shared


def _lists(atoms: list[Atom], context: Context) -> list[Atom]:
    """`les 31 janvier, 1er et 2 février`: the days under one article as one interval."""
    rule = combinations()["list"]
    return _pairwise(atoms, lambda begin, end: _list(begin, end, rule, context))


def _pairwise(atoms: list[Atom], join: Callable[[Atom, Atom], Atom | None]) -> list[Atom]:
    """The atoms, each made one with what stands before it where `join` gives one for both."""
    joined: list[Atom] = []
    for atom in atoms:
        made = join(joined[-1], atom) if joined else None
        if made:
            joined[-1] = made
        else:
            joined.append(atom)
    return joined


def _list(begin: Atom, end: Atom, rule: Combination, context: Context) -> Atom | None:
    of_days = {begin.period.grain, end.period.grain} <= {"day", "span"} and {begin.rule, end.rule} <= _DAYS
    if not of_days or not _joins(rule.between, context.lexed.kinds, begin, end):
        return None
    if not _before(rule, begin.first, context):
        return None
    first = _first_of_range(begin, end, context)
    if not first.first or not end.period.last or first.first >= end.period.last:
        return None
    period = _interval(first, end.period)
    return replace(_extended(begin, (begin.first, end.last), rule.name, period, context), rule=begin.rule)


def _interval(begin: Period, end: Period) -> Period:
    """From the first day of one to the last day of the other, both known."""
    first, last = begin.first, end.last
    if first is None or last is None:
        return begin
    inferred = tuple(dict.fromkeys((*begin.inferred, *end.inferred)))
    return replace(periods.days(first, last), inferred=inferred, stated=begin.stated and end.stated)


def _ranges(atoms: list[Atom], context: Context) -> list[Atom]:
    """`du 28 mars au 2 avril`, `entre 2018 et 2020`: two dates as one interval."""
    rule = combinations()["range"]
    return _pairwise(atoms, lambda begin, end: _range(begin, end, rule, context))


def _range(begin: Atom, end: Atom, rule: Combination, context: Context) -> Atom | None:
    if not _linked(begin, end, rule, context):
        return None
    first, last = _first_of_range(begin, end, context), _last_of_range(begin, end)
    if first.first and last.last and first.first > last.last:
        return None
    period = _habit(begin, end, context) or periods.span(first, last)
    return _extended(begin, (begin.first, end.last), rule.name, period, context)


def _habit(begin: Atom, end: Atom, context: Context) -> Period | None:
    """`ouvert du lundi au vendredi`: every week, unless a verb looks back."""
    if begin.match is None or end.match is None or {begin.rule, end.rule} != {"weekday"}:
        return None
    article = begin.match.preceded_by("DU") and end.match.preceded_by("AU")
    if not article or begin.match.has("r") or end.match.has("r") or _looks_back(begin, context):
        return None
    return periods.repeated(f"XXXX-WXX-{begin.match.number('w')}/XXXX-WXX-{end.match.number('w')}")


def _linked(begin: Atom, end: Atom, rule: Combination, context: Context) -> bool:
    """Whether the words around and between two atoms make them the ends of a range."""
    if rule.between is None or not rule.between.fullmatch(context.lexed.kinds, begin.last, end.first):
        return False
    clocks = {begin.period.grain, end.period.grain} == {"clock"}
    ranged = {begin.period.grain, end.period.grain} <= _RANGED and begin.period.type == end.period.type
    if not (ranged or clocks):
        return False
    tokens = context.lexed.tokens
    opening = _before(rule, begin.first, context)
    link = {token.kind for token in tokens[begin.last : end.first]}
    if "ET" in link:
        return opening is not None and tokens[opening.start()].kind == "ENTRE"
    return "A" not in link or opening is not None or clocks


def _looks_back(atom: Atom, context: Context) -> bool:
    """Whether a verb of the same clause looks back; `est ouvert` does not."""
    return tense.around(context.lexed, atom.start, atom.end, strict=True) == "past"


def _first_of_range(begin: Atom, end: Atom, context: Context) -> Period:
    """The beginning of a range; without a year of its own it lies before the end."""
    if begin.match is None or end.period.first is None or begin.period.stated:
        return begin.period
    if begin.period.grain in ("day", "month") and end.period.stated:
        again = evaluate(begin.match, replace(context, near=end.period.first))
        if again:
            return again.period.state()
    return begin.period


def _last_of_range(begin: Atom, end: Atom) -> Period:
    """The end of a range; a bare weekday is the first one after the beginning."""
    if end.rule != "weekday" or begin.period.first is None or end.period.first is None:
        return end.period
    date = next_weekday(begin.period.first, end.period.first.isoweekday())
    return periods.day(date).infer(*end.period.inferred)


def _dated_clocks(atoms: list[Atom], context: Context) -> list[Atom]:
    """Clock times get the day of the date beside them, else the last one before, else the reference."""
    rule = combinations()["clock_after_date"]
    kinds = context.lexed.kinds
    made: list[Atom] = []
    for index, atom in enumerate(atoms):
        if atom.period.type != "TIME" or atom.period.grain not in ("clock", "span"):
            made.append(atom)
            continue
        beside = _day_beside(atoms, made, index, kinds)
        if beside and beside.type == "SET":
            made.append(
                replace(atom, period=periods.repeated(_recurring_clock(beside.timex, atom.period.timex)))
            )
            continue
        date = beside.first if beside else context.last_said(atom.start) or context.reference
        inferred = beside.inferred if beside else ("day",)
        day = date.isoformat() if date else ""
        late = beside is not None and beside.timex.endswith(_LATE)
        period = replace(
            atom.period,
            timex="/".join(f"{day}{_late(time) if late else time}" for time in atom.period.timex.split("/")),
            first=date,
            last=date,
            inferred=inferred,
        )
        made.append(replace(atom, period=period, steps=(*atom.steps, f"{rule.name} → {period.timex}")))
    return made


def _late(clock: str) -> str:
    """`3 heures` with an afternoon or evening: T15."""
    hour = int(clock[1:3])
    return f"T{hour + _NOON}{clock[3:]}" if hour < _NOON else clock


def _recurring_clock(timex: str, clock: str) -> str:
    """`16 heures chaque lundi` → XXXX-WXX-1T16; `15 heures tous les jours`, `du lundi au vendredi` → T15."""
    return f"{timex}{clock}" if timex.startswith("X") and "/" not in timex else clock


def _day_beside(atoms: list[Atom], made: list[Atom], index: int, kinds: str) -> Period | None:
    """The day just before or just after a clock time."""
    between = combinations()["clock_after_date"].between
    atom = atoms[index]
    before, after = made[-1:], atoms[index + 1 : index + 2]
    if before and before[0].period.grain in _DATED and _joins(between, kinds, before[0], atom):
        return before[0].period
    if after and after[0].period.grain in _DATED[:3] and _joins(between, kinds, atom, after[0]):
        return after[0].period
    return None


def _joins(between: re.Pattern[str] | None, kinds: str, left: Atom, right: Atom) -> bool:
    return between is not None and between.fullmatch(kinds, left.last, right.first) is not None


def _opened(atom: Atom, context: Context) -> Atom:
    """`depuis 2018`, `jusqu'au 16 mai`: open at one end."""
    placed = atom.period.timex and "XXXX" not in atom.period.timex
    if atom.period.type != "DATE" or atom.period.grain in _CLOSED or not placed:
        return atom
    for name, opened in (("since", periods.since), ("until", periods.until)):
        rule = combinations()[name]
        if _before(rule, atom.first, context):
            return _extended(atom, (atom.first, atom.last), name, opened(atom.period), context)
    return atom
